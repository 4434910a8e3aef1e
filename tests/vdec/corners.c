// SPDX-License-Identifier: GPL-2.0-only
/* What clients may do at odd moments. */
#include <stdlib.h>
#include <unistd.h>

#include "player.h"
#include "tests.h"

#define SEARCHES	8

/* Without a unit more: that would wake the decoder. */
static bool change_comes(const struct player *player)
{
	struct v4l2_event event;
	unsigned int i;

	for (i = 0; i < 100; i++) {
		if (!device_ioctl(player->fd, VIDIOC_DQEVENT, &event))
			return event.type == V4L2_EVENT_SOURCE_CHANGE;
		usleep(50000);
	}
	return false;
}

/*
 * Fails where a STREAMOFF of CAPTURE, which takes the job in hand away, ends the
 * search for the first sequence; the last of the units that are there begins it.
 */
static void test_search(const struct stream *stream, unsigned int key)
{
	unsigned int i, good = 0;

	for (i = 0; i < SEARCHES; i++) {
		struct player player;

		player_open(&player, stream, key + 1 - PLAYER_BUFFERS);
		player_feed(&player);
		good += !device_stream(player.fd, CAPTURE, 0) &&
			change_comes(&player);
		player_close(&player);
	}
	tap(good == SEARCHES,
	    "CAPTURE stopped in the search for a sequence: %u of %u found it",
	    good, SEARCHES);
}

/* Fails where the end of a sequence that was never seen is the stream's. */
static void test_early_end(const struct stream *stream, unsigned int key)
{
	static const uint8_t end[] = { 0, 0, 0, 1, 11 };
	struct stream marked;
	struct player player;

	stream_insert(&marked, stream, key, end, sizeof(end));
	player_open(&player, &marked, 3);
	tap(player_drain(&player) && !player.failed &&
	    player.frames_done == stream->count - key,
	    "an end before the first sequence is none (%u of %u frames)",
	    player.frames_done, stream->count - key);
	player_close(&player);
	free(marked.data);
}

/* Fails where frames go on in the format from before. */
static void test_other_format(const struct stream *stream,
			      const struct picture *picture)
{
	struct player player;
	bool ok;

	player_open(&player, stream, 0);
	player.pictures[0] = picture;
	ok = player_drain(&player) && exact(&player, stream->count);
	player_take_units(&player);
	player_rewind(&player, 0);
	player_tear_down(&player);
	player.pixelformat = V4L2_PIX_FMT_NV12M;
	player_set_up(&player);
	tap(ok && player_drain(&player) && exact(&player, stream->count) &&
	    player.format.pixelformat == V4L2_PIX_FMT_NV12M,
	    "CAPTURE may go on in another format");
	player_close(&player);
}

void test_corners(const struct stream *stream, const struct picture *picture,
		  unsigned int key)
{
	TAP_CASE(test_search, stream, key);
	TAP_CASE(test_early_end, stream, key);
	TAP_CASE(test_other_format, stream, picture);
}
