// SPDX-License-Identifier: GPL-2.0-only
/* Streams, whole, broken and interrupted. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/v4l2.h"
#include "player.h"
#include "tests.h"

/* As the Makefile has the streams encoded. */
#define KEY_DISTANCE	12
#define LARGE_WIDTH	320
#define LARGE_HEIGHT	184

static bool some_frames(const struct player *player)
{
	return player->frames_done >= 6;
}

static bool visible_is(int fd, unsigned int width, unsigned int height)
{
	struct v4l2_selection selection = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.target = V4L2_SEL_TGT_COMPOSE,
	};

	return !device_ioctl(fd, VIDIOC_G_SELECTION, &selection) &&
	       !selection.r.left && !selection.r.top &&
	       selection.r.width == width && selection.r.height == height;
}

/*
 * Fails where the driver loses, repeats or misorders a frame, puts another
 * unit's timestamp on it, or takes held-back frames for drained.
 */
static void test_whole(const struct stream *stream)
{
	struct v4l2_pix_format_mplane format;
	struct player player;

	player_open(&player, stream, 0);
	tap(player_run(&player, player_saw_change),
	    "the first sequence is reported while CAPTURE is not set up");
	tap(!device_get_format(player.fd, CAPTURE, &format) &&
	    format.width == LARGE_WIDTH && format.height == 192 &&
	    visible_is(player.fd, LARGE_WIDTH, LARGE_HEIGHT),
	    "format and rectangle are the stream's");
	tap(!player.units_done, "its access unit is kept");

	tap(player_drain(&player) && whole(&player, stream->count),
	    "a stream gives each of its frames once and in order");
	tap(player.frames_keyed == stream->count / KEY_DISTANCE,
	    "key frames are marked");
	player_step(&player);
	tap(player.ends == 1, "the end is an event, too");
	tap(device_dequeue_frame(player.fd) == -EPIPE,
	    "after the last frame there are none: EPIPE");

	player_rewind(&player, 0);
	tap(!device_command(player.fd, V4L2_DEC_CMD_START) &&
	    player_drain(&player) && whole(&player, stream->count),
	    "START after a drain goes on");
	player_close(&player);
}

/* Fails where frames from before a seek come after it, or none come. */
static void test_seek(const struct stream *stream)
{
	unsigned int left = stream->count - 2 * KEY_DISTANCE;
	struct player player;
	bool ok;

	player_open(&player, stream, 0);
	ok = player_run(&player, some_frames) &&
	     !device_stream(player.fd, OUTPUT, 0);
	player_tear_down(&player);
	player_rewind(&player, 2 * KEY_DISTANCE);
	ok = ok && !device_stream(player.fd, OUTPUT, 1);
	player_set_up(&player);
	tap(ok && player_drain(&player) && whole(&player, left),
	    "a seek to a key frame gives the frames from there on");

	player_rewind(&player, 3);
	ok = !device_stream(player.fd, OUTPUT, 0) &&
	     !device_stream(player.fd, OUTPUT, 1) && player_drain(&player);
	tap(ok && player.frames_done >= stream->count - KEY_DISTANCE,
	    "a seek into a group of pictures does not end the stream");
	player_close(&player);
}

/* Fails where stopping one queue stops, or confuses, the other. */
static void test_capture_restart(const struct stream *stream)
{
	struct player player;
	bool ok;

	player_open(&player, stream, 0);
	ok = player_run(&player, some_frames);
	player_tear_down(&player);
	player_step(&player);
	player_set_up(&player);
	tap(ok && player_drain(&player) && !player.repeats && !player.frames_bad &&
	    player.frames_done >= stream->count - PLAYER_FRAMES,
	    "CAPTURE can be taken down and set up again in mid-stream");

	ok = device_command(player.fd, V4L2_DEC_CMD_STOP) == 0 &&
	     !device_command(player.fd, V4L2_DEC_CMD_START);
	player_rewind(&player, 0);
	player_run(&player, player_fed);
	ok = ok && !device_command(player.fd, V4L2_DEC_CMD_STOP);
	if (!player.last)
		ok = ok && (device_command(player.fd, V4L2_DEC_CMD_STOP) == -EBUSY ||
			    player_run(&player, player_saw_last));
	tap(ok, "STOP during a drain: EBUSY");
	player_close(&player);
}

