// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/v4l2.h"
#include "player.h"

#define UNIT_SIZE	(512 * 1024)

static void must(int ret, const char *what)
{
	if (ret < 0)
		errx(1, "%s: %s", what, strerror(-ret));
}

static void subscribe(struct player *player, unsigned int type)
{
	struct v4l2_event_subscription subscription = { .type = type };

	must(device_ioctl(player->fd, VIDIOC_SUBSCRIBE_EVENT, &subscription),
	     "VIDIOC_SUBSCRIBE_EVENT");
}

static void map_unit(struct player *player, unsigned int index)
{
	struct v4l2_plane plane = {};
	struct v4l2_buffer buffer = {
		.type = OUTPUT, .memory = V4L2_MEMORY_MMAP, .index = index,
		.m.planes = &plane, .length = 1,
	};

	must(device_ioctl(player->fd, VIDIOC_QUERYBUF, &buffer),
	     "VIDIOC_QUERYBUF");
	player->unit_size = plane.length;
	player->units[index] = mmap(NULL, plane.length, PROT_READ | PROT_WRITE,
				    MAP_SHARED, player->fd, plane.m.mem_offset);
	if (player->units[index] == MAP_FAILED)
		err(1, "mmap of a unit");
}

void munmap_unit(struct player *player, unsigned int index)
{
	munmap(player->units[index], player->unit_size);
}

void player_open(struct player *player, const struct stream *stream,
		 unsigned int first)
{
	memset(player, 0, sizeof(*player));
	player->fd = device_open("rst_vdec");
	subscribe(player, V4L2_EVENT_SOURCE_CHANGE);
	subscribe(player, V4L2_EVENT_EOS);
	player_begin(player, stream, first);
}

void player_begin(struct player *player, const struct stream *stream,
		  unsigned int first)
{
	unsigned int i;

	player->stream = stream;
	player->failed = false;
	player_rewind(player, first);
	must(device_set_output(player->fd, 0, 0, UNIT_SIZE), "S_FMT");
	must(device_request(player->fd, OUTPUT, V4L2_MEMORY_MMAP,
			    PLAYER_BUFFERS), "REQBUFS of units");
	for (i = 0; i < PLAYER_BUFFERS; i++)
		map_unit(player, i);
	must(device_stream(player->fd, OUTPUT, 1), "STREAMON of units");
}

void player_close(struct player *player)
{
	unsigned int i;

	if (player->capture)
		player_tear_down(player);
	for (i = 0; i < PLAYER_BUFFERS; i++)
		munmap_unit(player, i);
	close(player->fd);
}

static void allocate(struct player *player, unsigned int index)
{
	unsigned int i;

	for (i = 0; i < player->format.num_planes; i++) {
		player->frames[index][i] =
			heap_alloc(HEAP_VIDEO,
				   player->format.plane_fmt[i].sizeimage);
		must(player->frames[index][i], "allocation of a frame");
	}
}

static void queue_frame(struct player *player, unsigned int index)
{
	int ret = device_queue_frame(player->fd, index, player->frames[index],
				     player->format.num_planes);

	if (ret == -EIO)
		player->failed = true;
	else
		must(ret, "QBUF of a frame");
}

void player_set_up(struct player *player)
{
	unsigned int i;

	if (player->pixelformat)
		must(device_set_frames(player->fd, player->pixelformat),
		     "S_FMT of frames");
	must(device_get_format(player->fd, CAPTURE, &player->format), "G_FMT");
	must(device_get_visible(player->fd, &player->visible), "G_SELECTION");
	must(device_request(player->fd, CAPTURE, V4L2_MEMORY_DMABUF,
			    PLAYER_FRAMES), "REQBUFS of frames");
	for (i = 0; i < PLAYER_FRAMES; i++) {
		allocate(player, i);
		queue_frame(player, i);
	}
	must(device_stream(player->fd, CAPTURE, 1), "STREAMON of frames");
	player->capture = true;
	player->last = false;
}

