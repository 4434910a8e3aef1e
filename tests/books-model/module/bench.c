// SPDX-License-Identifier: GPL-2.0-only
/* The same traces over the carve-out manager and over genalloc's two policies */
#define pr_fmt(fmt) "rst_carveout: " fmt

#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/genalloc.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <rstmem/pool.h>

#include "carveout.h"

#define BASE		0x40000000UL
#define TRACE_SHIFT	12
#define TIMED_RUNS	5

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
	},
};

static const u32 occupancies[] = { 50, 75, 90, 95 };

/**
 * struct contender - an allocator
 * @name:	for the table
 * @create:	manage @size bytes from BASE on; NULL where that fails
 * @alloc:	an address, or 0
 * @free:	give it back
 * @destroy:	nothing is in use
 */
struct contender {
	const char *name;
	void *(*create)(size_t size);
	unsigned long (*alloc)(void *pool, size_t size);
	void (*free)(void *pool, unsigned long address, size_t size);
	void (*destroy)(void *pool);
};

static void *carveout_create(size_t size)
{
	struct rstmem_carveout *carveout = rstmem_carveout_create(BASE, size);

	return IS_ERR(carveout) ? NULL : carveout;
}

static unsigned long carveout_alloc(void *pool, size_t size)
{
	struct rstmem_range range;

	return rstmem_carveout_alloc(pool, size, PAGE_SIZE, &range) ?
	       0 : range.start;
}

static void carveout_free(void *pool, unsigned long address, size_t size)
{
	const struct rstmem_range range = { address, size };

	rstmem_carveout_free(pool, &range);
}

static void carveout_destroy(void *pool)
{
	rstmem_carveout_destroy(pool);
}

static void *gen_create(size_t size, genpool_algo_t algo)
{
	struct gen_pool *pool = gen_pool_create(PAGE_SHIFT, NUMA_NO_NODE);

	if (!pool)
		return NULL;
	gen_pool_set_algo(pool, algo, NULL);
	if (gen_pool_add(pool, BASE, size, NUMA_NO_NODE)) {
		gen_pool_destroy(pool);
		return NULL;
	}
	return pool;
}

static void *first_fit_create(size_t size)
{
	return gen_create(size, gen_pool_first_fit);
}

static void *best_fit_create(size_t size)
{
	return gen_create(size, gen_pool_best_fit);
}

static unsigned long gen_alloc(void *pool, size_t size)
{
	return gen_pool_alloc(pool, size);
}

static void gen_free(void *pool, unsigned long address, size_t size)
{
	gen_pool_free(pool, address, size);
}

static void gen_destroy(void *pool)
{
	gen_pool_destroy(pool);
}

static const struct contender contenders[] = {
	{ "rstmem", carveout_create, carveout_alloc, carveout_free,
	  carveout_destroy },
	{ "first-fit", first_fit_create, gen_alloc, gen_free, gen_destroy },
	{ "best-fit", best_fit_create, gen_alloc, gen_free, gen_destroy },
};

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
 * @addresses:	of the buffers, by id; 0 where there is none
 * @sizes:	likewise
 * @map:	pages in use, as we see it; NULL where nobody looks
 */
struct run {
	const struct contender *contender;
	void *pool;
	unsigned long pages;
	unsigned long *addresses;
	size_t *sizes;
	unsigned long *map;
};

static bool map_update(struct run *run, unsigned long address, size_t size,
		       bool used)
{
	unsigned long first = (address - BASE) >> PAGE_SHIFT;
	unsigned long end = first + (size >> PAGE_SHIFT);

	if (address < BASE || end > run->pages ||
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

static int play_event(struct run *run, const struct event *event, u32 full,
		      struct reading *reading)
{
	const struct contender *contender = run->contender;
	unsigned long *address = &run->addresses[event->id];

	switch (event->kind) {
	case EVENT_ALLOC:
		run->sizes[event->id] =
			PAGE_ALIGN((size_t)event->pages << TRACE_SHIFT);
		*address = contender->alloc(run->pool, run->sizes[event->id]);
		reading->calls++;
		if (!run->map)
			return 0;
		reading->allocs++;
		reading->failed += !*address;
		return !*address || map_update(run, *address,
					       run->sizes[event->id], true) ?
		       0 : -EFAULT;
	case EVENT_FREE:
		if (!*address)
			return 0;
		contender->free(run->pool, *address, run->sizes[event->id]);
		reading->calls++;
		if (run->map)
			map_update(run, *address, run->sizes[event->id], false);
		*address = 0;
		return 0;
	case EVENT_LOOK:
		if (run->map && event->pages >= full) {
			reading->largest += map_largest(run);
			reading->looks++;
		}
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
	for (i = 0; i < TIMED_RUNS; i++) {
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
	};
	int err = -ENOMEM;

	run.addresses = kvcalloc(trace->num_ids, sizeof(*run.addresses),
				 GFP_KERNEL);
	run.sizes = kvcalloc(trace->num_ids, sizeof(*run.sizes), GFP_KERNEL);
	run.map = bitmap_zalloc(run.pages, GFP_KERNEL);
	if (run.addresses && run.sizes && run.map) {
		unsigned long *map = run.map;

		err = play_with(&run, trace, full, reading);
		run.map = map;
	}
	reading->calls += calls;
	bitmap_free(run.map);
	kvfree(run.sizes);
	kvfree(run.addresses);
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
		for (i = 0; i < ARRAY_SIZE(contenders) && !err; i++)
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

	for (i = 0; i < ARRAY_SIZE(contenders); i++) {
		const struct reading *reading = &readings[i];
		u64 pages = workload->pages;
		u64 looks = max(reading->looks, 1), hundredths, failed, ns;

		pages = (pages << TRACE_SHIFT) >> PAGE_SHIFT;
		hundredths = div64_u64(reading->largest * 10000, looks * pages);
		failed = div64_u64(reading->failed * 10000, reading->allocs);
		ns = div64_u64(reading->time, reading->calls);
		pr_info("| %s | %u %% | %s | %llu.%02llu %% | %llu.%02llu %% | %llu |\n",
			workload->name, occupancy, contenders[i].name,
			hundredths / 100, hundredths % 100, failed / 100,
			failed % 100, ns);
	}
}

int bench_run(unsigned int seeds)
{
	unsigned int w, o;
	int err;

	pr_info("| pool | in use | allocator | largest possible, of the pool | not served | ns per call |\n");
	pr_info("|---|---|---|---|---|---|\n");
	for (w = 0; w < ARRAY_SIZE(workloads); w++) {
		for (o = 0; o < ARRAY_SIZE(occupancies); o++) {
			struct reading readings[ARRAY_SIZE(contenders)] = { };

			err = bench_occupancy(&workloads[w], occupancies[o],
					      seeds, readings);
			if (err)
				return err;
			report(&workloads[w], occupancies[o], readings);
		}
	}
	return 0;
}
