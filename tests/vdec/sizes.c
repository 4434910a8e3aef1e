// SPDX-License-Identifier: GPL-2.0-only
/* Films of all sizes, alone and one behind the other. */
#include <stdio.h>
#include <stdlib.h>

#include "lib/tap.h"
#include "limits.h"
#include "player.h"

/* Fails if a pixel of a film of this size is not ffmpeg's. */
static void test_size(const struct film *film)
{
	struct player player;

	player_open(&player, &film->stream, 0);
	player.pictures[0] = &film->picture;
	tap(player_drain(&player) && exact(&player, film->stream.count),
	    "%s, %ux%u at %d,%d of %ux%u: every frame is ffmpeg's", film->name,
	    player.visible.width, player.visible.height, player.visible.left,
	    player.visible.top, player.format.width, player.format.height);
	player_close(&player);
}

/* Fails if a frame is lost on the way to another size, or back. */
static void test_there_and_back(const struct film *one, const struct film *other)
{
	struct stream two, three;
	struct player player;

	stream_join(&two, &one->stream, &other->stream);
	stream_join(&three, &two, &one->stream);
	player_open(&player, &three, 0);
	player.pictures[0] = &one->picture;
	player.pictures[1] = &other->picture;
	player.pictures[2] = &one->picture;
	tap(player_drain(&player) && exact(&player, three.count),
	    "%s, %s and %s again: every frame is ffmpeg's", one->name,
	    other->name, one->name);
	player_close(&player);
	free(two.data);
	free(three.data);
}

void test_sizes(const struct film *films, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		test_size(&films[i]);
	for (i = 1; i < count; i++)
		test_there_and_back(&films[0], &films[i]);
}