void player_tear_down(struct player *player)
{
	unsigned int i, plane;

	must(device_stream(player->fd, CAPTURE, 0), "STREAMOFF of frames");
	must(device_request(player->fd, CAPTURE, V4L2_MEMORY_DMABUF, 0),
	     "release of frames");
	for (i = 0; i < PLAYER_FRAMES; i++) {
		for (plane = 0; plane < player->format.num_planes; plane++)
			close(player->frames[i][plane]);
	}
	player->capture = false;
}

void player_rewind(struct player *player, unsigned int unit)
{
	player->first = unit;
	player->next = unit;
	memset(player->busy, 0, sizeof(player->busy));
	player->units_done = 0;
	player->units_bad = 0;
	player->frames_done = 0;
	player->frames_bad = 0;
	player->frames_keyed = 0;
	player->exact = 0;
	player->sequence = 0;
	player->in_sequence = 0;
	memset(player->seen, 0, sizeof(player->seen));
	player->repeats = 0;
	player->strays = 0;
	player->source_changes = 0;
	player->ends = 0;
	player->last = false;
}

/* So that no other timestamp is taken for a unit's. */
static unsigned int microseconds(unsigned int unit)
{
	return unit * 7919 % 1000000;
}

static void queue_unit(struct player *player, unsigned int index)
{
	const struct stream *stream = player->stream;
	size_t start = stream->start[player->next];
	struct v4l2_plane plane = {
		.bytesused = stream->start[player->next + 1] - start,
	};
	struct v4l2_buffer buffer = {
		.type = OUTPUT, .memory = V4L2_MEMORY_MMAP, .index = index,
		.m.planes = &plane, .length = 1,
		.timestamp.tv_sec = player->next,
		.timestamp.tv_usec = microseconds(player->next),
	};
	int ret;

	if (plane.bytesused > player->unit_size)
		errx(1, "unit %u is too large", player->next);
	memcpy(player->units[index], stream->data + start, plane.bytesused);
	ret = device_ioctl(player->fd, VIDIOC_QBUF, &buffer);
	if (ret == -EIO) {
		player->failed = true;
		return;
	}
	must(ret, "QBUF of a unit");
	player->busy[index] = true;
	player->next++;
}

void player_feed(struct player *player)
{
	unsigned int i;

	for (i = 0; i < PLAYER_BUFFERS; i++) {
		if (player->next == player->stream->count)
			return;
		if (!player->busy[i])
			queue_unit(player, i);
	}
}

static bool dequeue(struct player *player, struct v4l2_buffer *buffer)
{
	int ret = device_ioctl(player->fd, VIDIOC_DQBUF, buffer);

	if (ret == -EIO)
		player->failed = true;
	return !ret;
}

void player_take_units(struct player *player)
{
	struct v4l2_plane plane = {};
	struct v4l2_buffer buffer = {
		.type = OUTPUT, .memory = V4L2_MEMORY_MMAP,
		.m.planes = &plane, .length = 1,
	};

	while (dequeue(player, &buffer)) {
		player->busy[buffer.index] = false;
		player->units_done++;
		if (buffer.flags & V4L2_BUF_FLAG_ERROR)
			player->units_bad++;
	}
}

static void compare(struct player *player, unsigned int index)
{
	const struct picture *picture = player->sequence < PLAYER_SEQUENCES ?
		player->pictures[player->sequence] : NULL;

	if (picture && pixels_equal(picture, player->in_sequence,
				    player->frames[index], &player->format,
				    &player->visible))
		player->exact++;
	player->in_sequence++;
}

