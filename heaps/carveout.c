// SPDX-License-Identifier: GPL-2.0-only
/* The allocator of a static pool. It never touches the memory itself. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <rstmem/pool.h>

/* The most to scrub at once: a TEE has little address space for mappings. */
#define QUARANTINE_PAGES	(SZ_1M >> PAGE_SHIFT)

/* An allocation of this part of the memory or more is a large one. */
#define LARGE_PART		64

/**
 * struct rstmem_carveout - two bits for each page
 * @base:	physical address of page 0
 * @pages:	number of pages
 * @lock:	guards the bitmaps; no other lock is taken under it
 * @taken:	a set bit is a page that must not be allocated
 * @quarantined: a set bit is a page that waits for scrubbing; it is also set in
 *		@taken, but belongs to no caller
 */
struct rstmem_carveout {
	phys_addr_t base;
	unsigned long pages;
	struct mutex lock; /* guards the bitmaps */
	unsigned long *quarantined;
	unsigned long taken[];
};

struct rstmem_carveout *rstmem_carveout_create(phys_addr_t base, size_t size)
{
	unsigned long pages = size >> PAGE_SHIFT;
	struct rstmem_carveout *carveout;

	if (!size || !PAGE_ALIGNED(base) || !PAGE_ALIGNED(size) ||
	    size - 1 > PHYS_ADDR_MAX - base)
		return ERR_PTR(-EINVAL);

	carveout = kvzalloc(struct_size(carveout, taken,
					2 * BITS_TO_LONGS(pages)), GFP_KERNEL);
	if (!carveout)
		return ERR_PTR(-ENOMEM);
	carveout->base = base;
	carveout->pages = pages;
	carveout->quarantined = carveout->taken + BITS_TO_LONGS(pages);
	mutex_init(&carveout->lock);
	return carveout;
}
EXPORT_SYMBOL_GPL(rstmem_carveout_create);

/**
 * struct hole - a run of free pages that is as long as it can be
 * @first:	its first page
 * @end:	the page after its last one
 * @place:	where in it the wanted pages would go
 */
struct hole {
	unsigned long first, end, place;
};

/**
 * struct wish - the pages that are wanted
 * @pages:	number of pages
 * @mask:	bits that must be 0 in the page number plus @offset
 * @offset:	page frame number of page 0: the physical address has to be
 *		aligned, not the place in the pool
 * @high:	place them at the upper end of a hole
 */
struct wish {
	unsigned long pages, mask, offset;
	bool high;
};

static bool hole_next(struct rstmem_carveout *carveout, struct hole *hole)
{
	hole->first = find_next_zero_bit(carveout->taken, carveout->pages,
					 hole->end);
	hole->end = find_next_bit(carveout->taken, carveout->pages,
				  hole->first);
	return hole->first < hole->end;
}

static bool hole_fits(struct hole *hole, const struct wish *wish)
{
	unsigned long low = hole->first + (-(hole->first + wish->offset) &
					   wish->mask);

	if (low + wish->pages > hole->end)
		return false;
	hole->place = low;
	if (wish->high) {
		hole->place = hole->end - wish->pages;
		hole->place -= (hole->place + wish->offset) & wish->mask;
	}
	return true;
}

static unsigned long hole_size(const struct hole *hole)
{
	return hole->end - hole->first;
}

/*
 * Best fit. Of holes of equal size, a small allocation takes the lowest and a
 * large one the highest, and likewise the lower or upper end of the hole. This
 * keeps small buffers that live long from ending up between two sets of frames.
 * docs/allocator.md compares it with other strategies.
 */
static unsigned long find_place(struct rstmem_carveout *carveout,
				const struct wish *wish)
{
	struct hole hole = { }, best = { .end = ULONG_MAX };

	lockdep_assert_held(&carveout->lock);
	while (hole_next(carveout, &hole)) {
		if (hole_size(&hole) > hole_size(&best) ||
		    (hole_size(&hole) == hole_size(&best) && !wish->high))
			continue;
		if (hole_fits(&hole, wish))
			best = hole;
	}
	return best.end == ULONG_MAX ? ULONG_MAX : best.place;
}

