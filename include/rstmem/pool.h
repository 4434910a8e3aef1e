/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pools of restricted memory, for backends (a TEE driver) that supply them
 *
 * A pool owns memory and knows nothing of names or policy; heaps own those.
 * A pool may serve several use-cases. The memory need not have struct pages.
 */
#ifndef _RSTMEM_POOL_H
#define _RSTMEM_POOL_H

#include <linux/bits.h>
#include <linux/rstmem.h>
#include <linux/types.h>

struct module;
struct rstmem_pool;

/* A mask of every use-case there is; RSTMEM_USE_CASE_RESERVED is not one. */
#define RSTMEM_ALL_USE_CASES	(BIT(RSTMEM_USE_CASE_SECURE_VIDEO_PLAY) | \
				 BIT(RSTMEM_USE_CASE_TRUSTED_UI) | \
				 BIT(RSTMEM_USE_CASE_SECURE_VIDEO_RECORD))

/**
 * struct rstmem_range - a stretch of restricted memory
 * @start:	physical address, page aligned
 * @size:	bytes, whole pages
 */
struct rstmem_range {
	phys_addr_t start;
	size_t size;
};

/**
 * struct rstmem_pool_ops - what a backend does for its pool
 * @alloc:	find @size bytes (whole pages) aligned to @align (a power of
 *		two, at least a page). 0 or -ENOMEM.
 * @free:	give a range back. The range has been unbound.
 * @bind:	make a range known to the TEE; returns the handle that
 *		rstmem_buffer_tee_handle() hands out, or ERR_PTR.
 * @unbind:	undo @bind. When it returns, the TEE no longer uses the range.
 * @scrub:	optional: let the TEE overwrite the range behind @handle. Called
 *		before the range reaches its next owner
 * @quarantine:	wanted with @scrub, instead of @free: the range has been
 *		unbound, but not scrubbed. It may reach nobody. Without this
 *		operation the range is lost, as it is never freed
 * @dequarantine: find a range in quarantine, at @from or above, as long as the
 *		backend likes to have it scrubbed at once, and hand it back as
 *		though it had been allocated. 0 or -ENOENT. The heaps call this
 *		when memory runs out, to bind, scrub and free the range
 * @quarantined: bytes in quarantine
 * @release:	the pool was unregistered and its last buffer is gone: free
 *		@priv. Called once, and nothing after it.
 *
 * All may sleep and may be called concurrently. @alloc, @bind, @scrub and
 * @dequarantine are not called any more once rstmem_pool_unregister() has
 * returned; @unbind, @free and @quarantine still are, for the buffers that users
 * hold. As such buffers cannot be scrubbed, they end in quarantine.
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
 * @owner:	module that holds @ops, kept while buffers are held
 * @ops:	see above
 * @priv:	handed to @ops
 * @tee:	identity of the TEE the handles belong to; opaque, only compared
 * @size:	bytes in all
 * @use_cases:	mask of BIT(RSTMEM_USE_CASE_*); one pool a use-case
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
 * rstmem_pool_register() - bring a pool, and the nodes of its use-cases
 * @desc:	description; the structure itself may be on the stack
 *
 * Return: the pool, or ERR_PTR: -EINVAL, -EBUSY (a use-case has a pool
 * already), -ENOMEM. After an error @desc->priv still belongs to the caller.
 */
struct rstmem_pool *rstmem_pool_register(const struct rstmem_pool_desc *desc);

/**
 * rstmem_pool_unregister() - take a pool away, at any time
 * @pool:	the pool; may be NULL
 *
 * The nodes disappear, allocations and attachments fail with -ENODEV from now
 * on. Never waits for users: buffers they hold stay valid, and @release comes
 * after the last of them.
 */
void rstmem_pool_unregister(struct rstmem_pool *pool);

struct rstmem_carveout;

