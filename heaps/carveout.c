// SPDX-License-Identifier: GPL-2.0-only
/* The allocator of a static pool. It never touches the memory itself. */
#include <linux/align.h>
#include <linux/array_size.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <rstmem/pool.h>

#include "runs.h"

/* The most to scrub at once: a TEE has little address space for mappings. */
#define QUARANTINE_SIZE	SZ_1M

/* An allocation of this part of the memory or more is a large one, */
#define LARGE_PART	64
/* and one of less than this part is a tiny one. */
#define TINY_PART	1024

/* There is plenty while this part of the memory or more is free. */
#define PLENTY_PART	8

/* Buffers come in sets: a hole for exactly as many of them is kept for them. */
#define MOST_OF_A_SET	4

/* What alignment may leave unused, as a part of what is allocated */
#define GAP_PART	32

/*
 * Page tables have larger entries, so large frames are aligned to those while
 * there is room, even where nobody asks for it.
 */
static const struct {
	size_t least, align;
	unsigned int room_part; /* that must be free */
} preferences[] = {
	{ SZ_8M, SZ_2M, 2 },
	{ SZ_1M, SZ_64K, 4 },
};

/**
 * struct rstmem_carveout - which units of memory are free
 * @shift:	of a unit's size, which is a page or the backend's granule. The
 *		number of a unit is its physical address shifted by this
 * @lock:	guards all that follows; no other lock is taken under it
 * @parts:	the memory
 * @free:	the holes: what may be allocated
 * @quarantined: what waits for scrubbing. Units of @parts that are in neither
 *		are taken, each by one caller
 * @spares:	of all three
 */
struct rstmem_carveout {
	unsigned int shift;
	spinlock_t lock; /* guards the runs */
	struct rstmem_runs parts, free, quarantined;
	struct rstmem_spares spares;
};

static size_t granule_of(const struct rstmem_carveout *carveout)
{
	return (size_t)1 << carveout->shift;
}

/*
 * Where a long has 32 bits, it has no number for what is far away: that is
 * ULONG_MAX, a unit that nobody has.
 */
static unsigned long unit_of(const struct rstmem_carveout *carveout,
			     phys_addr_t place)
{
	return min_t(phys_addr_t, place >> carveout->shift, ULONG_MAX);
}

static phys_addr_t place_of(const struct rstmem_carveout *carveout,
			    unsigned long unit)
{
	return (phys_addr_t)unit << carveout->shift;
}

/* A range of @size, which isn't 0, has all of the last unit to itself. */
static unsigned long units_of(const struct rstmem_carveout *carveout,
			      size_t size)
{
	return ((size - 1) >> carveout->shift) + 1;
}

/* There may be more than a size_t can say: then as much as it can. */
static size_t bytes_of(const struct rstmem_carveout *carveout,
		       unsigned long units)
{
	return min_t(size_t, units, SIZE_MAX >> carveout->shift)
	       << carveout->shift;
}

/*
 * Lock, with as many spare runs as the caller is going to need. This cannot
 * fail, because giving memory back cannot.
 */
static void lock_with_spares(struct rstmem_carveout *carveout,
			     unsigned int needed)
	__acquires(&carveout->lock)
{
	struct rstmem_run *run;

	spin_lock(&carveout->lock);
	while (carveout->spares.count < needed) {
		spin_unlock(&carveout->lock);
		run = rstmem_run_new(GFP_KERNEL | __GFP_NOFAIL);
		spin_lock(&carveout->lock);
		rstmem_spares_add(&carveout->spares, run);
	}
}

int rstmem_carveout_add(struct rstmem_carveout *carveout, phys_addr_t base,
			size_t size)
{
	size_t granule = granule_of(carveout);
	unsigned long first, units;
	bool added;

	if (!size || !IS_ALIGNED(base, granule) || !IS_ALIGNED(size, granule) ||
	    size - 1 > PHYS_ADDR_MAX - base ||
	    unit_of(carveout, base + (size - 1)) == ULONG_MAX)
		return -EINVAL;
	first = unit_of(carveout, base);
	units = units_of(carveout, size);

	lock_with_spares(carveout, 2);
	added = rstmem_runs_add(&carveout->parts, first, units);
	if (added)
		rstmem_runs_add(&carveout->free, first, units);
	spin_unlock(&carveout->lock);
	return added ? 0 : -EEXIST;
}
EXPORT_SYMBOL_GPL(rstmem_carveout_add);

