// SPDX-License-Identifier: GPL-2.0-only
/* Which pages of a static pool are taken; the memory itself is never touched */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <rstmem/pool.h>

/**
 * struct rstmem_carveout - a bit per page
 * @base:	physical address of page 0
 * @pages:	how many
 * @lock:	guards @taken; nothing is taken under it
 * @taken:	a set bit is a page in use
 */
struct rstmem_carveout {
	phys_addr_t base;
	unsigned long pages;
	struct mutex lock; /* guards taken */
	unsigned long taken[];
};

struct rstmem_carveout *rstmem_carveout_create(phys_addr_t base, size_t size)
{
	unsigned long pages = size >> PAGE_SHIFT;
	struct rstmem_carveout *carveout;

	if (!size || !PAGE_ALIGNED(base) || !PAGE_ALIGNED(size) ||
	    size - 1 > PHYS_ADDR_MAX - base)
		return ERR_PTR(-EINVAL);

	carveout = kvzalloc(struct_size(carveout, taken, BITS_TO_LONGS(pages)),
			    GFP_KERNEL);
	if (!carveout)
		return ERR_PTR(-ENOMEM);
	carveout->base = base;
	carveout->pages = pages;
	mutex_init(&carveout->lock);
	return carveout;
}
EXPORT_SYMBOL_GPL(rstmem_carveout_create);

/* First fit: low addresses fill up, and large holes survive above. */
int rstmem_carveout_alloc(struct rstmem_carveout *carveout, size_t size,
			  size_t align, struct rstmem_range *range)
{
	unsigned long pages = size >> PAGE_SHIFT, mask, offset, first;

	if (!pages || !PAGE_ALIGNED(size) || !is_power_of_2(align) ||
	    align < PAGE_SIZE)
		return -EINVAL;
	if (pages > carveout->pages)
		return -ENOMEM;

	/* The physical address shall be aligned, not the place in the pool. */
	mask = (align >> PAGE_SHIFT) - 1;
	offset = (carveout->base >> PAGE_SHIFT) & mask;

	mutex_lock(&carveout->lock);
	first = bitmap_find_next_zero_area_off(carveout->taken, carveout->pages,
					       0, pages, mask, offset);
	if (first < carveout->pages)
		bitmap_set(carveout->taken, first, pages);
	mutex_unlock(&carveout->lock);

	if (first >= carveout->pages)
		return -ENOMEM;
	range->start = carveout->base + ((phys_addr_t)first << PAGE_SHIFT);
	range->size = size;
	return 0;
}
EXPORT_SYMBOL_GPL(rstmem_carveout_alloc);

void rstmem_carveout_free(struct rstmem_carveout *carveout,
			  const struct rstmem_range *range)
{
	mutex_lock(&carveout->lock);
	bitmap_clear(carveout->taken,
		     (range->start - carveout->base) >> PAGE_SHIFT,
		     range->size >> PAGE_SHIFT);
	mutex_unlock(&carveout->lock);
}
EXPORT_SYMBOL_GPL(rstmem_carveout_free);

/* Ranges that were quarantined are still marked, which is all right. */
void rstmem_carveout_destroy(struct rstmem_carveout *carveout)
{
	kvfree(carveout);
}
EXPORT_SYMBOL_GPL(rstmem_carveout_destroy);
