/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pools of restricted memory, for the backends (TEE drivers) that supply them
 *
 * A pool owns memory, and knows nothing of names and policy, which the heaps
 * own. A pool may serve several use-cases. The memory need not have struct
 * pages.
 */
#ifndef _RSTMEM_POOL_H
#define _RSTMEM_POOL_H

#include <linux/bits.h>
#include <linux/rstmem.h>
#include <linux/types.h>

struct module;
struct rstmem_pool;

/* All use-cases as a mask; RSTMEM_USE_CASE_RESERVED is not one of them. */
#define RSTMEM_ALL_USE_CASES	(BIT(RSTMEM_USE_CASE_SECURE_VIDEO_PLAY) | \
				 BIT(RSTMEM_USE_CASE_TRUSTED_UI) | \
				 BIT(RSTMEM_USE_CASE_SECURE_VIDEO_RECORD))

/**
 * struct rstmem_range - a contiguous range of restricted memory
 * @start:	physical address, page aligned
 * @size:	bytes, whole pages
 */
struct rstmem_range {
	phys_addr_t start;
	size_t size;
};

/**
 * struct rstmem_pool_ops - what a backend does for its pool
 * @alloc:	allocate @size bytes (whole pages), aligned to @align (a power
 *		of two, at least a page). 0, -ENOMEM, -EINTR (killed while it
 *		waited) or -ENODEV (the memory goes).
 * @free:	free a range, which has been unbound.
 * @bind:	make a range known to the TEE. Returns the handle that
 *		rstmem_buffer_tee_handle() hands out, or ERR_PTR.
 * @unbind:	undo @bind. When it returns, the TEE no longer uses the range.
 * @scrub_begin: optional: begin a batch: what follows until @scrub_end is a call
 *		of @scrub for each piece of memory. Fills in *@batch, which is
 *		passed to both. 0 or an error, which every piece would have.
 * @scrub_end:	end a batch; goes with @scrub_begin.
 * @scrub:	optional: let the TEE overwrite the range behind @handle. 0 or an
 *		error, after which the range goes back into quarantine.
 * @quarantine:	for backends with @scrub, called instead of @free: the range
 *		has been unbound, but not scrubbed, so @alloc must not return
 *		any of it.
 * @dequarantine: for backends with @scrub: find a range in quarantine at @from
 *		or above, no longer than the backend wants to scrub at once, and
 *		hand it out as if it had been allocated. 0 or -ENOENT.
 * @quarantined: for backends with @scrub: bytes in quarantine.
 * @largest:	optional: bytes of the longest range that @alloc could allocate if
 *		what is in quarantine were clean. Must not call the TEE.
 * @mark:	optional: let the TEE fill @size bytes at @offset of the range
 *		behind @handle, both in whole pages, with 16 bytes that it draws,
 *		again and again, and write back its caches. Fills in @pattern. 0 or
 *		an error; -EOPNOTSUPP: this TEE can't. Whether the memory is
 *		protected is found out with it (docs/firewall.md).
 * @release:	free @priv: the pool has been unregistered, and its last buffer
 *		has been released. Called once, after all other operations.
 *
 * All may sleep, and may be called concurrently. What users release is
 * quarantined. One worker for each pool takes it out, binds, scrubs, unbinds and
 * frees it, as much as there is in one batch; so @scrub_begin, @scrub and
 * @scrub_end are never called concurrently.
 *
 * Once rstmem_pool_unregister() has returned, @alloc, @bind, @scrub_begin, @scrub
 * and @dequarantine are no longer called, and @mark at most for as long as the
 * memory of a trial is held; @unbind, @free and @quarantine still are, for the
 * buffers that users hold. As those can't be scrubbed, they end in quarantine if
 * there is @scrub. There is one exception: a call that scrubs and doesn't end
 * within two seconds is not waited for. Then the worker finishes with this piece,
 * and ends its batch, at any later time, and keeps @owner until then.
 */
struct rstmem_pool_ops {
	int (*alloc)(void *priv, size_t size, size_t align,
		     struct rstmem_range *range);
	void (*free)(void *priv, const struct rstmem_range *range);
	void *(*bind)(void *priv, const struct rstmem_range *range);
	void (*unbind)(void *priv, void *handle);
	int (*scrub_begin)(void *priv, void **batch);
	int (*scrub)(void *priv, void *batch, void *handle);
	void (*scrub_end)(void *priv, void *batch);
	void (*quarantine)(void *priv, const struct rstmem_range *range);
	int (*dequarantine)(void *priv, phys_addr_t from,
			    struct rstmem_range *range);
	size_t (*quarantined)(void *priv);
	size_t (*largest)(void *priv);
	int (*mark)(void *priv, void *handle, size_t offset, size_t size,
		    u64 pattern[2]);
	void (*release)(void *priv);
};

