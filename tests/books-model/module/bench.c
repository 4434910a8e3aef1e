// SPDX-License-Identifier: GPL-2.0-only
/*
 * rst_allocators.ko: the same traces over the range manager and over what the
 * kernel has. insmod logs a table.
 *
 *	seeds=N		traces to run
 *	runs=N		of each, of which the fastest counts
 *	pool=N		only this one of the pools, from 0 on
 */
#define pr_fmt(fmt) "rst_allocators: " fmt

#include <linux/bitmap.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "contenders.h"
#include "trace.h"

#define TRACE_SHIFT	12

static unsigned int seeds = 4;
module_param(seeds, uint, 0400);

static unsigned int runs = 5;
module_param(runs, uint, 0400);

static int pool = -1;
module_param(pool, int, 0400);

static const struct workload workloads[] = {
	{
		.name = "5 MiB",
		.pages = 1280,
		.ladder = { { 426, 240 }, { 512, 288 }, { 640, 360 } },
		.ui = { 16, 38, 57 },
	}, {
		.name = "256 MiB",
		.pages = 65536,
		.ladder = { { 1280, 720 }, { 1920, 1080 }, { 2560, 1440 },
			    { 3840, 2160 } },
		.ui = { 225, 900, 2025 },
	}, {
		.name = "2 GiB",
		.pages = 524288,
		.ladder = { { 1280, 720 }, { 1920, 1080 }, { 2560, 1440 },
			    { 3840, 2160 }, { 7680, 4320 } },
		.ui = { 225, 900, 2025 },
	}, {
		.name = "8 GiB",
		.pages = 2097152,
		.ladder = { { 1280, 720 }, { 1920, 1080 }, { 2560, 1440 },
			    { 3840, 2160 }, { 7680, 4320 } },
		.ui = { 225, 900, 2025 },
	},
};

static const u32 occupancies[] = { 50, 75, 90, 95 };

/**
 * struct reading - what a run says
 * @largest:	sum over @looks of the largest allocation that was possible
 * @looks:	at moments when the pool was as full as it was to be
 * @allocs:	that were asked for
 * @failed:	that were not served
 * @time:	in ns, of a run without looks
 * @calls:	in @time
 */
struct reading {
	u64 largest, looks, allocs, failed, time, calls;
};

/**
 * struct run - one trace over one allocator
 * @contender:	which
 * @pool:	its
 * @pages:	of the pool
 * @held:	the buffers, by id
 * @map:	pages in use, as we see it; NULL where nobody looks
 * @skip:	look at every so manieth moment
 * @skipped:	moments
 */
struct run {
	const struct contender *contender;
	void *pool;
	unsigned long pages;
	struct held *held;
	unsigned long *map;
	unsigned int skip, skipped;
};

static bool map_update(struct run *run, const struct held *held, bool used)
{
	unsigned long first = (held->address - POOL_BASE) >> PAGE_SHIFT;
	unsigned long end = first + (held->size >> PAGE_SHIFT);

	if (held->address < POOL_BASE || end > run->pages ||
	    (used && find_next_bit(run->map, end, first) < end))
		return false;
	if (used)
		bitmap_set(run->map, first, end - first);
	else
		bitmap_clear(run->map, first, end - first);
	return true;
}

static unsigned long map_largest(struct run *run)
{
	unsigned long first, end = 0, largest = 0;

	while (end < run->pages) {
		first = find_next_zero_bit(run->map, run->pages, end);
		end = find_next_bit(run->map, run->pages, first);
		largest = max(largest, end - first);
	}
	return largest;
}

static int play_alloc(struct run *run, struct held *held,
		      struct reading *reading)
{
	held->address = 0;
	run->contender->alloc(run->pool, held);
	reading->calls++;
	if (!run->map)
		return 0;
	reading->allocs++;
	reading->failed += !held->address;
	return !held->address || map_update(run, held, true) ? 0 : -EFAULT;
}

static void play_free(struct run *run, struct held *held,
		      struct reading *reading)
{
	if (!held->address)
		return;
	if (run->map)
		map_update(run, held, false);
	run->contender->free(run->pool, held);
	reading->calls++;
	held->address = 0;
}

/* In a large pool a look takes long. */
static void play_look(struct run *run, u32 used, u32 full,
		      struct reading *reading)
{
	if (!run->map || used < full || run->skipped++ % run->skip)
		return;
	reading->largest += map_largest(run);
	reading->looks++;
}

static int play_event(struct run *run, const struct event *event, u32 full,
		      struct reading *reading)
{
	struct held *held = &run->held[event->id];

	switch (event->kind) {
	case EVENT_ALLOC:
		held->size = PAGE_ALIGN((size_t)event->pages << TRACE_SHIFT);
		return play_alloc(run, held, reading);
	case EVENT_FREE:
		play_free(run, held, reading);
		return 0;
	case EVENT_LOOK:
		play_look(run, event->pages, full, reading);
		return 0;
	}
	return -EINVAL;
}

