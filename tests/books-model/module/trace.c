// SPDX-License-Identifier: GPL-2.0-only
/*
 * Players come, switch between picture sizes while the old frames are still on
 * the screen, and go; interfaces come and go beside them.
 */
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/swap.h>

#include "trace.h"

#define STEPS		4000
#define PLAYERS		64
#define MAX_FRAMES	12
#define BITSTREAMS	3
#define UI_BUFFERS	3
/* A step is at most a whole old pool, a whole new one, and a look. */
#define STEP_EVENTS	(2 * (MAX_FRAMES + BITSTREAMS) + 1)

/* Sizes are in pages of this size on every kernel, for equal traces. */
#define TRACE_PAGE	SZ_4K

/**
 * struct player - one decoder, or one interface
 * @running:	it holds buffers
 * @is_ui:	only frames, and always the same
 * @rung:	of the ladder
 * @frames:	ids
 * @num_frames:	how many
 * @bitstreams:	ids, unless @is_ui
 */
struct player {
	bool running, is_ui;
	u32 rung;
	u32 frames[MAX_FRAMES], num_frames;
	u32 bitstreams[BITSTREAMS];
};

/**
 * struct maker - a trace in the making
 * @workload:	what for
 * @trace:	what there is of it
 * @sizes:	of the buffers, by id
 * @used:	pages in use
 * @limit:	pages that may be
 * @random:	state
 * @players:	all
 */
struct maker {
	const struct workload *workload;
	struct trace *trace;
	u32 *sizes;
	u32 used, limit;
	u64 random;
	struct player players[PLAYERS];
};

static u32 below(struct maker *maker, u32 limit)
{
	return random_below(&maker->random, limit);
}

static struct event *add_event(struct maker *maker, enum event_kind kind)
{
	struct event *event = &maker->trace->events[maker->trace->num_events++];

	event->kind = kind;
	return event;
}

static u32 add_alloc(struct maker *maker, u32 pages)
{
	struct event *event = add_event(maker, EVENT_ALLOC);

	event->id = maker->trace->num_ids++;
	event->pages = pages;
	maker->sizes[event->id] = pages;
	maker->used += pages;
	return event->id;
}

static void add_free(struct maker *maker, u32 id)
{
	add_event(maker, EVENT_FREE)->id = id;
	maker->used -= maker->sizes[id];
}

/* NV12, lines of 64 bytes, rows of 16 lines. */
static u32 frame_pages(struct maker *maker, u32 rung)
{
	u32 width = ALIGN(maker->workload->ladder[rung].width, 64);
	u32 height = ALIGN(maker->workload->ladder[rung].height, 16);

	return DIV_ROUND_UP(width * height * 3 / 2, TRACE_PAGE);
}

static u32 bitstream_pages(struct maker *maker, u32 rung)
{
	u32 size = maker->workload->ladder[rung].width *
		   maker->workload->ladder[rung].height * 3 / 8;

	return DIV_ROUND_UP(max_t(u32, size, SZ_64K), TRACE_PAGE);
}

static u32 pool_pages(struct maker *maker, u32 rung, u32 frames)
{
	return frames * frame_pages(maker, rung) +
	       BITSTREAMS * bitstream_pages(maker, rung);
}

static u32 num_frames(struct maker *maker)
{
	return 5 + below(maker, MAX_FRAMES - 4);
}

static u32 num_rungs(struct maker *maker)
{
	u32 count = 0;

	while (maker->workload->ladder[count].width)
		count++;
	return count;
}

static void shuffle(struct maker *maker, u32 *ids, u32 count)
{
	while (count > 1) {
		u32 other = below(maker, count--);

		swap(ids[other], ids[count]);
	}
}

static void add_frames(struct maker *maker, struct player *player, u32 count,
		       u32 pages)
{
	for (player->num_frames = 0; player->num_frames < count;)
		player->frames[player->num_frames++] = add_alloc(maker, pages);
}

static void add_bitstreams(struct maker *maker, struct player *player)
{
	u32 i;

	for (i = 0; i < BITSTREAMS; i++)
		player->bitstreams[i] =
			add_alloc(maker, bitstream_pages(maker, player->rung));
}

