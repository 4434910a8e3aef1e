// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * The sequences of the kernel's stateful decoder interface, rule by rule, with
 * frames compared to ffmpeg's. docs/v4l2.md names the rules.
 */
#include <err.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "player.h"
#include "tests.h"

/* As the Makefile has the streams encoded. */
#define KEY_DISTANCE	12

static struct stream large, small, tiny, deep;
static struct picture large_picture, small_picture, tiny_picture;
static struct picture deep_picture;

static int control(int fd, unsigned int id)
{
	return device_get_control(fd, id);
}

static bool target_is(int fd, unsigned int target, unsigned int width,
		      unsigned int height)
{
	struct v4l2_selection selection = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .target = target,
	};

	return !device_ioctl(fd, VIDIOC_G_SELECTION, &selection) &&
	       !selection.r.left && !selection.r.top &&
	       selection.r.width == width && selection.r.height == height;
}

/* Fails where a query after the event doesn't speak of the stream. */
static void test_queries(void)
{
	struct v4l2_frmsizeenum size = { .pixel_format = V4L2_PIX_FMT_NV12M };
	struct v4l2_selection selection = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.target = V4L2_SEL_TGT_COMPOSE, .r = { 0, 0, 64, 64 },
	};
	struct player player;

	player_open(&player, &small, 0);
	tap(player_run(&player, player_saw_change) &&
	    control(player.fd, V4L2_CID_MPEG_VIDEO_H264_PROFILE) ==
	    V4L2_MPEG_VIDEO_H264_PROFILE_HIGH &&
	    control(player.fd, V4L2_CID_MPEG_VIDEO_H264_LEVEL) ==
	    V4L2_MPEG_VIDEO_H264_LEVEL_1_1,
	    "profile and level are the stream's");
	tap(target_is(player.fd, V4L2_SEL_TGT_CROP_BOUNDS, 176, 144) &&
	    target_is(player.fd, V4L2_SEL_TGT_COMPOSE_BOUNDS, 176, 144) &&
	    target_is(player.fd, V4L2_SEL_TGT_COMPOSE_PADDED, 176, 144),
	    "the coded size bounds the crop, and is what is written");
	tap(target_is(player.fd, V4L2_SEL_TGT_CROP, 176, 140) &&
	    target_is(player.fd, V4L2_SEL_TGT_CROP_DEFAULT, 176, 140) &&
	    target_is(player.fd, V4L2_SEL_TGT_COMPOSE, 176, 140) &&
	    target_is(player.fd, V4L2_SEL_TGT_COMPOSE_DEFAULT, 176, 140),
	    "the other rectangles are what is visible");
	tap(device_ioctl(player.fd, VIDIOC_S_SELECTION, &selection) == -ENOTTY,
	    "rectangles cannot be set: ENOTTY");
	tap(!device_ioctl(player.fd, VIDIOC_ENUM_FRAMESIZES, &size) &&
	    size.type == V4L2_FRMSIZE_TYPE_STEPWISE &&
	    size.stepwise.min_width <= 176 && size.stepwise.max_width >= 1920,
	    "frame sizes are told");
	player_close(&player);
}

/* Fails where a pixel differs, in either layout, or a timestamp is not copied. */
static void test_exact(unsigned int pixelformat, const char *name)
{
	struct player player;

	player_open(&player, &large, 0);
	player.pixelformat = pixelformat;
	player.pictures[0] = &large_picture;
	tap(player_drain(&player) && exact(&player, large.count) &&
	    player.format.pixelformat == pixelformat,
	    "%s: every frame is ffmpeg's, with its unit's timestamp", name);
	player_close(&player);
}

static long pages(size_t size)
{
	return (size + 4095) / 4096 * 4096;
}

/* @both: a stream that changes its size, to be freed */
static void open_both(struct player *player, struct stream *both)
{
	stream_join(both, &large, &small);
	player_open(player, both, 0);
	player->pictures[0] = &large_picture;
	player->pictures[1] = &small_picture;
}

/* Fails where the old sequence's buffers stay, or a frame of it is lost. */
static void test_change(void)
{
	struct stream both;
	struct player player;
	bool ok;

	open_both(&player, &both);
	ok = player_drain(&player) && exact(&player, both.count);
	tap(ok, "frames before and behind a change of size are ffmpeg's");
	tap(heap_bytes("secure-video") == PLAYER_FRAMES *
	    pages(player.format.plane_fmt[0].sizeimage) &&
	    player.format.width == 176,
	    "the books have the new frames and no others");
	player_close(&player);
	tap(heap_empties("secure-video"), "and none in the end");
	free(both.data);
}

static bool at_change(const struct player *player)
{
	return player->last;
}