/**
 * rstmem_carveout_create() - page-granular range manager for a static pool
 * @base:	physical address, page aligned; need not have struct pages
 * @size:	bytes, whole pages
 *
 * The manager never touches the memory. It has a lock of its own, so that its
 * functions, rstmem_carveout_destroy() apart, may be called concurrently; they
 * may sleep, and call nobody back. May sleep.
 *
 * Return: the manager, with all memory free, which the caller owns and gives to
 * rstmem_carveout_destroy(), or ERR_PTR: -EINVAL (not whole pages, nothing, or
 * beyond the last physical address), -ENOMEM.
 */
struct rstmem_carveout *rstmem_carveout_create(phys_addr_t base, size_t size);

/**
 * rstmem_carveout_quarantine_unused() - quarantine what is free
 * @carveout:	the manager
 *
 * A backend that scrubs calls this right after rstmem_carveout_create(): what
 * was in the memory before, and whether that was scrubbed, nobody knows any
 * more (a module was reloaded, another kernel was running). What is taken stays
 * so. May sleep.
 */
void rstmem_carveout_quarantine_unused(struct rstmem_carveout *carveout);

/**
 * rstmem_carveout_alloc() - find memory, for &rstmem_pool_ops.alloc
 * @carveout:	the manager
 * @size:	bytes, whole pages
 * @align:	bytes, a power of two, at least a page; the physical address is
 *		aligned, not the place in the carve-out
 * @range:	filled in, except on error: the memory, in one piece
 *
 * The caller has the range until rstmem_carveout_free() or
 * rstmem_carveout_quarantine(). May sleep.
 *
 * Return: 0, -EINVAL (size, alignment), -ENOMEM (no hole is large enough).
 */
int rstmem_carveout_alloc(struct rstmem_carveout *carveout, size_t size,
			  size_t align, struct rstmem_range *range);

/**
 * rstmem_carveout_free() - give memory back, for &rstmem_pool_ops.free
 * @carveout:	the manager
 * @range:	what rstmem_carveout_alloc() or rstmem_carveout_dequarantine()
 *		filled in, or a part of it in whole pages
 *
 * The memory may reach another owner before this returns. Of a range that
 * nobody has, all or in part, nothing is freed, and the kernel warns once. May
 * sleep.
 */
void rstmem_carveout_free(struct rstmem_carveout *carveout,
			  const struct rstmem_range *range);

/**
 * rstmem_carveout_quarantine() - for &rstmem_pool_ops.quarantine
 * @carveout:	the manager
 * @range:	as for rstmem_carveout_free()
 *
 * Ends the caller's ownership like rstmem_carveout_free(), but the memory is
 * nobody's until rstmem_carveout_dequarantine() finds it. May sleep.
 */
void rstmem_carveout_quarantine(struct rstmem_carveout *carveout,
				const struct rstmem_range *range);

/**
 * rstmem_carveout_dequarantine() - for &rstmem_pool_ops.dequarantine
 * @carveout:	the manager
 * @from:	physical address, page aligned; what is below is passed over
 * @range:	filled in, except on error: the first stretch of quarantined
 *		memory from there on, 1 MiB of it at most
 *
 * The caller has the range then, as though it had allocated it. May sleep.
 *
 * Return: 0, or -ENOENT (nothing from @from on is in quarantine).
 */
int rstmem_carveout_dequarantine(struct rstmem_carveout *carveout,
				 phys_addr_t from, struct rstmem_range *range);

/**
 * rstmem_carveout_quarantined() - for &rstmem_pool_ops.quarantined
 * @carveout:	the manager
 *
 * May sleep.
 *
 * Return: bytes in quarantine.
 */
size_t rstmem_carveout_quarantined(struct rstmem_carveout *carveout);

/**
 * rstmem_carveout_destroy() - the manager goes
 * @carveout:	the manager, that nobody else uses any more
 *
 * Does not check whether memory is still allocated, and forgets what is in
 * quarantine: the next manager of the memory must begin with
 * rstmem_carveout_quarantine_unused(). May sleep.
 */
void rstmem_carveout_destroy(struct rstmem_carveout *carveout);

#endif /* _RSTMEM_POOL_H */