static void look_at_frame(struct player *player,
			  const struct v4l2_buffer *buffer)
{
	unsigned int unit = buffer->timestamp.tv_sec;
	int late = player->first + player->frames_done - unit;

	if (buffer->m.planes[0].bytesused) {
		player->frames_done++;
		if (unit >= STREAM_MAX_UNITS || player->seen[unit])
			player->repeats++;
		else
			player->seen[unit] = true;
		if (abs(late) > PLAYER_REORDER ||
		    buffer->timestamp.tv_usec != microseconds(unit))
			player->strays++;
		compare(player, buffer->index);
		if (buffer->flags & V4L2_BUF_FLAG_ERROR)
			player->frames_bad++;
		if (buffer->flags & V4L2_BUF_FLAG_KEYFRAME)
			player->frames_keyed++;
	}
	if (buffer->flags & V4L2_BUF_FLAG_LAST)
		player->last = true;
}

static void take_frames(struct player *player)
{
	struct v4l2_plane planes[2] = {};
	struct v4l2_buffer buffer = {
		.type = CAPTURE, .memory = V4L2_MEMORY_DMABUF,
		.m.planes = planes, .length = player->format.num_planes,
	};

	while (!player->last && dequeue(player, &buffer)) {
		look_at_frame(player, &buffer);
		queue_frame(player, buffer.index);
	}
}

static void take_events(struct player *player)
{
	struct v4l2_event event;

	while (!device_ioctl(player->fd, VIDIOC_DQEVENT, &event)) {
		if (event.type == V4L2_EVENT_SOURCE_CHANGE)
			player->source_changes++;
		else if (event.type == V4L2_EVENT_EOS)
			player->ends++;
	}
}

static void step(struct player *player, int milliseconds)
{
	struct pollfd pollfd = {
		.fd = player->fd, .events = POLLIN | POLLOUT | POLLPRI,
	};

	player_feed(player);
	poll(&pollfd, 1, milliseconds);
	player_take_units(player);
	if (player->capture)
		take_frames(player);
	/* last: the event of a last frame is there before the frame is */
	take_events(player);
}

void player_step(struct player *player)
{
	step(player, PLAYER_STEP_MS);
}

/* The last frame of the sequence before is out, or there was none. */
static void follow_change(struct player *player)
{
	if (player->capture) {
		if (!player->last)
			return;
		player_tear_down(player);
		player->sequence++;
		player->in_sequence = 0;
	}
	player_set_up(player);
	player->source_changes = 0;
}

void player_look(struct player *player)
{
	step(player, 5);
	if (player->source_changes)
		follow_change(player);
}

bool player_run(struct player *player, bool (*done)(const struct player *))
{
	unsigned int waited;

	for (waited = 0; waited < PLAYER_TIMEOUT_MS; waited += PLAYER_STEP_MS) {
		if (done(player))
			return true;
		player_step(player);
		if (done(player))
			return true;
		if (player->source_changes)
			follow_change(player);
	}
	return false;
}

bool whole(const struct player *player, unsigned int frames)
{
	bool good = player->frames_done == frames && !player->frames_bad &&
		    !player->units_bad && !player->repeats && !player->strays;

	if (!good)
		printf("# %u of %u frames, %u exact, %u bad, %u again, %u astray; %u bad units\n",
		       player->frames_done, frames, player->exact,
		       player->frames_bad, player->repeats, player->strays,
		       player->units_bad);
	return good;
}

bool exact(const struct player *player, unsigned int frames)
{
	bool good = whole(player, frames);

	if (good && player->exact != frames)
		printf("# %u of %u frames are exact\n", player->exact, frames);
	return good && player->exact == frames;
}

bool player_saw_change(const struct player *player)
{
	return player->source_changes;
}

bool player_fed(const struct player *player)
{
	return player->next == player->stream->count;
}

bool player_saw_last(const struct player *player)
{
	return player->last && !player->source_changes;
}

bool player_failed(const struct player *player)
{
	return player->failed;
}

bool player_drain(struct player *player)
{
	return player_run(player, player_fed) &&
	       !device_command(player->fd, V4L2_DEC_CMD_STOP) &&
	       player_run(player, player_saw_last);
}
