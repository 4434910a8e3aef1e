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
 *		of two, at least a page). 0 or -ENOMEM.
 * @free:	free a range, which has been unbound.
 * @bind:	make a range known to the TEE. Returns the handle that
 *		rstmem_buffer_tee_handle() hands out, or ERR_PTR.
 * @unbind:	undo @bind. When it returns, the TEE no longer uses the range.
 * @scrub:	optional: let the TEE overwrite the range behind @handle. Called
 *		before the range is freed. 0 or an error, after which the range
 *		is quarantined.
 * @quarantine:	for backends with @scrub, called instead of @free: the range
 *		has been unbound, but not scrubbed, so @alloc must not return
 *		any of it. Without this operation such ranges are never freed.
 * @dequarantine: optional: find a range in quarantine at @from or above, no
 *		longer than the backend wants to scrub at once, and hand it out
 *		as if it had been allocated. 0 or -ENOENT. The heaps call this
 *		when memory runs out, and bind, scrub and free the range.
 * @quarantined: optional: bytes in quarantine.
 * @release:	free @priv: the pool has been unregistered, and its last buffer
 *		has been released. Called once, after all other operations.
 *
 * All may sleep, and may be called concurrently. Once rstmem_pool_unregister()
 * has returned, @alloc, @bind, @scrub and @dequarantine are no longer called;
 * @unbind, @free and @quarantine still are, for the buffers that users hold. As
 * those buffers cannot be scrubbed, they end in quarantine if there is @scrub.
 */
struct rstmem_pool_ops {
	int (*alloc)(void *priv, size_t size, size_t align,
		     struct rstmem_range *range);
	void (*free)(void *priv, const struct rstmem_range *range);
	void *(*bind)(void *priv, const struct rstmem_range *range);
	void (*unbind)(void *priv, void *handle);
	int (*scrub)(void *priv, void *handle);
	void (*quarantine)(void *priv, const struct rstmem_range *range);
	int (*dequarantine)(void *priv, phys_addr_t from,
			    struct rstmem_range *range);
	size_t (*quarantined)(void *priv);
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
 * @use_cases:	mask of BIT(RSTMEM_USE_CASE_*); a use-case can have one pool
 */
struct rstmem_pool_desc {
	const char *name;
	struct module *owner;
	const struct rstmem_pool_ops *ops;
	void *priv;
	const void *tee;
	size_t size;
	u32 use_cases;
};

/**
 * rstmem_pool_register() - register a pool and create its use-cases' nodes
 * @desc:	the description; copied, so it may be on the stack
 *
 * @desc->ops may be called before this returns. May sleep.
 *
 * Return: the pool, or ERR_PTR: -EINVAL, -EBUSY (a use-case has a pool
 * already), -ENOMEM. After an error @desc->priv still belongs to the caller:
 * @release is not called.
 */
struct rstmem_pool *rstmem_pool_register(const struct rstmem_pool_desc *desc);

/**
 * rstmem_pool_unregister() - unregister a pool, at any time
 * @pool:	the pool; may be NULL
 *
 * The nodes disappear, and from now on allocations and attachments fail with
 * -ENODEV. Waits for calls of @alloc, @bind and @scrub that are in progress,
 * but never for users: the buffers that they hold stay valid, and @release is
 * called after the last of them has been released. May sleep.
 */
void rstmem_pool_unregister(struct rstmem_pool *pool);

struct rstmem_carveout;

/**
 * rstmem_carveout_create() - create an allocator for a static pool
 * @base:	physical address, page aligned; need not have struct pages
 * @size:	bytes, whole pages
 *
 * The allocator works in pages, and never touches the memory. It has a lock of
 * its own, so all its functions except rstmem_carveout_destroy() may be called
 * concurrently. They may sleep, and call no function of the caller. May sleep.
 *
 * Return: the allocator, with all memory free, which the caller owns and passes
 * to rstmem_carveout_destroy(), or ERR_PTR: -EINVAL (not whole pages, size 0,
 * or beyond the last physical address), -ENOMEM.
 */
struct rstmem_carveout *rstmem_carveout_create(phys_addr_t base, size_t size);

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
 *		address, not to the place in the carve-out
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
 * rstmem_carveout_free() - free memory, for &rstmem_pool_ops.free
 * @carveout:	the allocator
 * @range:	what rstmem_carveout_alloc() or rstmem_carveout_dequarantine()
 *		filled in, or a part of it in whole pages
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
 * @from:	physical address, page aligned, to search from
 * @range:	filled in, except on error: the first quarantined range at or
 *		above @from, cut to 1 MiB
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
 * Return: bytes in quarantine.
 */
size_t rstmem_carveout_quarantined(struct rstmem_carveout *carveout);

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