/**
 * struct rstmem_pool_desc - a pool, as its backend describes it
 * @name:	for logs and debugfs; copied
 * @owner:	the module that @ops is in; it can't be unloaded while users
 *		hold buffers of the pool
 * @ops:	the backend's operations
 * @priv:	passed to @ops
 * @tee:	identity of the TEE that the handles belong to; only compared
 * @size:	bytes altogether
 * @use_cases:	mask of BIT(RSTMEM_USE_CASE_*). A use-case may have several
 *		pools; those for fewer use-cases are asked first, and then those
 *		that were registered first
 * @granule:	bytes, a power of two: what the firewall tells apart. @alloc is
 *		asked for this alignment, and whoever has a part of a granule has
 *		all of it. 0 means a page
 * @ranges:	where the memory is; copied. Without it, nothing notices that two
 *		pools have the same memory
 * @num_ranges:	how many
 */
struct rstmem_pool_desc {
	const char *name;
	struct module *owner;
	const struct rstmem_pool_ops *ops;
	void *priv;
	const void *tee;
	size_t size;
	u32 use_cases;
	size_t granule;
	const struct rstmem_range *ranges;
	unsigned int num_ranges;
};

/**
 * rstmem_pool_register() - register a pool, with a node for each use-case
 * @desc:	the description; copied, so it may be on the stack
 *
 * @desc->ops may be called before this returns. May sleep.
 *
 * Return: the pool, or ERR_PTR: -EINVAL, -EBUSY (a pool has some of this memory
 * already), -ENOMEM. After an error @desc->priv still belongs to the caller:
 * @release is not called.
 */
struct rstmem_pool *rstmem_pool_register(const struct rstmem_pool_desc *desc);

/**
 * rstmem_pool_unregister() - unregister a pool, at any time
 * @pool:	the pool; may be NULL
 *
 * Nodes that no other pool serves disappear, and from now on allocations from
 * the pool and attachments to its buffers fail with -ENODEV. Waits for calls of @alloc and @bind that are in progress, at most two
 * seconds for a call of @scrub, and never for users: the buffers that they hold
 * stay valid, and @release is called after the last of them has been released.
 * Called from the exit of the module @owner, this waits for @scrub for as long
 * as it takes. May sleep.
 */
void rstmem_pool_unregister(struct rstmem_pool *pool);

struct rstmem_carveout;

/**
 * rstmem_carveout_create() - create an allocator for a static pool
 * @base:	physical address, page aligned; need not have struct pages
 * @size:	bytes, whole pages
 *
 * The allocator works in pages, and never touches the memory. Its functions take
 * O(log n) for n holes, except rstmem_carveout_largest() while something is in
 * quarantine: it walks. There is a lock, so all of them except
 * rstmem_carveout_destroy() may be called concurrently. They may sleep, and call
 * no function of the caller. May sleep.
 *
 * Return: the allocator, with all memory free, which the caller owns and passes
 * to rstmem_carveout_destroy(), or ERR_PTR: -EINVAL (not whole pages, size 0,
 * or beyond the last physical address, or on 32-bit kernels beyond 2^32 granules
 * of it), -ENOMEM.
 */
struct rstmem_carveout *rstmem_carveout_create(phys_addr_t base, size_t size);

/**
 * rstmem_carveout_create_granular() - create an allocator for a coarse firewall
 * @base:	physical address, aligned to @granule
 * @size:	bytes, a multiple of @granule
 * @granule:	bytes, a power of two, at least a page
 *
 * As rstmem_carveout_create(), but no two owners have memory in the same
 * granule. A range still is as large as was asked for; the rest of its last
 * granule stays unused, and is freed and quarantined together with it.
 *
 * Return: as rstmem_carveout_create().
 */
struct rstmem_carveout *rstmem_carveout_create_granular(phys_addr_t base,
							size_t size,
							size_t granule);

/**
 * rstmem_carveout_add() - let an allocator manage more memory
 * @carveout:	the allocator
 * @base:	physical address, aligned to the granule
 * @size:	bytes, a multiple of the granule
 *
 * The memory need not touch what the allocator has; if it does, an allocation
 * may lie in both. It is free: whoever scrubs calls
 * rstmem_carveout_quarantine_unused() after this. May sleep.
 *
 * Return: 0, -EINVAL (as for rstmem_carveout_create()), -EEXIST (the allocator
 * has some of it already).
 */
int rstmem_carveout_add(struct rstmem_carveout *carveout, phys_addr_t base,
			size_t size);