int rstmem_carveout_alloc(struct rstmem_carveout *carveout, size_t size,
			  size_t align, struct rstmem_range *range)
{
	struct wish wish = {
		.pages = size >> PAGE_SHIFT,
		.mask = (align >> PAGE_SHIFT) - 1,
		.offset = carveout->base >> PAGE_SHIFT,
	};
	unsigned long place;

	if (!size || !PAGE_ALIGNED(size) || !is_power_of_2(align) ||
	    align < PAGE_SIZE)
		return -EINVAL;
	wish.high = wish.pages >= carveout->pages / LARGE_PART;

	mutex_lock(&carveout->lock);
	place = find_place(carveout, &wish);
	if (place != ULONG_MAX)
		bitmap_set(carveout->taken, place, wish.pages);
	mutex_unlock(&carveout->lock);

	if (place == ULONG_MAX)
		return -ENOMEM;
	range->start = carveout->base + ((phys_addr_t)place << PAGE_SHIFT);
	range->size = size;
	return 0;
}
EXPORT_SYMBOL_GPL(rstmem_carveout_alloc);

/*
 * Return: whether all of @range is allocated; then @first and @pages are set.
 * Otherwise the caller frees it twice or never had it, and must change nothing.
 */
static bool range_pages(struct rstmem_carveout *carveout,
			const struct rstmem_range *range, unsigned long *first,
			unsigned long *pages)
{
	phys_addr_t offset = range->start - carveout->base;
	unsigned long end;

	lockdep_assert_held(&carveout->lock);
	*first = offset >> PAGE_SHIFT;
	*pages = range->size >> PAGE_SHIFT;
	end = *first + *pages;
	return !WARN_ONCE(range->start < carveout->base || !*pages ||
			  !PAGE_ALIGNED(offset | range->size) ||
			  offset >> PAGE_SHIFT >= carveout->pages ||
			  *pages > carveout->pages - *first ||
			  find_next_zero_bit(carveout->taken, end, *first) < end ||
			  find_next_bit(carveout->quarantined, end, *first) < end,
			  "rstmem: %pa + %zu is given back, but nobody has it\n",
			  &range->start, range->size);
}

void rstmem_carveout_free(struct rstmem_carveout *carveout,
			  const struct rstmem_range *range)
{
	unsigned long first, pages;

	mutex_lock(&carveout->lock);
	if (range_pages(carveout, range, &first, &pages))
		bitmap_clear(carveout->taken, first, pages);
	mutex_unlock(&carveout->lock);
}
EXPORT_SYMBOL_GPL(rstmem_carveout_free);

void rstmem_carveout_quarantine(struct rstmem_carveout *carveout,
				const struct rstmem_range *range)
{
	unsigned long first, pages;

	mutex_lock(&carveout->lock);
	if (range_pages(carveout, range, &first, &pages))
		bitmap_set(carveout->quarantined, first, pages);
	mutex_unlock(&carveout->lock);
}
EXPORT_SYMBOL_GPL(rstmem_carveout_quarantine);

void rstmem_carveout_quarantine_unused(struct rstmem_carveout *carveout)
{
	mutex_lock(&carveout->lock);
	bitmap_complement(carveout->quarantined, carveout->taken,
			  carveout->pages);
	bitmap_fill(carveout->taken, carveout->pages);
	mutex_unlock(&carveout->lock);
}
EXPORT_SYMBOL_GPL(rstmem_carveout_quarantine_unused);

int rstmem_carveout_dequarantine(struct rstmem_carveout *carveout,
				 phys_addr_t from, struct rstmem_range *range)
{
	unsigned long first = 0, end;

	if (from > carveout->base)
		first = (from - carveout->base) >> PAGE_SHIFT;

	mutex_lock(&carveout->lock);
	first = find_next_bit(carveout->quarantined, carveout->pages, first);
	end = min(first + QUARANTINE_PAGES, carveout->pages);
	end = find_next_zero_bit(carveout->quarantined, end, first);
	if (first < end)
		bitmap_clear(carveout->quarantined, first, end - first);
	mutex_unlock(&carveout->lock);

	if (first >= carveout->pages)
		return -ENOENT;
	range->start = carveout->base + ((phys_addr_t)first << PAGE_SHIFT);
	range->size = (end - first) << PAGE_SHIFT;
	return 0;
}
EXPORT_SYMBOL_GPL(rstmem_carveout_dequarantine);

size_t rstmem_carveout_quarantined(struct rstmem_carveout *carveout)
{
	size_t pages;

	mutex_lock(&carveout->lock);
	pages = bitmap_weight(carveout->quarantined, carveout->pages);
	mutex_unlock(&carveout->lock);
	return pages << PAGE_SHIFT;
}
EXPORT_SYMBOL_GPL(rstmem_carveout_quarantined);

void rstmem_carveout_destroy(struct rstmem_carveout *carveout)
{
	kvfree(carveout);
}
EXPORT_SYMBOL_GPL(rstmem_carveout_destroy);