/* Fails where frames of one size are lost at, or mixed into, the other. */
static void test_change(const struct stream *first, const struct stream *second)
{
	struct v4l2_pix_format_mplane format;
	struct stream both;
	struct player player;

	stream_join(&both, first, second);
	player_open(&player, &both, 0);
	tap(player_drain(&player) && whole(&player, both.count),
	    "all frames come where the size changes in mid-stream");
	tap(!device_get_format(player.fd, CAPTURE, &format) &&
	    format.width == 176 && format.height == 144 &&
	    visible_is(player.fd, 176, 140), "the format is the new one's");
	player_close(&player);
	free(both.data);
}

/* Fails where a client that is quick with its STOP waits for ever. */
static void test_early_stop(const struct stream *stream)
{
	struct stream one = *stream;
	struct player player;

	one.count = 1;
	player_open(&player, &one, 0);
	player_step(&player);
	tap(!device_command(player.fd, V4L2_DEC_CMD_STOP) &&
	    player_run(&player, player_saw_last) && whole(&player, 1),
	    "STOP before CAPTURE is set up drains all the same");
	player_close(&player);
}

/* Fails where garbage ends anything but its own stream, or leaves a client. */
static void test_garbage(const struct stream *stream)
{
	struct stream garbage = *stream;
	struct player player;
	size_t i;

	garbage.data = malloc(garbage.size);
	for (i = 0; i < garbage.size; i++)
		garbage.data[i] = i * 2654435761u >> 13;
	player_open(&player, &garbage, 0);
	tap(player_run(&player, player_fed) &&
	    !device_command(player.fd, V4L2_DEC_CMD_STOP) &&
	    player_run(&player, player_failed),
	    "garbage to its end is an error, not a wait");
	player_close(&player);
	free(garbage.data);
}

/* Fails where a damaged unit costs more than the frames that depend on it. */
static void test_damage(const struct stream *stream)
{
	struct stream damaged = *stream;
	struct player player;
	size_t i;

	damaged.data = malloc(damaged.size);
	memcpy(damaged.data, stream->data, stream->size);
	/* The second unit is the first P frame; its slice header stays. */
	for (i = damaged.start[1] + 24; i < damaged.start[2]; i++)
		damaged.data[i] ^= 0x55;
	player_open(&player, &damaged, 0);
	tap(player_drain(&player) &&
	    player.frames_done >= stream->count - KEY_DISTANCE,
	    "a stream goes on behind a damaged unit");
	tap(player.frames_bad || player.units_bad,
	    "the damage is flagged (%u frames, %u units)",
	    player.frames_bad, player.units_bad);
	player_close(&player);
	free(damaged.data);
}

static void test_two_at_once(const struct stream *first,
			     const struct stream *second)
{
	struct player a, b;
	bool ok;

	player_open(&a, first, 0);
	player_open(&b, second, 0);
	ok = player_run(&a, some_frames) && player_run(&b, some_frames);
	ok = player_drain(&a) && player_drain(&b) && ok;
	tap(ok && whole(&a, first->count) && whole(&b, second->count),
	    "two streams decode side by side");
	player_close(&a);
	player_close(&b);
}

static bool never(const struct player *player)
{
	return player->failed;
}

static void play_for_ever(const struct stream *stream)
{
	struct player player;

	player_open(&player, stream, 0);
	for (;;) {
		player_run(&player, player_fed);
		player.next = 0;
		if (player.failed)
			player_run(&player, never);
	}
}

/* Fails where a process that dies in any place leaves memory or a session. */
static void test_kill(const struct stream *stream)
{
	unsigned int i;
	bool ok = true;

	for (i = 0; i < 20; i++) {
		pid_t child = fork();

		if (!child)
			play_for_ever(stream);
		usleep(10000 + i * 23000);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		if (!heap_empties("secure-video")) {
			printf("# round %u leaves %ld bytes\n", i,
			       heap_bytes("secure-video"));
			ok = false;
		}
	}
	tap(ok, "clients killed at %u moments leave nothing in the books", i);
}

void test_playback(const struct stream *large, const struct stream *small)
{
	TAP_CASE(test_whole, large);
	TAP_CASE(test_seek, large);
	TAP_CASE(test_capture_restart, large);
	TAP_CASE(test_change, large, small);
	TAP_CASE(test_early_stop, large);
	TAP_CASE(test_garbage, large);
	TAP_CASE(test_damage, large);
	TAP_CASE(test_two_at_once, large, small);
	TAP_CASE(test_kill, large);
}
