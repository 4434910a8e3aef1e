// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * What the decoder cannot take, and how it says so; films of all sizes; storms
 * of seeks. Streams: beside us, as the Makefile has them encoded.
 */
#include <err.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/tap.h"
#include "lib/v4l2.h"
#include "limits.h"
#include "player.h"

static struct film films[] = {
	{ "large", 320, 184 },
	{ "small", 176, 140 },
	{ "upright", 180, 240 },
	{ "odd", 362, 202 },
	{ "cropped", 304, 174 },
	{ "dot", 16, 16 },
};

static struct stream wide, heavy, interlaced;

/* Fails if a picture larger than the driver's buffers gets into one. */
static void test_too_wide(void)
{
	struct player player;

	player_open(&player, &wide, 0);
	tap(player_run(&player, player_failed) && !player.frames_done &&
	    !player.source_changes, "1936 pixels are too wide: EIO");
	player_close(&player);
}

/* Fails if pictures are lost for lack of memory, and nobody is told. */
static void test_too_heavy(void)
{
	struct player player;

	player_open(&player, &heavy, 0);
	tap(player_run(&player, player_failed) &&
	    player.frames_done < heavy.count,
	    "references that the engine has no memory for: EIO (%u of %u frames)",
	    player.frames_done, heavy.count);
	player_close(&player);
}

/* Fails if what cannot be decoded is a wait, or ends what can be. */
static void test_unsupported(const struct film *film)
{
	struct stream both;
	struct player player;

	player_open(&player, &interlaced, 0);
	tap(player_run(&player, player_fed) &&
	    !device_command(player.fd, V4L2_DEC_CMD_STOP) &&
	    player_run(&player, player_failed) && !player.frames_done,
	    "an interlaced stream to its end: EIO");
	player_close(&player);

	stream_join(&both, &interlaced, &film->stream);
	player_open(&player, &both, 0);
	player.pictures[0] = &film->picture;
	tap(player_drain(&player) && player.units_bad == interlaced.count &&
	    player.exact == film->stream.count && !player.frames_bad,
	    "behind an interlaced sequence the next is decoded (%u bad units, %u frames)",
	    player.units_bad, player.exact);
	player_close(&player);
	free(both.data);
}

static bool last_seen(const struct player *player)
{
	return player->last;
}

/* Fails if the end of no stream at all is an error, or the end of the file. */
static void test_nothing(const struct film *film)
{
	struct player player;
	unsigned int i;
	bool ok;

	player_open(&player, &film->stream, 0);
	for (i = 0; i < PLAYER_BUFFERS; i++)
		player.busy[i] = true;
	ok = !device_command(player.fd, V4L2_DEC_CMD_STOP) &&
	     player_run(&player, last_seen);
	player_step(&player);
	tap(ok && !player.frames_done && player.ends == 1 && !player.failed,
	    "STOP before any unit: the last buffer, and no error");

	player_rewind(&player, 0);
	player.pictures[1] = &film->picture;
	tap(!device_command(player.fd, V4L2_DEC_CMD_START) &&
	    player_drain(&player) && exact(&player, film->stream.count),
	    "and START goes on");
	player_close(&player);
}

static unsigned int take_everything(int *buffers, unsigned int most)
{
	unsigned int size = 1 << 20, count = 0;

	while (size >= 4096 && count < most) {
		buffers[count] = heap_alloc(HEAP_VIDEO, size);
		if (buffers[count] < 0)
			size /= 2;
		else
			count++;
	}
	return count;
}

static int create_one(int fd)
{
	struct v4l2_create_buffers create = {
		.count = 1, .memory = V4L2_MEMORY_MMAP, .format.type = CAPTURE,
	};

	if (device_ioctl(fd, VIDIOC_G_FMT, &create.format))
		err(1, "G_FMT");
	return device_ioctl(fd, VIDIOC_CREATE_BUFS, &create);
}

