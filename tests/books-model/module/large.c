// SPDX-License-Identifier: GPL-2.0-only
/*
 * 8 GiB in two parts, at random: requests of up to 128 MiB with alignments of up
 * to 2 MiB, given back whole or in halves, to freedom or to quarantine. Checked
 * against a list of what is not free.
 */
#define pr_fmt(fmt) "rst_carveout: " fmt

#include <linux/align.h>
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <rstmem/pool.h>

#include "tests/lib/check.h"
#include "carveout.h"
#include "random.h"

#define PART		(4ULL * SZ_1G)
#define LOW		(1ULL * SZ_1G)
#define HIGH		(LOW + PART + SZ_64M)
#define END		(HIGH + PART)
#define MOST		2048
#define STEPS		100000
#define LOG_LARGEST	27

/**
 * struct used - memory that is not free
 * @start:	its address
 * @size:	bytes that were asked for
 * @end:	where its last granule ends
 * @owned:	somebody has it; otherwise it is in quarantine, or outside
 */
struct used {
	u64 start, size, end;
	bool owned;
};

/**
 * struct book - what is not free, in the order of addresses
 * @carveout:	what is checked
 * @granule:	its
 * @used:	begins and ends with what is outside, and has the gap
 * @count:	how many
 * @random:	state
 */
struct book {
	struct rstmem_carveout *carveout;
	size_t granule;
	struct used *used;
	u32 count;
	u64 random;
};

static u32 below(struct book *book, u32 limit)
{
	return random_below(&book->random, limit);
}

static void book_insert(struct book *book, u32 at, u64 start, u64 size,
			bool owned)
{
	struct used *used = &book->used[at];

	memmove(used + 1, used, (book->count++ - at) * sizeof(*used));
	used->start = start;
	used->size = size;
	used->end = ALIGN(start + size, book->granule);
	used->owned = owned;
}

static void book_remove(struct book *book, u32 at)
{
	struct used *used = &book->used[at];

	memmove(used, used + 1, (--book->count - at) * sizeof(*used));
}

static bool gap_has(const struct used *used, size_t size, size_t align)
{
	return ALIGN(used[0].end, align) + size <= used[1].start;
}

static bool book_has(struct book *book, size_t size, size_t align)
{
	u32 i;

	for (i = 0; i + 1 < book->count; i++) {
		if (gap_has(&book->used[i], size, align))
			return true;
	}
	return false;
}

/* Return: where the range belongs, or 0 if any of it is used. */
static u32 book_place(struct book *book, const struct rstmem_range *range)
{
	u32 i;

	for (i = 1; i + 1 < book->count && book->used[i].start < range->start;
	     i++)
		;
	return book->used[i - 1].end <= range->start &&
	       range->start + range->size <= book->used[i].start ? i : 0;
}

static bool step_alloc(struct book *book)
{
	u32 log = PAGE_SHIFT + below(book, LOG_LARGEST - PAGE_SHIFT + 1);
	size_t size = PAGE_ALIGN((1UL << log) - below(book, 1U << (log - 1)));
	size_t align = PAGE_SIZE << below(book, 10);
	size_t wanted = max(align, book->granule);
	struct rstmem_range range;
	u32 at;

	if (rstmem_carveout_alloc(book->carveout, size, align, &range))
		return !book_has(book, ALIGN(size, book->granule), wanted);
	at = book_place(book, &range);
	if (!at || range.size != size || !IS_ALIGNED(range.start, wanted))
		return false;
	book_insert(book, at, range.start, range.size, true);
	return true;
}

/* The half that stays is in front, in whole granules. */
static void give_back(struct book *book, u32 at, bool whole)
{
	struct used used = book->used[at];
	u64 half = ALIGN(used.size / 2, book->granule);
	struct rstmem_range range = { used.start, used.size };
	bool halved = !whole && half < used.size && below(book, 2);
	bool clean = below(book, 16);

	if (halved) {
		range.start += half;
		range.size -= half;
	}
	book_remove(book, at);
	if (!clean)
		book_insert(book, at, range.start, range.size, false);
	if (halved)
		book_insert(book, at, used.start, half, true);
	if (clean)
		rstmem_carveout_free(book->carveout, &range);
	else
		rstmem_carveout_quarantine(book->carveout, &range);
}

/* Take [start, end) out of what is in quarantine; it becomes free. */
static bool book_clean(struct book *book, u64 start, u64 end)
{
	u64 found = 0;
	u32 i;

	for (i = 1; i + 1 < book->count; i++) {
		struct used used = book->used[i];

		if (used.end <= start || used.start >= end)
			continue;
		if (used.owned || !used.size)
			return false;
		book_remove(book, i);
		if (used.end > end)
			book_insert(book, i, end, used.end - end, false);
		if (used.start < start)
			book_insert(book, i, used.start, start - used.start,
				    false);
		found += min(used.end, end) - max(used.start, start);
		i--;
	}
	return found == end - start;
}

