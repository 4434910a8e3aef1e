// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that a TEE has set aside, for as long as a pool or a buffer uses it
 *
 * Allocations are recorded per memory, not per pool: a pool's buffers may outlive
 * it, and then are in the way of the next one.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/align.h>
#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include <rstmem/pool.h>

#include "static-memory.h"
#include "static-pool.h"

static LIST_HEAD(static_memories);

/* protects the list, and each memory's users */
static DEFINE_MUTEX(static_memories_lock);

static struct rstmem_carveout *carveout_of(const struct tee_static_memory *memory)
{
	const struct rstmem_range *ranges = memory->ranges;
	struct rstmem_carveout *carveout;
	unsigned int i;
	int rc = 0;

	carveout = rstmem_carveout_create_granular(ranges->start, ranges->size,
						   memory->granule);
	if (IS_ERR(carveout))
		return carveout;

	for (i = 1; i < memory->num_ranges && !rc; i++)
		rc = rstmem_carveout_add(carveout, ranges[i].start,
					 ranges[i].size);
	if (rc) {
		rstmem_carveout_destroy(carveout);
		return ERR_PTR(rc);
	}

	/*
	 * An earlier kernel, or an earlier tee.ko, may have left content. If the
	 * memory is one pool's alone, that is for this pool to say.
	 */
	if (!memory->exclusive)
		rstmem_carveout_quarantine_unused(carveout);
	return carveout;
}

/* The firewall can't tell parts of a granule apart, nor the kernel of a page. */
static int range_trim(struct rstmem_range *range, size_t granule)
{
	phys_addr_t skip = -range->start & (granule - 1);
	size_t size = range->size;

	if (!size || !IS_ALIGNED(range->start, SZ_4K) ||
	    !IS_ALIGNED(size, SZ_4K) || size - 1 > PHYS_ADDR_MAX - range->start)
		return -EINVAL;

	range->size = size > skip ? ALIGN_DOWN(size - skip, granule) : 0;
	range->start += skip;
	if (range->size != size)
		pr_warn("restricted memory at %pa: %zu bytes at its ends are left out, which are no whole %zu KiB\n",
			&range->start, size - range->size, granule / SZ_1K);
	return range->size ? 0 : -EINVAL;
}

/* All of it must be a number of bytes, too, even if addresses are wider. */
static int ranges_trim(struct tee_static_memory *memory)
{
	size_t sum = 0;
	unsigned int i;
	int rc = 0;

	for (i = 0; i < memory->num_ranges && !rc; i++) {
		rc = range_trim(&memory->ranges[i], memory->granule);
		if (check_add_overflow(sum, memory->ranges[i].size, &sum))
			rc = -EINVAL;
	}
	return rc;
}

static struct tee_static_memory *
memory_create(const struct tee_static_layout *layout, bool exclusive)
{
	struct tee_static_memory *memory;
	int rc;

	if (!layout->num_ranges ||
	    (layout->granule && !is_power_of_2(layout->granule)))
		return ERR_PTR(-EINVAL);

	memory = kzalloc(struct_size(memory, ranges, layout->num_ranges),
			 GFP_KERNEL);
	if (!memory)
		return ERR_PTR(-ENOMEM);

	kref_init(&memory->users);
	memory->granule = max(layout->granule, PAGE_SIZE);
	memory->exclusive = exclusive;
	memory->num_ranges = layout->num_ranges;
	memcpy(memory->ranges, layout->ranges,
	       array_size(layout->num_ranges, sizeof(*layout->ranges)));

	rc = ranges_trim(memory);
	if (rc)
		goto err;

	memory->carveout = carveout_of(memory);
	rc = PTR_ERR_OR_ZERO(memory->carveout);
	if (rc)
		goto err;

	return memory;

err:
	kfree(memory);
	return ERR_PTR(rc);
}

static void memory_free(struct tee_static_memory *memory)
{
	rstmem_carveout_destroy(memory->carveout);
	kfree(memory);
}

static bool ranges_overlap(const struct tee_static_memory *memory,
			   const struct tee_static_memory *other)
{
	unsigned int i, j;

	for (i = 0; i < memory->num_ranges; i++) {
		for (j = 0; j < other->num_ranges; j++) {
			const struct rstmem_range *a = &memory->ranges[i];
			const struct rstmem_range *b = &other->ranges[j];

			if (a->start - b->start < b->size ||
			    b->start - a->start < a->size)
				return true;
		}
	}
	return false;
}

static bool ranges_equal(const struct tee_static_memory *memory,
			 const struct tee_static_memory *other)
{
	unsigned int i;

	if (memory->num_ranges != other->num_ranges ||
	    memory->granule != other->granule)
		return false;
	for (i = 0; i < memory->num_ranges; i++) {
		if (memory->ranges[i].start != other->ranges[i].start ||
		    memory->ranges[i].size != other->ranges[i].size)
			return false;
	}
	return true;
}

/*
 * Return: the memory if it is known already, or @new, which is now. What overlaps
 * must be equal, and nobody's alone. @new is freed where it isn't returned.
 */
static struct tee_static_memory *memory_share(struct tee_static_memory *new)
{
	struct tee_static_memory *memory;

	guard(mutex)(&static_memories_lock);

	list_for_each_entry(memory, &static_memories, node) {
		if (!ranges_overlap(memory, new))
			continue;
		if (!memory->exclusive && !new->exclusive &&
		    ranges_equal(memory, new))
			kref_get(&memory->users);
		else
			memory = ERR_PTR(-EBUSY);
		memory_free(new);
		return memory;
	}

	list_add(&new->node, &static_memories);
	return new;
}

static void static_memory_release(struct kref *users)
{
	struct tee_static_memory *memory =
		container_of(users, struct tee_static_memory, users);

	list_del(&memory->node);
	memory_free(memory);
}

/* The last one frees it. */
void tee_static_memory_put(struct tee_static_memory *memory)
{
	guard(mutex)(&static_memories_lock);

	kref_put(&memory->users, static_memory_release);
}

/*
 * System RAM is in the linear map: any access, even a speculative one, would
 * hit the firewall.
 */
static bool is_of_linux(const struct tee_static_memory *memory)
{
	unsigned int i;

	for (i = 0; i < memory->num_ranges; i++) {
		const struct rstmem_range *range = &memory->ranges[i];

		if (region_intersects(range->start, range->size,
				      IORESOURCE_SYSTEM_RAM, IORES_DESC_NONE) ==
		    REGION_DISJOINT)
			continue;
		pr_err("no restricted memory at %pa: Linux uses it as ordinary memory; reserve it with no-map\n",
		       &range->start);
		return true;
	}
	return false;
}

/**
 * tee_static_memory_get() - the memory of a pool that is going to be registered
 * @layout:	where it is
 * @exclusive:	no other pool may have it, not even one that is unregistered
 *		and has buffers left
 *
 * Return: the memory, for tee_static_memory_put(), or ERR_PTR: -EINVAL, -ENOMEM,
 * -EBUSY (in use).
 */
struct tee_static_memory *
tee_static_memory_get(const struct tee_static_layout *layout, bool exclusive)
{
	struct tee_static_memory *memory = memory_create(layout, exclusive);

	if (!IS_ERR(memory) && is_of_linux(memory)) {
		memory_free(memory);
		return ERR_PTR(-EINVAL);
	}
	return IS_ERR(memory) ? memory : memory_share(memory);
}

size_t tee_static_memory_size(const struct tee_static_memory *memory)
{
	size_t size = 0;
	unsigned int i;

	for (i = 0; i < memory->num_ranges; i++)
		size += memory->ranges[i].size;
	return size;
}