/* Fails if a client that finds no memory cannot try again later. */
static void test_no_memory(const struct film *film)
{
	static int buffers[256];
	struct player player;
	unsigned int count, i;
	int request, create;
	bool ok;

	player_open(&player, &film->stream, 0);
	player.pictures[0] = &film->picture;
	ok = player_run(&player, player_saw_change);
	count = take_everything(buffers, 256);
	request = device_request(player.fd, CAPTURE, V4L2_MEMORY_MMAP, 4);
	create = create_one(player.fd);
	tap(ok && request == -ENOMEM && create == -ENOMEM,
	    "frames while another has all of the memory: ENOMEM (%s, %s)",
	    strerror(-request), strerror(-create));
	for (i = 0; i < count; i++)
		close(buffers[i]);
	heap_empties("secure-video");

	tap(device_request(player.fd, CAPTURE, V4L2_MEMORY_MMAP, 4) == 4 &&
	    !create_one(player.fd), "when it has let go there are frames");
	device_request(player.fd, CAPTURE, V4L2_MEMORY_MMAP, 0);
	tap(player_drain(&player) && exact(&player, film->stream.count),
	    "and the stream goes on as if nothing had been");
	player_close(&player);
}

static bool set_parameter(const char *name, unsigned int value)
{
	char path[128];
	FILE *file;
	bool ok;

	snprintf(path, sizeof(path), "/sys/module/rst_vdec/parameters/%s", name);
	file = fopen(path, "w");
	if (!file)
		return false;
	ok = fprintf(file, "%u", value) > 0;
	return !fclose(file) && ok;
}

static unsigned int unit_size(int fd, unsigned int wish)
{
	struct v4l2_pix_format_mplane format = {};

	device_set_output(fd, 320, 184, wish);
	device_get_format(fd, OUTPUT, &format);
	return format.plane_fmt[0].sizeimage;
}

static int queue_small_unit(int fd)
{
	int buffer = heap_alloc(HEAP_VIDEO, 65536);
	int ret = device_request(fd, OUTPUT, V4L2_MEMORY_DMABUF, 1);

	if (ret == 1)
		ret = device_queue_dmabuf(fd, OUTPUT, 0, buffer, 16, 65536);
	device_request(fd, OUTPUT, V4L2_MEMORY_DMABUF, 0);
	close(buffer);
	return ret;
}

/* Fails if the decoder cannot be had as many others are: greedy with units. */
static void test_like_others(void)
{
	const unsigned int large = 1 << 20;
	int fd = device_open("rst_vdec");

	tap(unit_size(fd, large) < large && !queue_small_unit(fd),
	    "units are as large as the stream's may be, whatever is asked for");
	tap(set_parameter("keep_sizeimage", 1) && unit_size(fd, large) == large &&
	    queue_small_unit(fd) == -EINVAL,
	    "keep_sizeimage: as large as asked for, and no smaller");
	tap(unit_size(fd, 1) > 4096 && unit_size(fd, ~0u) <= 4 << 20,
	    "but not too small, and not without bounds");
	set_parameter("keep_sizeimage", 0);
	tap(device_get_control(fd, V4L2_CID_MIN_BUFFERS_FOR_OUTPUT) == -EINVAL,
	    "nobody is told how many units to have");
	close(fd);

	set_parameter("min_units", 5);
	fd = device_open("rst_vdec");
	tap(device_get_control(fd, V4L2_CID_MIN_BUFFERS_FOR_OUTPUT) == 5,
	    "min_units: a client is told to have more");
	set_parameter("min_units", 0);
	close(fd);
}

static void load(struct stream *stream, const char *directory, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s.h264", directory, name) < 0)
		err(1, "asprintf");
	stream_load(stream, path);
	free(path);
}

static void load_film(struct film *film, const char *directory)
{
	char *path;

	load(&film->stream, directory, film->name);
	if (asprintf(&path, "%s/%s.nv12", directory, film->name) < 0)
		err(1, "asprintf");
	pixels_load(&film->picture, path, film->width, film->height);
	free(path);
}

int main(int argc, char **argv)
{
	const unsigned int count = sizeof(films) / sizeof(films[0]);
	const char *directory = dirname(strdup(argv[0]));
	unsigned int i;

	setlinebuf(stdout);
	tap_start(argc, argv);
	for (i = 0; i < count; i++)
		load_film(&films[i], directory);
	load(&wide, directory, "wide");
	load(&heavy, directory, "heavy");
	load(&interlaced, directory, "interlaced");
	if (!tap(pixels_open(), "frames can be compared"))
		return tap_done();

	TAP_CASE(test_sizes, films, count);
	TAP_CASE(test_too_wide);
	TAP_CASE(test_too_heavy);
	TAP_CASE(test_unsupported, &films[0]);
	TAP_CASE(test_nothing, &films[0]);
	TAP_CASE(test_no_memory, &films[1]);
	TAP_CASE(test_like_others);
	test_storm(films);
	tap(heap_empties("secure-video"), "nothing is left in the books");
	return tap_done();
}
