// SPDX-License-Identifier: GPL-2.0-only
/* The decoder sleeps in mid-stream. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "player.h"
#include "tests.h"

#define MODULE	"rst_sleep_test"
/* An awake decoder has the stream behind it by then. */
#define SLEEP_STEPS	40

static bool suspend(void)
{
	return !system("insmod /mnt/build/modules/$(uname -r)/" MODULE
		       ".ko device=rst_engine.vdec.0");
}

static bool resume(void)
{
	return !system("rmmod " MODULE);
}

static bool under_way(const struct player *player)
{
	return player->frames_done >= 4;
}

/* What is done is there at once. */
static void fetch(struct player *player, unsigned int looks)
{
	while (looks--)
		player_look(player);
}

/*
 * Fails where a decoder that sleeps calls into the secure world, a stream does
 * not survive it, or a file that came meanwhile stays behind.
 */
void test_sleep(const struct stream *stream, const struct picture *picture)
{
	struct player player, newcomer;
	unsigned int frames;

	if (access("/sys/power/state", F_OK)) {
		puts("# this kernel does not sleep");
		return;
	}

	player_open(&player, stream, 0);
	player.pictures[0] = picture;
	player_run(&player, under_way);
	tap(suspend(), "the decoder is suspended in mid-stream");
	fetch(&player, 4);
	frames = player.frames_done;
	player_open(&newcomer, stream, 0);
	newcomer.pictures[0] = picture;
	fetch(&player, SLEEP_STEPS);
	fetch(&newcomer, SLEEP_STEPS);
	tap(player.frames_done == frames && frames < stream->count &&
	    !newcomer.units_done && !newcomer.source_changes,
	    "it sleeps: frame %u of %u is the last", frames, stream->count);
	tap(resume(), "it is resumed");
	tap(player_drain(&player) && exact(&player, stream->count),
	    "and the stream goes on, frame by frame ffmpeg's");
	tap(player_drain(&newcomer) && exact(&newcomer, stream->count),
	    "as does one that began meanwhile");
	player_close(&newcomer);
	player_close(&player);
}