/* Takes the change up without new buffers: those there are hold the frames. */
static bool start_with_old_frames(struct player *player)
{
	int fd = player->fd;

	player->source_changes = 0;
	player->last = false;
	player->sequence++;
	player->in_sequence = 0;
	return !device_get_format(fd, CAPTURE, &player->format) &&
	       !device_get_visible(fd, &player->visible) &&
	       !device_command(fd, V4L2_DEC_CMD_START);
}

/* Fails where START doesn't do, and buffers must be allocated anew. */
static void test_change_by_start(void)
{
	struct stream both;
	struct player player;
	bool ok;

	open_both(&player, &both);
	ok = player_run(&player, player_saw_change);
	player_set_up(&player);
	player.source_changes = 0;
	while (ok && !player.source_changes)
		player_step(&player);
	while (ok && !at_change(&player))
		player_step(&player);
	ok = ok && start_with_old_frames(&player) && player_drain(&player);
	tap(ok && exact(&player, both.count),
	    "a change to a smaller size goes on with START and the old buffers");
	player_close(&player);
	free(both.data);
}

static void steps(struct player *player, unsigned int count)
{
	while (count--)
		player_step(player);
}

/* Fails where a decoder that is stopped decodes, or one that isn't, doesn't. */
static void test_stopped(void)
{
	struct stream half = large;
	struct player player;
	unsigned int frames;
	bool ok;

	half.count = 2 * KEY_DISTANCE;
	player_open(&player, &half, 0);
	player.pictures[0] = &large_picture;
	ok = player_drain(&player) && exact(&player, half.count);
	player.stream = &large;
	frames = player.frames_done;
	player.last = false;
	steps(&player, 6);
	tap(ok && player.frames_done == frames &&
	    player.units_done == half.count &&
	    device_dequeue_frame(player.fd) == -EPIPE,
	    "units that come behind a drain are taken, and wait");
	tap(!device_command(player.fd, V4L2_DEC_CMD_START) &&
	    player_drain(&player) && exact(&player, large.count),
	    "START goes on with all the state from before");

	player_rewind(&player, 0);
	ok = !device_stream(player.fd, OUTPUT, 0) &&
	     !device_stream(player.fd, OUTPUT, 1);
	tap(ok && player_drain(&player) && exact(&player, large.count),
	    "so does a seek");
	/* what was decoded may still be there to be dequeued */
	player_take_units(&player);
	player_rewind(&player, 0);
	player_tear_down(&player);
	player_set_up(&player);
	tap(player_drain(&player) && exact(&player, large.count),
	    "so does CAPTURE stopped and started");
	player_close(&player);
}

/* Fails if what says that the stream ends is more than a NAL unit to skip. */
static void test_end_of_stream(unsigned int type, unsigned int at)
{
	const uint8_t end[] = { 0, 0, 0, 1, type };
	struct stream marked;
	struct player player;

	stream_insert(&marked, &large, at, end, sizeof(end));
	player_open(&player, &marked, 0);
	player.pictures[0] = &large_picture;
	tap(player_drain(&player) && exact(&player, marked.count) &&
	    player.ends == 1,
	    "type %u before unit %u: each frame comes, the end when it is asked for",
	    type, at);
	player_close(&player);
	free(marked.data);
}

/* Fails where a seek shows frames whose references it has not seen. */
static void test_seek(void)
{
	struct player player;

	player_open(&player, &large, 3);
	tap(player_drain(&player) && !player.frames_bad && !player.units_bad &&
	    player.frames_done == large.count - KEY_DISTANCE,
	    "no frame comes before the first resume point (%u of %u)",
	    player.frames_done, large.count - KEY_DISTANCE);
	player_close(&player);
}

/* Fails where a client that rests is not left in peace. */
static void test_pause(void)
{
	struct player player;
	unsigned int frames;
	bool ok;

	player_open(&player, &large, 0);
	player.pictures[0] = &large_picture;
	ok = player_run(&player, player_saw_change);
	player_set_up(&player);
	player.source_changes = 0;
	steps(&player, 4);
	frames = player.frames_done;
	usleep(300000);	/* all frames are the decoder's, and it fills them */
	tap(ok && player_drain(&player) && player.frames_done > frames &&
	    exact(&player, large.count), "a pause costs nothing");
	player_close(&player);
}

static void forget(struct player *player)
{
	unsigned int i;

	if (player->capture)
		player_tear_down(player);
	device_stream(player->fd, CAPTURE, 0);
	device_stream(player->fd, OUTPUT, 0);
	for (i = 0; i < PLAYER_BUFFERS; i++)
		munmap_unit(player, i);
	device_request(player->fd, OUTPUT, V4L2_MEMORY_MMAP, 0);
}

