// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streams that take more of the decoder's memory than they claimed: a unit with
 * much of nothing in it (filler data) stays, in size, with its stream.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "player.h"
#include "tests.h"

/*
 * They and a modest stream with 16 references get in, by their claims; what they
 * would take leaves the modest one short of frames that it has still to allocate.
 */
#define GREEDY	3
#define FILLER	(430 * 1024)

static struct player greedy[GREEDY];

static void inflate(struct stream *stream, const struct stream *from)
{
	static const uint8_t head[] = { 0, 0, 0, 1, 0x0c };
	uint8_t *filler = malloc(FILLER);

	if (!filler)
		err(1, "malloc");
	memset(filler, 0xff, FILLER);
	memcpy(filler, head, sizeof(head));
	filler[FILLER - 1] = 0x80;
	stream_insert(stream, from, 1, filler, FILLER);
	free(filler);
}

/* With a single unit given out, one frame of the DPB is there. */
static bool begun(const struct player *player)
{
	return player->units_done >= 1 || player->failed;
}

static void hold_back(struct player *player, bool held)
{
	unsigned int i;

	for (i = 1; i < PLAYER_BUFFERS; i++)
		player->busy[i] = held;
}

static void play_greedy(void)
{
	unsigned int i, round;

	for (round = 0; round < 40; round++)
		for (i = 0; i < GREEDY; i++)
			if (!greedy[i].failed)
				player_look(&greedy[i]);
}

/* Fails where the one that stays within its claim has to pay. */
void test_greed(const struct stream *deep, const struct picture *deep_picture,
		const struct stream *tiny, const struct picture *tiny_picture)
{
	unsigned int i, refused = 0, good = 0;
	struct player modest;
	struct stream inflated;

	inflate(&inflated, tiny);
	player_open(&modest, deep, 0);
	modest.pictures[0] = deep_picture;
	hold_back(&modest, true);
	player_run(&modest, begun);
	for (i = 0; i < GREEDY; i++) {
		player_open(&greedy[i], &inflated, 0);
		greedy[i].pictures[0] = tiny_picture;
	}
	play_greedy();
	hold_back(&modest, false);
	tap(player_drain(&modest) && exact(&modest, deep->count),
	    "a stream within its claim plays beside greedy ones");
	player_close(&modest);

	for (i = 0; i < GREEDY; i++) {
		if (!player_drain(&greedy[i]) || greedy[i].units_bad)
			refused++;
		else
			good += exact(&greedy[i], inflated.count);
		player_close(&greedy[i]);
	}
	tap(refused && good == GREEDY - refused,
	    "a unit of a greedy one finds no memory, or all is exact (%u, %u)",
	    refused, good);
	free(inflated.data);
}
