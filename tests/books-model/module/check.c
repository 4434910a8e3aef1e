// SPDX-License-Identifier: GPL-2.0-only
/* What the carve-out manager promises, on pages of whatever size they are */
#define pr_fmt(fmt) "rst_carveout: " fmt

#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <rstmem/pool.h>

#include "tests/lib/check.h"
#include "carveout.h"
#include "random.h"

/* Aligned to a page and no more. */
#define BASE	(SZ_1G + PAGE_SIZE)
#define PAGES	1000UL
#define ROUNDS	200000
#define HELD	128

DEFINE_CHECKS;

static struct rstmem_carveout *carveout_new(void)
{
	struct rstmem_carveout *carveout;

	carveout = rstmem_carveout_create(BASE, PAGES * PAGE_SIZE);
	return IS_ERR(carveout) ? NULL : carveout;
}

static void check_arguments(struct rstmem_carveout *carveout)
{
	struct rstmem_range range;

	check(rstmem_carveout_create(BASE, 0) == ERR_PTR(-EINVAL) &&
	      rstmem_carveout_create(BASE + 1, PAGE_SIZE) == ERR_PTR(-EINVAL) &&
	      rstmem_carveout_create(BASE, PAGE_SIZE + 1) == ERR_PTR(-EINVAL) &&
	      rstmem_carveout_create(-PAGE_SIZE, 2 * PAGE_SIZE) ==
	      ERR_PTR(-EINVAL), "memory that is not pages, or ends nowhere");
	check(rstmem_carveout_alloc(carveout, 0, PAGE_SIZE, &range) ==
	      -EINVAL &&
	      rstmem_carveout_alloc(carveout, PAGE_SIZE + 1, PAGE_SIZE,
				    &range) == -EINVAL,
	      "a size that is not pages");
	check(rstmem_carveout_alloc(carveout, PAGE_SIZE, 3 * PAGE_SIZE,
				    &range) == -EINVAL &&
	      rstmem_carveout_alloc(carveout, PAGE_SIZE, PAGE_SIZE / 2,
				    &range) == -EINVAL &&
	      rstmem_carveout_alloc(carveout, PAGE_SIZE, 0, &range) == -EINVAL,
	      "an alignment that is no power of two, or below a page");
}

static void check_exhaustion(struct rstmem_carveout *carveout)
{
	struct rstmem_range all, more, first;
	unsigned long count = 0;

	check(rstmem_carveout_alloc(carveout, (PAGES + 1) * PAGE_SIZE,
				    PAGE_SIZE, &all) == -ENOMEM,
	      "more than there is");
	check(!rstmem_carveout_alloc(carveout, PAGES * PAGE_SIZE, PAGE_SIZE,
				     &all) && all.start == BASE,
	      "all there is");
	check(rstmem_carveout_alloc(carveout, PAGE_SIZE, PAGE_SIZE, &more) ==
	      -ENOMEM, "and a page more");
	rstmem_carveout_free(carveout, &all);

	while (!rstmem_carveout_alloc(carveout, PAGE_SIZE, PAGE_SIZE, &more)) {
		if (!count++)
			first = more;
	}
	check(count == PAGES, "page by page there are %lu", count);
	rstmem_carveout_free(carveout, &first);
	check(!rstmem_carveout_alloc(carveout, PAGE_SIZE, PAGE_SIZE, &more) &&
	      more.start == first.start, "a hole of a page is found");
	rstmem_carveout_free(carveout, &all);
}

/**
 * struct shadow - what must be in use
 * @map:	a bit per page
 * @held:	the ranges
 * @random:	state
 */
struct shadow {
	DECLARE_BITMAP(map, PAGES);
	struct rstmem_range held[HELD];
	u64 random;
};

static bool shadow_take(struct shadow *shadow, const struct rstmem_range *range)
{
	unsigned long first = (range->start - BASE) >> PAGE_SHIFT;
	unsigned long end = first + (range->size >> PAGE_SHIFT);

	if (range->start < BASE || end > PAGES ||
	    find_next_bit(shadow->map, end, first) < end)
		return false;
	bitmap_set(shadow->map, first, end - first);
	return true;
}

static void shadow_drop(struct shadow *shadow, const struct rstmem_range *range)
{
	bitmap_clear(shadow->map, (range->start - BASE) >> PAGE_SHIFT,
		     range->size >> PAGE_SHIFT);
}

/* By trying every page: slow, and unlike the manager's way. */
static bool shadow_has_room(struct shadow *shadow, size_t size, size_t align)
{
	unsigned long pages = size >> PAGE_SHIFT, first;

	for (first = 0; first + pages <= PAGES; first++) {
		if (IS_ALIGNED(BASE + first * PAGE_SIZE, align) &&
		    find_next_bit(shadow->map, first + pages, first) >=
		    first + pages)
			return true;
	}
	return false;
}