static void start_ui(struct maker *maker, struct player *player)
{
	u32 pages = maker->workload->ui[below(maker, 3)];

	if (UI_BUFFERS * pages > maker->limit - maker->used)
		return;
	player->running = true;
	player->is_ui = true;
	add_frames(maker, player, UI_BUFFERS, pages);
}

/* The best picture there is room for, but none above what was wanted. */
static void start_player(struct maker *maker, struct player *player)
{
	u32 rung = below(maker, num_rungs(maker)), frames = num_frames(maker);

	while (pool_pages(maker, rung, frames) > maker->limit - maker->used) {
		if (!rung--)
			return;
	}
	player->running = true;
	player->is_ui = false;
	player->rung = rung;
	add_bitstreams(maker, player);
	add_frames(maker, player, frames, frame_pages(maker, rung));
}

static void stop(struct maker *maker, struct player *player)
{
	u32 i;

	shuffle(maker, player->frames, player->num_frames);
	for (i = 0; i < player->num_frames; i++)
		add_free(maker, player->frames[i]);
	for (i = 0; i < BITSTREAMS && !player->is_ui; i++)
		add_free(maker, player->bitstreams[i]);
	player->running = false;
}

/*
 * With room for both pools the old one goes when the new one is there;
 * otherwise all frames go first but those on the screen and in its queue.
 */
static void switch_size(struct maker *maker, struct player *player)
{
	u32 rung = player->rung + (below(maker, 2) ? 1 : -1);
	u32 frames = num_frames(maker), count = player->num_frames;
	u32 shown = 2 + below(maker, 2), room = maker->limit - maker->used;
	u32 old[MAX_FRAMES], i, needed;
	bool both;

	if (player->is_ui || rung >= num_rungs(maker))
		return;
	needed = pool_pages(maker, rung, frames);
	both = needed <= room && below(maker, 2);
	if (!both && needed > room + (count - shown) *
				     frame_pages(maker, player->rung))
		return;

	shuffle(maker, player->frames, count);
	memcpy(old, player->frames, sizeof(old));
	for (i = shown; i < count && !both; i++)
		add_free(maker, old[i]);
	if (rung > player->rung) {
		for (i = 0; i < BITSTREAMS; i++)
			add_free(maker, player->bitstreams[i]);
		player->rung = rung;
		add_bitstreams(maker, player);
	}
	player->rung = rung;
	add_frames(maker, player, frames, frame_pages(maker, rung));
	for (i = both ? 0 : count; i < count; i++)
		add_free(maker, old[i]);
	for (i = 0; i < shown && !both; i++)
		add_free(maker, old[i]);
}

static void make_step(struct maker *maker)
{
	struct player *player = &maker->players[below(maker, PLAYERS)];

	if (!player->running && !below(maker, 4))
		start_ui(maker, player);
	else if (!player->running)
		start_player(maker, player);
	else if (below(maker, 100) < 60)
		switch_size(maker, player);
	else if (below(maker, 100) < 25)
		stop(maker, player);
	add_event(maker, EVENT_LOOK)->pages = maker->used;
}

int trace_make(struct trace *trace, const struct workload *workload, u32 limit,
	       u64 seed)
{
	struct maker *maker = kvzalloc(sizeof(*maker), GFP_KERNEL);
	u32 i;

	trace->num_events = 0;
	trace->num_ids = 0;
	trace->events = kvmalloc_array(STEPS * STEP_EVENTS,
				       sizeof(*trace->events), GFP_KERNEL);
	if (!maker || !trace->events)
		goto err;
	maker->sizes = kvmalloc_array(STEPS * STEP_EVENTS, sizeof(u32),
				      GFP_KERNEL);
	if (!maker->sizes)
		goto err;

	maker->workload = workload;
	maker->trace = trace;
	maker->limit = limit;
	maker->random = seed * 0x9e3779b97f4a7c15;
	for (i = 0; i < STEPS; i++)
		make_step(maker);
	kvfree(maker->sizes);
	kvfree(maker);
	return 0;

err:
	kvfree(maker);
	trace_free(trace);
	return -ENOMEM;
}

void trace_free(struct trace *trace)
{
	kvfree(trace->events);
}
