// SPDX-License-Identifier: GPL-2.0-only
/* Many decoders at once. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "player.h"
#include "tests.h"

/* As many as there may be; the laboratory's decoder holds them at 80x64. */
#define CROWD	8

static struct player players[CROWD];

static unsigned int behind(void)
{
	unsigned int i, least = ~0u, most = 0;

	for (i = 0; i < CROWD; i++) {
		if (players[i].frames_done < least)
			least = players[i].frames_done;
		if (players[i].frames_done > most)
			most = players[i].frames_done;
	}
	return most - least;
}

/* One look at each, up to @frames of the first; the largest lead there was. */
static unsigned int play_all(unsigned int frames)
{
	unsigned int i, round, lead = 0;

	for (round = 0; round < 2000 && players[0].frames_done < frames; round++) {
		for (i = 0; i < CROWD; i++)
			player_look(&players[i]);
		if (behind() > lead)
			lead = behind();
	}
	return lead;
}

/* Another finds no place, and those who have one don't notice. */
static void test_one_more(void)
{
	int fd = device_open("rst_vdec");
	int ret;

	if (device_set_output(fd, 80, 64, 65536) ||
	    device_request(fd, OUTPUT, V4L2_MEMORY_MMAP, 1) != 1) {
		tap(false, "another file can be set up");
	} else {
		ret = device_stream(fd, OUTPUT, 1);
		tap(ret == -ENOMEM, "one more is refused at STREAMON: ENOMEM (%s)",
		    strerror(-ret));
	}
	close(fd);
}

/* The last one leaves, and its place isn't enough for a stream like this. */
static void test_too_large(struct player *last, const struct stream *large)
{
	struct player player;

	player_close(last);
	player_open(&player, large, 0);
	tap(player_run(&player, player_failed) && !player.frames_done,
	    "one too large for what the others leave: EIO");
	player_close(&player);
}

/*
 * Fails where decoders disturb each other, one of them starves, or one that
 * finds no memory takes others along.
 */
void test_crowd(const struct stream *stream, const struct picture *picture,
		const struct stream *large)
{
	unsigned int i, good = 0, lead;

	for (i = 0; i < CROWD; i++) {
		player_open(&players[i], stream, 0);
		players[i].pictures[0] = picture;
	}
	lead = play_all(stream->count / 3);
	tap(lead <= PLAYER_FRAMES + PLAYER_BUFFERS,
	    "%u decoders get their turns: none is more than %u frames ahead",
	    CROWD, lead);
	test_one_more();
	good += player_drain(&players[CROWD - 1]) &&
		exact(&players[CROWD - 1], stream->count);
	test_too_large(&players[CROWD - 1], large);
	for (i = 0; i < CROWD - 1; i++)
		good += player_drain(&players[i]) && exact(&players[i], stream->count);
	tap(good == CROWD, "%u of %u decoders at once: each frame is ffmpeg's",
	    good, CROWD);
	for (i = 0; i < CROWD - 1; i++)
		player_close(&players[i]);
}
