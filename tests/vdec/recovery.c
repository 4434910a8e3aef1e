// SPDX-License-Identifier: GPL-2.0-only
/* The trusted application dies in mid-stream. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "player.h"
#include "tests.h"

/* The killer needs a place, too: crowd.c. */
#define VICTIMS	2

/* rst_panic_test.ko does it when it is loaded. */
static bool kill_application(void)
{
	return !system("insmod /mnt/build/modules/$(uname -r)/rst_panic_test.ko && "
		       "rmmod rst_panic_test");
}

static bool under_way(const struct player *player)
{
	return player->frames_done >= 4;
}

static bool polls_error(const struct player *player)
{
	struct pollfd pollfd = { .fd = player->fd, .events = POLLIN | POLLOUT };

	return poll(&pollfd, 1, 0) == 1 && pollfd.revents & POLLERR;
}

/* Both queues off and on, and everything from the beginning. */
static bool begin_again(struct player *player)
{
	unsigned int i;

	if (player->capture)
		player_tear_down(player);
	if (device_stream(player->fd, OUTPUT, 0))
		return false;
	for (i = 0; i < PLAYER_BUFFERS; i++)
		munmap_unit(player, i);
	if (device_request(player->fd, OUTPUT, V4L2_MEMORY_MMAP, 0))
		return false;
	player_begin(player, player->stream, 0);
	return true;
}

/*
 * Fails where the death of the trusted application is more than an error of the
 * streams it had: a client that waits, a file that is of no use any more, memory
 * that nobody gives back.
 */
void test_recovery(const struct stream *stream, const struct picture *picture)
{
	struct player players[VICTIMS], fresh;
	unsigned int i, failed = 0, polled = 0, good = 0;

	for (i = 0; i < VICTIMS; i++) {
		player_open(&players[i], stream, 0);
		players[i].pictures[0] = picture;
		player_run(&players[i], under_way);
	}
	tap(kill_application(), "the trusted application is killed");
	for (i = 0; i < VICTIMS; i++) {
		failed += player_run(&players[i], player_failed);
		polled += polls_error(&players[i]);
	}
	tap(failed == VICTIMS && polled == VICTIMS,
	    "%u of %u streams learn it: EIO, and POLLERR", failed, VICTIMS);

	player_open(&fresh, stream, 0);
	fresh.pictures[0] = picture;
	tap(player_drain(&fresh) && exact(&fresh, stream->count),
	    "a new file decodes");
	player_close(&fresh);

	for (i = 0; i < VICTIMS; i++)
		good += begin_again(&players[i]) && player_drain(&players[i]) &&
			exact(&players[i], stream->count);
	tap(good == VICTIMS, "%u of %u files decode again", good, VICTIMS);
	for (i = 0; i < VICTIMS; i++)
		player_close(&players[i]);
	tap(heap_empties("secure-video"), "and give everything back");
}