struct rstmem_carveout *rstmem_carveout_create_granular(phys_addr_t base,
							size_t size,
							size_t granule)
{
	struct rstmem_carveout *carveout;
	int err;

	if (!is_power_of_2(granule) || granule < PAGE_SIZE)
		return ERR_PTR(-EINVAL);
	carveout = kzalloc(sizeof(*carveout), GFP_KERNEL);
	if (!carveout)
		return ERR_PTR(-ENOMEM);
	carveout->shift = ilog2(granule);
	spin_lock_init(&carveout->lock);
	carveout->parts.spares = &carveout->spares;
	carveout->free.spares = &carveout->spares;
	carveout->quarantined.spares = &carveout->spares;

	err = rstmem_carveout_add(carveout, base, size);
	if (err) {
		rstmem_carveout_destroy(carveout);
		return ERR_PTR(err);
	}
	return carveout;
}
EXPORT_SYMBOL_GPL(rstmem_carveout_create_granular);

struct rstmem_carveout *rstmem_carveout_create(phys_addr_t base, size_t size)
{
	return rstmem_carveout_create_granular(base, size, PAGE_SIZE);
}
EXPORT_SYMBOL_GPL(rstmem_carveout_create);

/**
 * struct wish - the units that are wanted
 * @units:	how many
 * @mask:	bits that must be 0 in the number of the first
 * @high:	place them at the upper end of a hole
 * @place:	where they would go in the hole that was looked at last
 */
struct wish {
	unsigned long units, mask;
	bool high;
	unsigned long place;
};

static bool hole_fits(const struct rstmem_run *hole, struct wish *wish)
{
	unsigned long skip = -hole->first & wish->mask;

	if (hole->units < wish->units || hole->units - wish->units < skip)
		return false;
	wish->place = hole->first + skip;
	if (wish->high)
		wish->place = (hole->first + hole->units - wish->units) &
			      ~wish->mask;
	return true;
}

/*
 * Return: a hole for a set, of which nothing is left over, or NULL. There is no
 * hole that would do and is smaller than @hole.
 */
static struct rstmem_run *find_set(struct rstmem_carveout *carveout,
				   struct wish *wish, struct rstmem_run *hole)
{
	unsigned long longest = rstmem_runs_longest(&carveout->free);
	unsigned long units = wish->units;
	unsigned int set;

	for (set = 1; set <= MOST_OF_A_SET; set++, units += wish->units) {
		if (units < hole->units)
			continue;
		if (units > longest)
			break;
		if (units > hole->units)
			hole = rstmem_runs_smallest(&carveout->free, units);
		if (hole->units == units && hole_fits(hole, wish))
			return hole;
	}
	return NULL;
}

/* While there is plenty, whatever is tiny goes where it is least in the way. */
static bool goes_low(struct rstmem_carveout *carveout, const struct wish *wish)
{
	unsigned long all = carveout->parts.units;

	return !wish->mask && wish->units < all / TINY_PART &&
	       carveout->free.units >= all / PLENTY_PART;
}

/*
 * A hole for a set, or else the smallest, or for a tiny allocation the lowest.
 * Large allocations go to a hole's upper end, and others to its lower end: this
 * keeps small buffers that live long from ending up between two sets of frames.
 * docs/allocator.md compares it with other strategies.
 *
 * Holes that are too short for the alignment are looked at in vain.
 */
static struct rstmem_run *find_hole(struct rstmem_carveout *carveout,
				    struct wish *wish)
{
	struct rstmem_run *smallest, *hole;

