// SPDX-License-Identifier: GPL-2.0-only
/* Seeks, starts and stops at any moment, and many of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/tap.h"
#include "limits.h"
#include "player.h"

#define ROUNDS		200
#define SOME_ROUNDS	30
#define KEY_DISTANCE	12
#define MOST		4

/* All of them only where there is time. */
static unsigned int rounds(void)
{
	const char *tier = getenv("RSTMEM_TIER");

	return tier && strcmp(tier, "full") ? SOME_ROUNDS : ROUNDS;
}

/* Always the same. */
static unsigned int dice(unsigned int sides)
{
	static unsigned int seed = 1;

	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % sides;
}

static void forget_events(struct player *player)
{
	struct v4l2_event event;

	while (!device_ioctl(player->fd, VIDIOC_DQEVENT, &event))
		;
}

static bool seek(struct player *player, unsigned int unit)
{
	bool ok = !device_stream(player->fd, OUTPUT, 0);

	forget_events(player);
	player_rewind(player, unit);
	return !device_stream(player->fd, OUTPUT, 1) && ok;
}

/* Without waiting to be told to. */
static void set_up(struct player *player)
{
	forget_events(player);
	player->source_changes = 0;
	player_set_up(player);
}

/* One of the things that clients do between two seeks. */
static bool disturb(struct player *player)
{
	unsigned int what = dice(8);

	if (what == 0)
		device_command(player->fd, V4L2_DEC_CMD_STOP);
	else if (what == 1)
		device_command(player->fd, V4L2_DEC_CMD_START);
	else if (what == 2 && player->capture)
		player_tear_down(player);
	else if (what == 3 && !player->capture)
		set_up(player);
	else if (what == 4)
		return seek(player, player->first);
	return !player->failed;
}

/*
 * Fails if the decoder cannot go on after a seek, whatever it was doing: looking
 * for a sequence, waiting for its set-up, changing to another size, draining.
 */
static void test_seek_storm(const struct film *films)
{
	unsigned int round, looks;
	struct player player;
	struct stream both;
	bool ok = true;

	stream_join(&both, &films[0].stream, &films[1].stream);
	player_open(&player, &both, 0);
	for (round = 0; ok && round < rounds(); round++) {
		ok = seek(&player, dice(both.count / KEY_DISTANCE) *
			  KEY_DISTANCE);
		for (looks = dice(12); ok && looks; looks--) {
			player_look(&player);
			ok = disturb(&player);
		}
	}
	ok = seek(&player, 0) && ok;
	if (!player.capture)
		set_up(&player);
	tap(ok && player_drain(&player) && whole(&player, both.count),
	    "after %u seeks in all states the whole stream plays", round);
	player_close(&player);
	free(both.data);
}

static bool one_frame(const struct player *player)
{
	return player->frames_done || player->failed;
}

/* Fails if opening, playing and closing leaves anything of a session. */
static void test_again_and_again(const struct film *film)
{
	unsigned int round, good = 0;
	struct player player;

	for (round = 0; round < rounds(); round++) {
		player_open(&player, &film->stream, 0);
		/* Some are closed before they have got anywhere. */
		if (round % 4)
			good += player_run(&player, one_frame);
		else
			good++;
		player_close(&player);
	}
	tap(good == round && heap_empties("secure-video"),
	    "a file is opened, plays and is closed %u times of %u", good,
	    round);
}

/* Fails if STREAMON and STREAMOFF of both queues wear a file out. */
static void test_on_and_off(const struct film *film)
{
	struct player player;
	unsigned int round;
	bool ok = true;

	player_open(&player, &film->stream, 0);
	player.pictures[0] = &film->picture;
	for (round = 0; ok && round < rounds(); round++) {
		ok = round % 4 == 1 || player_run(&player, one_frame);
		if (player.capture)
			player_tear_down(&player);
		/* The sequence is known, and will not be reported again. */
		ok = ok && seek(&player, 0);
		player_set_up(&player);
	}
	tap(ok && player_drain(&player) && exact(&player, film->stream.count),
	    "both queues stop and start %u times, then every frame comes",
	    round);
	player_close(&player);
}

/* Fails if streams side by side disturb each other. */
static void test_side_by_side(const struct film *film, unsigned int count)
{
	struct player players[MOST];
	unsigned int i, round, good = 0;

	for (i = 0; i < count; i++) {
		player_open(&players[i], &film->stream, 0);
		players[i].pictures[0] = &film->picture;
	}
	for (round = 0; round < 2 * film->stream.count; round++)
		player_look(&players[round % count]);
	for (i = 0; i < count; i++) {
		good += player_drain(&players[i]) &&
			exact(&players[i], film->stream.count);
		player_close(&players[i]);
	}
	tap(good == count && heap_empties("secure-video"),
	    "%u of %u streams side by side: every frame is ffmpeg's", good,
	    count);
}

void test_storm(const struct film *films)
{
	TAP_CASE(test_seek_storm, films);
	TAP_CASE(test_again_and_again, &films[1]);
	TAP_CASE(test_on_and_off, &films[1]);
	TAP_CASE(test_side_by_side, &films[1], 2);
	TAP_CASE(test_side_by_side, &films[1], MOST);
}