/**
 * rstmem_carveout_quarantine_unused() - quarantine all free memory
 * @carveout:	the allocator
 *
 * A backend that scrubs calls this right after rstmem_carveout_create(), as it
 * cannot know what is in the memory, and whether it has been scrubbed: the
 * module may have been reloaded, or another kernel may have been running.
 * Allocated memory stays allocated. May sleep.
 */
void rstmem_carveout_quarantine_unused(struct rstmem_carveout *carveout);

/**
 * rstmem_carveout_alloc() - allocate memory, for &rstmem_pool_ops.alloc
 * @carveout:	the allocator
 * @size:	bytes, whole pages
 * @align:	bytes, a power of two, at least a page; applies to the physical
 *		address, not to the place in the carve-out. With more than a page
 *		or the granule, holes that are too short for the alignment are
 *		looked at one by one
 * @range:	filled in, except on error: the memory, which is contiguous
 *
 * The caller owns the range until rstmem_carveout_free() or
 * rstmem_carveout_quarantine(). May sleep.
 *
 * Return: 0, -EINVAL (size, alignment), -ENOMEM (no hole is large enough).
 */
int rstmem_carveout_alloc(struct rstmem_carveout *carveout, size_t size,
			  size_t align, struct rstmem_range *range);

/**
 * rstmem_carveout_take() - note that somebody else has allocated a range
 * @carveout:	the allocator
 * @range:	the range; its start is aligned to the granule, and its size is
 *		whole pages
 *
 * For backends whose memory is allocated elsewhere: then the allocator only
 * notices what can't be. The caller owns the range as if
 * rstmem_carveout_alloc() had filled it in. May sleep.
 *
 * Return: 0, -EINVAL (not aligned, or not all of it is the allocator's), -EBUSY
 * (some of it is taken or in quarantine).
 */
int rstmem_carveout_take(struct rstmem_carveout *carveout,
			 const struct rstmem_range *range);

/**
 * rstmem_carveout_free() - free memory, for &rstmem_pool_ops.free
 * @carveout:	the allocator
 * @range:	what rstmem_carveout_alloc() or rstmem_carveout_dequarantine()
 *		filled in, or a part of it in whole granules, or pages where the
 *		allocator has no other
 *
 * The memory may have another owner before this returns. If any part of the
 * range isn't allocated, nothing is freed and the kernel warns, but only once.
 * May sleep.
 */
void rstmem_carveout_free(struct rstmem_carveout *carveout,
			  const struct rstmem_range *range);

/**
 * rstmem_carveout_quarantine() - for &rstmem_pool_ops.quarantine
 * @carveout:	the allocator
 * @range:	as for rstmem_carveout_free()
 *
 * Ends the caller's ownership like rstmem_carveout_free(), but the memory can't
 * be allocated; only rstmem_carveout_dequarantine() hands it out. May sleep.
 */
void rstmem_carveout_quarantine(struct rstmem_carveout *carveout,
				const struct rstmem_range *range);

/**
 * rstmem_carveout_dequarantine() - for &rstmem_pool_ops.dequarantine
 * @carveout:	the allocator
 * @from:	physical address, aligned to the granule, to search from
 * @range:	filled in, except on error: the first quarantined range at or
 *		above @from, cut to 1 MiB, or to a granule if that is more
 *
 * The caller owns the range, as if it had allocated it. May sleep.
 *
 * Return: 0, or -ENOENT (nothing is in quarantine at or above @from).
 */
int rstmem_carveout_dequarantine(struct rstmem_carveout *carveout,
				 phys_addr_t from, struct rstmem_range *range);

/**
 * rstmem_carveout_quarantined() - for &rstmem_pool_ops.quarantined
 * @carveout:	the allocator
 *
 * May sleep.
 *
 * Return: bytes in quarantine. Where there are more than a size_t can count, as
 * much as it can, in whole granules.
 */
size_t rstmem_carveout_quarantined(struct rstmem_carveout *carveout);

/**
 * rstmem_carveout_largest() - for &rstmem_pool_ops.largest
 * @carveout:	the allocator
 *
 * Return: bytes of the longest range that is not taken, or as many as a size_t
 * can count, in whole granules. It need not be scrubbed.
 */
size_t rstmem_carveout_largest(struct rstmem_carveout *carveout);

/**
 * rstmem_carveout_destroy() - free the allocator
 * @carveout:	the allocator, which must not be in use any more
 *
 * Does not check whether memory is still allocated, and forgets what is in
 * quarantine: the next allocator of the memory has to begin with
 * rstmem_carveout_quarantine_unused(). May sleep.
 */
void rstmem_carveout_destroy(struct rstmem_carveout *carveout);

#endif /* _RSTMEM_POOL_H */