static int play(struct run *run, const struct trace *trace, u32 full,
		struct reading *reading)
{
	struct reading unused = { };
	u32 i;
	int err;

	for (i = 0; i < trace->num_events; i++) {
		err = play_event(run, &trace->events[i], full, reading);
		if (err)
			return err;
		cond_resched();
	}
	run->map = NULL;
	for (i = 0; i < trace->num_ids; i++) {
		const struct event gone = { .kind = EVENT_FREE, .id = i };

		play_event(run, &gone, full, &unused);
	}
	return 0;
}

static int play_with(struct run *run, const struct trace *trace, u32 full,
		     struct reading *reading)
{
	size_t size = run->pages << PAGE_SHIFT;
	u64 began, time = U64_MAX;
	unsigned int i;
	int err;

	run->pool = run->contender->create(size);
	if (!run->pool)
		return -ENOMEM;
	err = play(run, trace, full, reading);
	if (err) {
		/* It hands out what is in use: nothing it says can be freed. */
		pr_err("not ok - %s hands out what is in use\n",
		       run->contender->name);
		return err;
	}
	/* Whatever else the machine does makes a run slower, never faster. */
	for (i = 0; i < runs; i++) {
		reading->calls = 0;
		began = ktime_get_ns();
		play(run, trace, full, reading);
		time = min(time, ktime_get_ns() - began);
	}
	reading->time += time;
	run->contender->destroy(run->pool);
	return 0;
}

static int bench_one(const struct contender *contender,
		     const struct workload *workload, const struct trace *trace,
		     u32 full, struct reading *reading)
{
	u64 calls = reading->calls;
	struct run run = {
		.contender = contender,
		.pages = ((u64)workload->pages << TRACE_SHIFT) >> PAGE_SHIFT,
		.skip = 1 + workload->pages / 65536,
	};
	int err = -ENOMEM;

	run.held = kvcalloc(trace->num_ids, sizeof(*run.held), GFP_KERNEL);
	run.map = bitmap_zalloc(run.pages, GFP_KERNEL);
	if (run.held && run.map) {
		unsigned long *map = run.map;

		err = play_with(&run, trace, full, reading);
		run.map = map;
	}
	reading->calls += calls;
	bitmap_free(run.map);
	kvfree(run.held);
	return err;
}

static int bench_occupancy(const struct workload *workload, u32 occupancy,
			   unsigned int seeds, struct reading *readings)
{
	u32 limit = workload->pages * occupancy / 100;
	struct trace trace;
	unsigned int seed, i;
	int err = 0;

	for (seed = 1; seed <= seeds && !err; seed++) {
		err = trace_make(&trace, workload, limit, seed);
		if (err)
			return err;
		for (i = 0; i < NUM_CONTENDERS && !err; i++)
			err = bench_one(&contenders[i], workload, &trace,
					limit - limit / 32, &readings[i]);
		trace_free(&trace);
	}
	return err;
}

static void report(const struct workload *workload, u32 occupancy,
		   const struct reading *readings)
{
	unsigned int i;

	for (i = 0; i < NUM_CONTENDERS; i++) {
		const struct reading *reading = &readings[i];
		u64 pages = workload->pages;
		u64 looks = max(reading->looks, 1), ns;
		u32 hundredths, failed;

		pages = (pages << TRACE_SHIFT) >> PAGE_SHIFT;
		hundredths = div64_u64(reading->largest * 10000, looks * pages);
		failed = div64_u64(reading->failed * 10000, reading->allocs);
		ns = div64_u64(reading->time, reading->calls);
		pr_info("| %s | %u %% | %s | %u.%02u %% | %u.%02u %% | %llu |\n",
			workload->name, occupancy, contenders[i].name,
			hundredths / 100, hundredths % 100, failed / 100,
			failed % 100, ns);
	}
}

static int bench_pool(const struct workload *workload)
{
	unsigned int o;
	int err;

	for (o = 0; o < ARRAY_SIZE(occupancies); o++) {
		struct reading readings[NUM_CONTENDERS] = { };

		err = bench_occupancy(workload, occupancies[o], seeds,
				      readings);
		if (err)
			return err;
		report(workload, occupancies[o], readings);
	}
	return 0;
}

static int __init allocators_init(void)
{
	int w, err;

	pr_info("| pool | in use | allocator | largest possible, of the pool | not served | ns per call |\n");
	pr_info("|---|---|---|---|---|---|\n");
	for (w = 0; w < ARRAY_SIZE(workloads); w++) {
		if (pool >= 0 && w != pool)
			continue;
		err = bench_pool(&workloads[w]);
		if (err)
			return err;
	}
	return 0;
}

static void __exit allocators_exit(void)
{
}

module_init(allocators_init);
module_exit(allocators_exit);

MODULE_DESCRIPTION("Compares allocators for static pools");
MODULE_LICENSE("GPL");