static bool step_scrub(struct book *book)
{
	u64 from = LOW + (u64)below(book, (END - LOW) >> 20) * SZ_1M;
	struct rstmem_range range;

	from = ALIGN(from, book->granule);
	if (rstmem_carveout_dequarantine(book->carveout, from, &range))
		return true;
	if (range.start < from || range.size > max_t(size_t, SZ_1M, book->granule) ||
	    !book_clean(book, range.start, range.start + range.size))
		return false;
	rstmem_carveout_free(book->carveout, &range);
	return true;
}

static bool step(struct book *book)
{
	u32 at = below(book, book->count);
	bool full = book->count + 4 > MOST;

	if (!below(book, 3))
		return step_scrub(book);
	if (!full && below(book, 2))
		return step_alloc(book);
	if (book->used[at].owned)
		give_back(book, at, full);
	return true;
}

static u64 book_quarantined(struct book *book)
{
	u64 bytes = 0;
	u32 i;

	for (i = 0; i < book->count; i++) {
		if (!book->used[i].owned && book->used[i].size)
			bytes += book->used[i].end - book->used[i].start;
	}
	return bytes;
}

/* What is in quarantine counts as free. */
static u64 book_largest(struct book *book)
{
	u64 largest = 0, end = LOW;
	u32 i;

	for (i = 0; i < book->count; i++) {
		const struct used *used = &book->used[i];

		if (!used->owned && used->size)
			continue;
		largest = max(largest, used->start - min(end, used->start));
		end = used->end;
	}
	return largest;
}

static void book_empty(struct book *book)
{
	struct rstmem_range range;
	u32 i;

	for (i = 0; i < book->count; i++) {
		range.start = book->used[i].start;
		range.size = book->used[i].size;
		if (book->used[i].owned)
			rstmem_carveout_free(book->carveout, &range);
	}
	while (!rstmem_carveout_dequarantine(book->carveout, 0, &range))
		rstmem_carveout_free(book->carveout, &range);
}

static bool all_is_free(struct book *book)
{
	struct rstmem_range low, high, more;

	return !rstmem_carveout_alloc(book->carveout, PART, PAGE_SIZE, &low) &&
	       !rstmem_carveout_alloc(book->carveout, PART, PAGE_SIZE, &high) &&
	       low.start + high.start == LOW + HIGH &&
	       rstmem_carveout_alloc(book->carveout, PAGE_SIZE, PAGE_SIZE,
				     &more) == -ENOMEM;
}

static bool book_open(struct book *book)
{
	book->used = kvcalloc(MOST, sizeof(*book->used), GFP_KERNEL);
	if (!book->used)
		return false;
	book->carveout = rstmem_carveout_create_granular(LOW, PART,
							 book->granule);
	if (IS_ERR(book->carveout)) {
		kvfree(book->used);
		return false;
	}
	check(rstmem_carveout_add(book->carveout, LOW + PART - book->granule,
				  2 * book->granule) == -EEXIST &&
	      rstmem_carveout_add(book->carveout, HIGH + 1, PART) == -EINVAL &&
	      !rstmem_carveout_add(book->carveout, HIGH, PART),
	      "a second part: not where the first is, and not in half pages");
	book_insert(book, 0, LOW, 0, false);
	book_insert(book, 1, LOW + PART, 0, false);
	book->used[1].end = HIGH;
	book_insert(book, 2, END, 0, false);
	return true;
}

static void check_granule(size_t granule)
{
	struct book book = { .granule = granule, .random = 88172645463325252 };
	unsigned int i, wrong = 0;

	if (!book_open(&book)) {
		check(false, "8 GiB can be managed");
		return;
	}
	for (i = 0; i < STEPS; i++) {
		wrong += !step(&book) ||
			 (!(i % 64) && book_largest(&book) !=
			  rstmem_carveout_largest(book.carveout));
		cond_resched();
	}
	check(!wrong, "8 GiB, granules of %zu KiB, %u random steps (%u wrong)",
	      granule / SZ_1K, STEPS, wrong);
	check(rstmem_carveout_quarantined(book.carveout) ==
	      book_quarantined(&book), "of which %llu bytes are in quarantine",
	      book_quarantined(&book));
	book_empty(&book);
	check(all_is_free(&book), "what has come back is one hole in each part");
	rstmem_carveout_destroy(book.carveout);
	kvfree(book.used);
}

void check_large(void)
{
	check(rstmem_carveout_create_granular(LOW + PAGE_SIZE, PART, SZ_64K) ==
	      ERR_PTR(-EINVAL) &&
	      rstmem_carveout_create_granular(LOW, PAGE_SIZE, SZ_64K) ==
	      ERR_PTR(-EINVAL) &&
	      rstmem_carveout_create_granular(LOW, PART, 3 * PAGE_SIZE) ==
	      ERR_PTR(-EINVAL) &&
	      rstmem_carveout_create_granular(LOW, PART, PAGE_SIZE / 2) ==
	      ERR_PTR(-EINVAL), "memory that is not granules, or bad granules");
	check_granule(PAGE_SIZE);
	check_granule(SZ_64K);
	check_granule(SZ_2M);
}