/* Fails where a file that a stream has failed in cannot be used again. */
static void test_reset(void)
{
	struct stream garbage = large;
	struct player player;
	size_t i;
	bool ok;

	garbage.data = malloc(garbage.size);
	for (i = 0; i < garbage.size; i++)
		garbage.data[i] = i * 2654435761u >> 13;
	player_open(&player, &garbage, 0);
	ok = player_run(&player, player_fed) &&
	     !device_command(player.fd, V4L2_DEC_CMD_STOP) &&
	     player_run(&player, player_failed);
	forget(&player);
	player_begin(&player, &large, 0);
	player.pictures[0] = &large_picture;
	tap(ok && player_drain(&player) && exact(&player, large.count),
	    "after a fatal error the same file can begin anew");
	player_close(&player);
	free(garbage.data);
}

static unsigned long counter(const char *name)
{
	unsigned long value = 0;
	char command[128];
	FILE *file;

	snprintf(command, sizeof(command),
		 "sed -n 's/^%s: \\([0-9]*\\).*/\\1/p' /sys/kernel/debug/rst_vdec/*/*",
		 name);
	file = popen(command, "r");
	if (!file || fscanf(file, "%lu", &value) != 1)
		value = 0;
	if (file)
		pclose(file);
	return value;
}

static bool settled(const struct player *player)
{
	return player->units_done >= 8;
}

static bool nearly_fed(const struct player *player)
{
	return player->units_done >= 40;
}

/* Fails where a unit costs more than one call into the secure world. */
static void test_calls(void)
{
	unsigned long calls, units;
	struct player player;
	bool ok;

	player_open(&player, &large, 0);
	ok = player_run(&player, settled);
	calls = counter("calls");
	units = counter("units");
	ok = ok && player_run(&player, nearly_fed);
	calls = counter("calls") - calls;
	units = counter("units") - units;
	/* Between the two readings of a pair, at most one unit may be decoded. */
	tap(ok && units > 20 && calls >= units - 1 && calls <= units + 1,
	    "%lu units were %lu calls of the secure world", units, calls);
	player_close(&player);
}

static void load(const char *directory, const char *name,
		 struct stream *stream, struct picture *picture,
		 unsigned int width, unsigned int height)
{
	char *path;

	if (asprintf(&path, "%s/%s.h264", directory, name) < 0)
		err(1, "asprintf");
	stream_load(stream, path);
	free(path);
	if (asprintf(&path, "%s/%s.nv12", directory, name) < 0)
		err(1, "asprintf");
	pixels_load(picture, path, width, height);
	free(path);
}

/* The same stream again and again, for whoever disturbs it from outside. */
static int loop(unsigned int rounds)
{
	while (rounds--)
		test_exact(V4L2_PIX_FMT_NV12, "NV12");
	return tap_done();
}

int main(int argc, char **argv)
{
	bool looping = argc == 3 && !strcmp(argv[1], "--loop");
	const char *directory = dirname(argv[0]);

	setlinebuf(stdout);
	if (!looping)
		tap_start(argc, argv);
	load(directory, "large", &large, &large_picture, 320, 184);
	load(directory, "small", &small, &small_picture, 176, 140);
	load(directory, "tiny", &tiny, &tiny_picture, 80, 64);
	load(directory, "deep", &deep, &deep_picture, 320, 184);
	if (!tap(pixels_open(), "frames can be compared"))
		return tap_done();

	if (looping)
		return loop(atoi(argv[2]));
	TAP_CASE(test_queries);
	TAP_CASE(test_exact, V4L2_PIX_FMT_NV12, "NV12");
	TAP_CASE(test_exact, V4L2_PIX_FMT_NV12M, "NV12M");
	TAP_CASE(test_change);
	TAP_CASE(test_change_by_start);
	TAP_CASE(test_stopped);
	TAP_CASE(test_end_of_stream, 10, 2 * KEY_DISTANCE);
	TAP_CASE(test_end_of_stream, 11, 2 * KEY_DISTANCE);
	TAP_CASE(test_end_of_stream, 11, 2 * KEY_DISTANCE + 5);
	TAP_CASE(test_seek);
	TAP_CASE(test_pause);
	TAP_CASE(test_reset);
	TAP_CASE(test_calls);
	test_corners(&large, &large_picture, KEY_DISTANCE);
	TAP_CASE(test_crowd, &tiny, &tiny_picture, &large);
	TAP_CASE(test_greed, &deep, &deep_picture, &tiny, &tiny_picture);
	TAP_CASE(test_sleep, &small, &small_picture);
	TAP_CASE(test_recovery, &small, &small_picture);
	tap(heap_empties("secure-video"), "nothing is left in the books");
	return tap_done();
}