	smallest = rstmem_runs_smallest(&carveout->free, wish->units);
	if (!smallest)
		return NULL;
	hole = find_set(carveout, wish, smallest);
	if (hole)
		return hole;
	hole = smallest;
	if (goes_low(carveout, wish))
		hole = rstmem_runs_lowest(&carveout->free, wish->units);
	while (hole && !hole_fits(hole, wish))
		hole = rstmem_run_larger(hole);
	return hole;
}

/* The same with an alignment that would be nice to have. */
static struct rstmem_run *find_aligned(struct rstmem_carveout *carveout,
				       struct wish *wish)
{
	unsigned long asked = wish->mask;
	struct rstmem_run *hole;
	unsigned int i;

	lockdep_assert_held(&carveout->lock);
	for (i = 0; i < ARRAY_SIZE(preferences); i++) {
		if (wish->units < units_of(carveout, preferences[i].least) ||
		    carveout->free.units <
		    carveout->parts.units / preferences[i].room_part)
			continue;
		wish->mask = units_of(carveout, preferences[i].align) - 1;
		if (wish->mask <= asked ||
		    (-wish->units & wish->mask) > wish->units / GAP_PART)
			continue;
		hole = find_hole(carveout, wish);
		if (hole)
			return hole;
	}
	wish->mask = asked;
	return NULL;
}

int rstmem_carveout_alloc(struct rstmem_carveout *carveout, size_t size,
			  size_t align, struct rstmem_range *range)
{
	struct rstmem_run *hole;
	struct wish wish;

	if (!size || !PAGE_ALIGNED(size) || !is_power_of_2(align) ||
	    align < PAGE_SIZE)
		return -EINVAL;
	wish.units = units_of(carveout, size);
	wish.mask = units_of(carveout, align) - 1;

	lock_with_spares(carveout, 1);
	wish.high = wish.units >= carveout->parts.units / LARGE_PART;
	hole = find_aligned(carveout, &wish) ?: find_hole(carveout, &wish);
	if (hole)
		rstmem_runs_cut(&carveout->free, hole, wish.place, wish.units);
	spin_unlock(&carveout->lock);

	if (!hole)
		return -ENOMEM;
	range->start = place_of(carveout, wish.place);
	range->size = size;
	return 0;
}
EXPORT_SYMBOL_GPL(rstmem_carveout_alloc);

int rstmem_carveout_take(struct rstmem_carveout *carveout,
			 const struct rstmem_range *range)
{
	unsigned long first = unit_of(carveout, range->start), units;
	struct rstmem_run *hole;
	bool ours, fits;

	if (!range->size || !PAGE_ALIGNED(range->size) ||
	    !IS_ALIGNED(range->start, granule_of(carveout)) ||
	    range->size - 1 > PHYS_ADDR_MAX - range->start)
		return -EINVAL;
	units = units_of(carveout, range->size);

	lock_with_spares(carveout, 1);
	ours = rstmem_runs_hold(&carveout->parts, first, units);
	hole = rstmem_runs_from(&carveout->free, first);
	fits = ours && hole && hole->first <= first &&
	       hole->units - (first - hole->first) >= units;
	if (fits)
		rstmem_runs_cut(&carveout->free, hole, first, units);
	spin_unlock(&carveout->lock);
	if (!ours)
		return -EINVAL;
	return fits ? 0 : -EBUSY;
}
EXPORT_SYMBOL_GPL(rstmem_carveout_take);

/*
 * Move a taken range to @to, which @other isn't. Unless all of it is taken, the
 * caller frees it twice or never had it, and nothing must change.
 */
static void give_back(struct rstmem_carveout *carveout,
		      const struct rstmem_range *range, struct rstmem_runs *to,
		      const struct rstmem_runs *other)
{
	unsigned long first = unit_of(carveout, range->start);
	unsigned long units = units_of(carveout, range->size);
	bool taken;

	lock_with_spares(carveout, 1);
	taken = range->size && PAGE_ALIGNED(range->size) &&
		IS_ALIGNED(range->start, granule_of(carveout)) &&
		rstmem_runs_hold(&carveout->parts, first, units) &&
		!rstmem_runs_meet(other, first, units) &&
		rstmem_runs_add(to, first, units);
	spin_unlock(&carveout->lock);
	WARN_ONCE(!taken,
		  "rstmem: %pa + %zu is given back, but nobody has it\n",
		  &range->start, range->size);
}

