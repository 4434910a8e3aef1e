/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A stateful decoder's client: clear units through MMAP, frames to restricted
 * dma-bufs. What it sees it counts; tests look at the counts.
 */
#ifndef PLAYER_H
#define PLAYER_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/v4l2.h"
#include "pixels.h"
#include "stream.h"

#define PLAYER_BUFFERS	4
#define PLAYER_FRAMES	3
#define PLAYER_SEQUENCES 3
#define PLAYER_REORDER	4		/* units that a frame may be late */
#define PLAYER_STEP_MS	50
#define PLAYER_TIMEOUT_MS 20000

struct player {
	int fd;
	const struct stream *stream;
	unsigned int first;		/* unit of those that count */
	unsigned int next;		/* unit to queue */

	uint8_t *units[PLAYER_BUFFERS];
	size_t unit_size;
	bool busy[PLAYER_BUFFERS];

	/* Set between opening and setting up, where they are wanted. */
	unsigned int pixelformat;	/* of frames, if not the driver's own */
	const struct picture *pictures[PLAYER_SEQUENCES];	/* one by one */

	int frames[PLAYER_FRAMES][2];	/* by plane */
	struct v4l2_pix_format_mplane format;
	struct v4l2_rect visible;
	bool capture;			/* set up and streaming */

	/* What came back. */
	unsigned int units_done, units_bad;
	unsigned int frames_done, frames_bad, frames_keyed;
	bool seen[STREAM_MAX_UNITS];	/* units whose frame came */
	unsigned int repeats;		/* frames of a unit that had one */
	unsigned int strays;		/* far from where their unit was */
	unsigned int exact;		/* frames equal to ffmpeg's */
	unsigned int sequence, in_sequence;	/* the one that is shown, its frames */
	unsigned int source_changes, ends;
	bool last;
	bool failed;			/* an ioctl answered -EIO */
};

/* @stream's first unit is @first. Ends the program where ioctls fail. */
void player_open(struct player *player, const struct stream *stream,
		 unsigned int first);
void player_close(struct player *player);
/* The same with a file that is open, and has no buffers. */
void player_begin(struct player *player, const struct stream *stream,
		  unsigned int first);
void munmap_unit(struct player *player, unsigned int index);

/* CAPTURE as the stream wants it, streaming. */
void player_set_up(struct player *player);
/* CAPTURE stopped, its buffers gone. */
void player_tear_down(struct player *player);

/* A step that waits for nothing, and follows a change. */
void player_look(struct player *player);

/* Units for all buffers that are free. */
void player_feed(struct player *player);

/* One look at the device: units in and out, frames out and in, events. */
void player_step(struct player *player);

/* Units that the decoder is done with. */
void player_take_units(struct player *player);

/* Units are given out again from @unit on; the counts begin anew. */
void player_rewind(struct player *player, unsigned int unit);

/*
 * Steps until @done says so, or time is up. Sets CAPTURE up when the source
 * changes. Return: what @done said last.
 */
bool player_run(struct player *player, bool (*done)(const struct player *));

/* STOP once all units are queued, then everything up to the last frame. */
bool player_drain(struct player *player);

/* That many frames came, each once and in order, and nothing was flagged. */
bool whole(const struct player *player, unsigned int frames);
/* And each is ffmpeg's. */
bool exact(const struct player *player, unsigned int frames);

bool player_saw_change(const struct player *player);
bool player_fed(const struct player *player);
bool player_saw_last(const struct player *player);
bool player_failed(const struct player *player);

#endif /* PLAYER_H */