static bool random_step(struct rstmem_carveout *carveout, struct shadow *shadow)
{
	struct rstmem_range *range =
		&shadow->held[random_below(&shadow->random, HELD)];
	size_t size = (1 + random_below(&shadow->random, 24)) * PAGE_SIZE;
	size_t align = PAGE_SIZE << random_below(&shadow->random, 5);

	if (range->size) {
		rstmem_carveout_free(carveout, range);
		shadow_drop(shadow, range);
		range->size = 0;
		return true;
	}
	if (rstmem_carveout_alloc(carveout, size, align, range)) {
		range->size = 0;
		return !shadow_has_room(shadow, size, align);
	}
	return range->size == size && IS_ALIGNED(range->start, align) &&
	       shadow_take(shadow, range);
}

static void check_random(struct rstmem_carveout *carveout)
{
	static struct shadow shadow;
	unsigned int i, wrong = 0;

	shadow = (struct shadow) { .random = 88172645463325252 };
	for (i = 0; i < ROUNDS; i++) {
		wrong += !random_step(carveout, &shadow);
		cond_resched();
	}
	check(!wrong, "%u random steps: aligned, apart, refused only without a place (%u wrong)",
	      ROUNDS, wrong);
	for (i = 0; i < HELD; i++) {
		if (shadow.held[i].size)
			rstmem_carveout_free(carveout, &shadow.held[i]);
	}
}

static size_t leave_quarantine(struct rstmem_carveout *carveout)
{
	struct rstmem_range range;
	phys_addr_t from = 0;
	size_t bytes = 0;

	while (!rstmem_carveout_dequarantine(carveout, from, &range)) {
		if (range.size > SZ_1M || range.start < from)
			return 0;
		from = range.start + range.size;
		bytes += range.size;
		rstmem_carveout_free(carveout, &range);
	}
	return bytes;
}

static void check_quarantine(struct rstmem_carveout *carveout)
{
	struct rstmem_range range, other;
	size_t all = PAGES * PAGE_SIZE;

	rstmem_carveout_alloc(carveout, 8 * PAGE_SIZE, PAGE_SIZE, &range);
	rstmem_carveout_quarantine(carveout, &range);
	check(rstmem_carveout_quarantined(carveout) == 8 * PAGE_SIZE &&
	      rstmem_carveout_alloc(carveout, all, PAGE_SIZE, &other) ==
	      -ENOMEM, "what is in quarantine reaches nobody");
	check(leave_quarantine(carveout) == 8 * PAGE_SIZE &&
	      !rstmem_carveout_quarantined(carveout), "and comes back once");

	rstmem_carveout_alloc(carveout, 8 * PAGE_SIZE, PAGE_SIZE, &range);
	rstmem_carveout_quarantine_unused(carveout);
	check(rstmem_carveout_quarantined(carveout) == all - range.size,
	      "soiling takes what is free, and leaves what is in use");
	check(rstmem_carveout_alloc(carveout, PAGE_SIZE, PAGE_SIZE, &other) ==
	      -ENOMEM, "then there is nothing");
	rstmem_carveout_free(carveout, &range);
	check(leave_quarantine(carveout) == all - range.size &&
	      !rstmem_carveout_alloc(carveout, all, PAGE_SIZE, &range),
	      "and then there is everything");
	rstmem_carveout_free(carveout, &range);
}

int check_carveout(void)
{
	struct rstmem_carveout *carveout = carveout_new();

	check(carveout, "pages of %lu bytes", PAGE_SIZE);
	if (!carveout)
		return check_done();
	check_arguments(carveout);
	check_exhaustion(carveout);
	check_random(carveout);
	check_quarantine(carveout);
	rstmem_carveout_destroy(carveout);
	check_places();
	check_large();
	return check_done();
}

/* Warns once, by intention. */
int check_double_free(void)
{
	struct rstmem_carveout *carveout = carveout_new();
	struct rstmem_range range, other, outside, all;

	if (!carveout)
		return -ENOMEM;
	rstmem_carveout_alloc(carveout, PAGE_SIZE, PAGE_SIZE, &range);
	rstmem_carveout_alloc(carveout, PAGE_SIZE, PAGE_SIZE, &other);
	rstmem_carveout_free(carveout, &range);
	rstmem_carveout_free(carveout, &range);
	outside = (struct rstmem_range) { range.start, 2 * PAGE_SIZE };
	rstmem_carveout_free(carveout, &outside);
	outside.start = BASE + PAGES * PAGE_SIZE;
	rstmem_carveout_free(carveout, &outside);
	outside.start = 0;
	rstmem_carveout_free(carveout, &outside);
	check(rstmem_carveout_alloc(carveout, PAGES * PAGE_SIZE, PAGE_SIZE,
				    &all) == -ENOMEM,
	      "ranges given back that nobody has change nothing");
	rstmem_carveout_quarantine(carveout, &other);
	rstmem_carveout_free(carveout, &other);
	check(rstmem_carveout_quarantined(carveout) == other.size,
	      "what is in quarantine cannot be given back");
	rstmem_carveout_destroy(carveout);
	return check_done();
}