void rstmem_carveout_free(struct rstmem_carveout *carveout,
			  const struct rstmem_range *range)
{
	give_back(carveout, range, &carveout->free, &carveout->quarantined);
}
EXPORT_SYMBOL_GPL(rstmem_carveout_free);

void rstmem_carveout_quarantine(struct rstmem_carveout *carveout,
				const struct rstmem_range *range)
{
	give_back(carveout, range, &carveout->quarantined, &carveout->free);
}
EXPORT_SYMBOL_GPL(rstmem_carveout_quarantine);

void rstmem_carveout_quarantine_unused(struct rstmem_carveout *carveout)
{
	struct rstmem_run *hole;
	unsigned long first, units;

	lock_with_spares(carveout, 1);
	while ((hole = rstmem_runs_first(&carveout->free))) {
		first = hole->first;
		units = hole->units;
		rstmem_runs_cut(&carveout->free, hole, first, units);
		rstmem_runs_add(&carveout->quarantined, first, units);
	}
	spin_unlock(&carveout->lock);
}
EXPORT_SYMBOL_GPL(rstmem_carveout_quarantine_unused);

int rstmem_carveout_dequarantine(struct rstmem_carveout *carveout,
				 phys_addr_t from, struct rstmem_range *range)
{
	unsigned long first = unit_of(carveout, from), units;
	struct rstmem_run *run;

	lock_with_spares(carveout, 1);
	run = rstmem_runs_from(&carveout->quarantined, first);
	if (run) {
		first = max(first, run->first);
		units = min(run->first + run->units - first,
			    units_of(carveout, QUARANTINE_SIZE));
		rstmem_runs_cut(&carveout->quarantined, run, first, units);
	}
	spin_unlock(&carveout->lock);

	if (!run)
		return -ENOENT;
	range->start = place_of(carveout, first);
	range->size = units << carveout->shift;
	return 0;
}
EXPORT_SYMBOL_GPL(rstmem_carveout_dequarantine);

size_t rstmem_carveout_quarantined(struct rstmem_carveout *carveout)
{
	unsigned long units;

	spin_lock(&carveout->lock);
	units = carveout->quarantined.units;
	spin_unlock(&carveout->lock);
	return bytes_of(carveout, units);
}
EXPORT_SYMBOL_GPL(rstmem_carveout_quarantined);

/* Return: the earlier of two runs, of which either may be NULL. */
static struct rstmem_run *earlier(struct rstmem_run *run,
				  struct rstmem_run *other)
{
	if (!run || !other)
		return run ?: other;
	return run->first < other->first ? run : other;
}

size_t rstmem_carveout_largest(struct rstmem_carveout *carveout)
{
	unsigned long longest = 0, units = 0, end = 0;
	struct rstmem_run *hole, *dirty, *run;

	spin_lock(&carveout->lock);
	if (!carveout->quarantined.units) {
		longest = rstmem_runs_longest(&carveout->free);
		goto out;
	}
	hole = rstmem_runs_first(&carveout->free);
	dirty = rstmem_runs_first(&carveout->quarantined);
	while ((run = earlier(hole, dirty))) {
		units = run->first == end ? units + run->units : run->units;
		end = run->first + run->units;
		longest = max(longest, units);
		if (run == hole)
			hole = rstmem_run_next(hole);
		else
			dirty = rstmem_run_next(dirty);
	}
out:
	spin_unlock(&carveout->lock);
	return bytes_of(carveout, longest);
}
EXPORT_SYMBOL_GPL(rstmem_carveout_largest);

void rstmem_carveout_destroy(struct rstmem_carveout *carveout)
{
	rstmem_runs_free(&carveout->parts);
	rstmem_runs_free(&carveout->free);
	rstmem_runs_free(&carveout->quarantined);
	rstmem_spares_free(&carveout->spares);
	kfree(carveout);
}
EXPORT_SYMBOL_GPL(rstmem_carveout_destroy);
