// SPDX-License-Identifier: GPL-2.0-only
/* Many decoders at once. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "player.h"
#include "tests.h"

/* What the 6 MiB of the laboratory's decoder hold. */
#define CROWD	3

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
	int fd = device_open();
	int ret;

	if (device_set_output(fd, 640, 360, 65536) ||
	    device_request(fd, OUTPUT, V4L2_MEMORY_MMAP, 1) != 1) {
		check(false, "another file can be set up");
	} else {
		ret = device_stream(fd, OUTPUT, 1);
		check(ret == -ENOMEM, "one more is refused at STREAMON: ENOMEM (%s)",
		      strerror(-ret));
	}
	close(fd);
}

/*
 * Fails where decoders disturb each other, one of them starves, or one that
 * finds no memory takes others along.
 */
void test_crowd(const struct stream *stream, const struct picture *picture)
{
	unsigned int i, good = 0, lead;

	for (i = 0; i < CROWD; i++) {
		player_open(&players[i], stream, 0);
		players[i].pictures[0] = picture;
	}
	lead = play_all(stream->count / 3);
	check(lead <= PLAYER_FRAMES + PLAYER_BUFFERS,
	      "%u decoders get their turns: none is more than %u frames ahead",
	      CROWD, lead);
	test_one_more();
	for (i = 0; i < CROWD; i++)
		good += player_drain(&players[i]) && exact(&players[i], stream->count);
	check(good == CROWD, "%u of %u decoders at once: each frame is ffmpeg's",
	      good, CROWD);
	for (i = 0; i < CROWD; i++)
		player_close(&players[i]);
}
