/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What this tee.ko offers TEE clients in the kernel, beyond <linux/tee_drv.h>
 */
#ifndef _RSTMEM_TEE_H
#define _RSTMEM_TEE_H

#include <linux/tee_drv.h>
#include <linux/types.h>
#include <linux/uuid.h>

struct device;
struct dma_buf;
struct module;
struct page;
struct rstmem_pool;
struct rstmem_range;

/**
 * tee_shm_register_kernel_pages() - share an array of pages with the TEE
 * @ctx:	the client's context
 * @pages:	the pages, in order. The array is copied and may be freed at
 *		once; the pages must stay until tee_shm_free_kernel() returns
 * @num_pages:	number of pages
 * @offset:	where the memory begins in the first page, in bytes
 * @length:	bytes; @offset + @length must not exceed the pages
 *
 * The pages may come from anywhere (page allocator, shmem, vmalloc). There is
 * no reference count: each registration needs one tee_shm_free_kernel(). May
 * sleep.
 *
 * Return: the shared memory, or ERR_PTR: -EINVAL, -ENOMEM, -ENODEV, -EOPNOTSUPP
 * (the TEE does not support dynamic shared memory).
 */
struct tee_shm *tee_shm_register_kernel_pages(struct tee_context *ctx,
					      struct page **pages,
					      size_t num_pages, size_t offset,
					      size_t length);

/**
 * tee_shm_free_kernel() - take pages back from the TEE
 * @shm:	from tee_shm_register_kernel_pages(); may be NULL
 *
 * When this returns, the secure world no longer uses the pages. If it refuses
 * to release them, or can't be called any more, the kernel log says so, and
 * tee.ko keeps the pages from being used again, except those that are part of a
 * slab or of a larger allocation; a TEE core of the kernel's own does not
 * (docs/addon.md). May sleep.
 */
void tee_shm_free_kernel(struct tee_shm *shm);

/**
 * tee_shm_get_from_dmabuf() - get the shared memory behind a restricted dma-buf
 * @ctx:	the client's context
 * @dmabuf:	any dma-buf
 *
 * Looks up the buffer's handle, without mapping anything or calling the TEE.
 * The shared memory may be used in memory references for as long as the caller
 * holds a reference to @dmabuf, and until tee_shm_put_from_dmabuf(); it must not
 * be freed. May sleep.
 *
 * Return: the shared memory, or ERR_PTR: -EINVAL (not restricted, or of
 * another TEE), -ENODEV (the pool has been unregistered); of the kernel's own
 * heaps also -ENOMEM, -EMFILE and -ENOSPC (no room for another handle), and
 * -EOPNOTSUPP (memory that was lent to the TEE).
 */
struct tee_shm *tee_shm_get_from_dmabuf(struct tee_context *ctx,
					struct dma_buf *dmabuf);

/**
 * tee_shm_put_from_dmabuf() - give back what tee_shm_get_from_dmabuf() returned
 * @shm:	the shared memory, once for each call that returned it; may be NULL
 *
 * For drivers that are to work on the kernel's own heaps, too (docs/addon.md),
 * where a buffer is not released before that. With rstmem's heaps the handle goes
 * with the buffer, and nothing happens here. May sleep.
 */
void tee_shm_put_from_dmabuf(struct tee_shm *shm);

/**
 * tee_rstmem_driver_get() - find the platform device whose driver made a TEE
 * @ctx:	a context of the TEE
 *
 * For who brings memory, and has to leave before the TEE's driver does: a
 * device link to this device sees to that. The TEE's own device need not have it
 * as its parent. May sleep.
 *
 * Return: the device, with a reference for put_device(), or NULL: the driver is
 * not on the platform bus, or is going.
 */
struct device *tee_rstmem_driver_get(struct tee_context *ctx);

/**
 * enum tee_rstmem_scrub_kind - who scrubs a pool's memory between owners
 * @TEE_RSTMEM_SCRUB_DEFAULT:	 the application that comes with tee.ko, or nobody
 *				 if tee.ko was loaded with scrub=0
 * @TEE_RSTMEM_SCRUB_NONE:	 nobody: the TEE, or the hardware, does it unasked
 * @TEE_RSTMEM_SCRUB_APPLICATION: a trusted application
 * @TEE_RSTMEM_SCRUB_CALLBACK:	 a function of the pool's driver
 */
enum tee_rstmem_scrub_kind {
	TEE_RSTMEM_SCRUB_DEFAULT,
	TEE_RSTMEM_SCRUB_NONE,
	TEE_RSTMEM_SCRUB_APPLICATION,
	TEE_RSTMEM_SCRUB_CALLBACK,
};

/**
 * struct tee_rstmem_scrub - how a pool's memory is scrubbed between owners
 * @kind:	which of the following counts
 * @application: its UUID; it is called as tee/restricted/ta/scrub.h says
 * @clear:	overwrites @size bytes, whole pages, at @start; 0 or an error,
 *		after which the memory is not handed out. May sleep, and is never
 *		called concurrently
 * @priv:	passed to @clear
 * @owner:	the module that @clear is in; held while memory is scrubbed
 */
struct tee_rstmem_scrub {
	enum tee_rstmem_scrub_kind kind;
	uuid_t application;
	int (*clear)(void *priv, phys_addr_t start, size_t size);
	void *priv;
	struct module *owner;
};

/**
 * tee_rstmem_static_pool_register() - register a TEE's static pool
 * @ctx:	a context of the TEE that owns the memory; only used in the call
 * @base:	physical address of the carve-out, a multiple of 4 KiB
 * @size:	bytes, a multiple of 4 KiB
 * @use_cases:	mask of BIT(RSTMEM_USE_CASE_*)
 * @scrub:	how the memory is scrubbed; copied. NULL means the default
 *
 * The pool is registered with the heaps, by rstmem_pool_register(). Its memory
 * is never mapped, and need not be DRAM. What is less than a page at either end,
 * on a kernel with larger pages, is left out. Undo this with
 * rstmem_pool_unregister(). May sleep.
 *
 * Return: the pool, or ERR_PTR as rstmem_pool_register() returns it; -EINVAL
 * also if any part of the memory is Linux's own (it must be reserved, no-map), or
 * if @scrub makes no sense.
 */
struct rstmem_pool *tee_rstmem_static_pool_register(struct tee_context *ctx,
						    phys_addr_t base,
						    size_t size, u32 use_cases,
						    const struct tee_rstmem_scrub *scrub);

/**
 * tee_rstmem_static_ranges_register() - the same for several carve-outs
 * @ctx:	a context of the TEE that owns the memory; only used in the call
 * @ranges:	the carve-outs, in multiples of 4 KiB; copied
 * @num_ranges:	how many, at least one
 * @granule:	bytes, a power of two: what the firewall tells apart. Whoever has
 *		a part of a granule has all of it. 0 means a page
 * @use_cases:	mask of BIT(RSTMEM_USE_CASE_*)
 * @scrub:	how the memory is scrubbed; copied. NULL means the default
 *
 * They make one pool. A buffer lies in one of them, or in several that touch.
 * What is less than a granule at either end of one is left out.
 *
 * Return: as tee_rstmem_static_pool_register().
 */
struct rstmem_pool *
tee_rstmem_static_ranges_register(struct tee_context *ctx,
				  const struct rstmem_range *ranges,
				  unsigned int num_ranges, size_t granule,
				  u32 use_cases,
				  const struct tee_rstmem_scrub *scrub);

/**
 * struct tee_rstmem_pool_ops - what a driver does for memory that it brings
 * @alloc:	optional: allocate @size bytes, protected, in the pool's ranges,
 *		aligned to @align, which is a power of two. @size is whole
 *		granules, and *@range must have exactly that. 0 or an error;
 *		-ENOMEM means that there is no more until some is freed
 * @free:	goes with @alloc: the range, as @alloc filled it in, has been
 *		scrubbed and nobody uses it
 * @protect:	optional: from now on the range is used; 0 or an error, as of
 *		@alloc. Without @alloc rstmem chooses the range. It may be
 *		protected already, if an earlier pool could not have it scrubbed
 * @unprotect:	goes with @protect: the same range has been scrubbed and nobody
 *		uses it. After an error it is not used again before the pool has
 *		been released
 * @release:	optional: the pool has been unregistered, and its last buffer has
 *		been released; frees @priv. @clean says that all of its memory
 *		has been scrubbed and given back: if not, what is protected must
 *		stay so. Called once, after all others
 *
 * All may sleep, and may be called concurrently, also for buffers that users
 * hold when the pool has been unregistered. None may register or unregister a
 * pool. For a range, they are called in this order: @alloc, @protect,
 * @unprotect, @free.
 *
 * The TEE and users believe what they are told of a range, so what @alloc fills
 * in is checked: if it isn't what was asked for, is outside the pool's ranges, or
 * is in use already, the allocation fails with -EIO, one line in the log says why,
 * and the range is neither used nor passed to @free. A result that is no error
 * code is taken for -EIO.
 */
struct tee_rstmem_pool_ops {
	int (*alloc)(void *priv, size_t size, size_t align,
		     struct rstmem_range *range);
	void (*free)(void *priv, const struct rstmem_range *range);
	int (*protect)(void *priv, const struct rstmem_range *range);
	int (*unprotect)(void *priv, const struct rstmem_range *range);
	void (*release)(void *priv, bool clean);
};

/**
 * struct tee_rstmem_pool_desc - memory that a driver brings
 * @name:	for logs and the books; copied
 * @ops:	what the driver does for it
 * @priv:	passed to @ops
 * @ranges:	where the memory is, in multiples of 4 KiB; copied
 * @num_ranges:	how many, at least one
 * @granule:	bytes, a power of two: what the firewall tells apart. Whoever has
 *		a part of a granule has all of it. 0 means a page. What is less
 *		than a granule at either end of a range is left out
 * @use_cases:	mask of BIT(RSTMEM_USE_CASE_*)
 * @scrub:	how the memory is scrubbed between owners; copied. NULL means the
 *		default. Without @alloc, what is in the memory at first is
 *		scrubbed, too, before anybody gets it, and before @protect
 */
struct tee_rstmem_pool_desc {
	const char *name;
	const struct tee_rstmem_pool_ops *ops;
	void *priv;
	const struct rstmem_range *ranges;
	unsigned int num_ranges;
	size_t granule;
	u32 use_cases;
	const struct tee_rstmem_scrub *scrub;
};

/**
 * tee_rstmem_pool_register() - register memory that a driver brings
 * @ctx:	a context of the TEE that knows the buffers by their address; only
 *		used in the call
 * @desc:	the description; may be on the stack
 *
 * For memory whose driver allocates it, or has each buffer protected, by calls of
 * its own. Buffers get handles of the TEE like those of a static pool. Undo this
 * with rstmem_pool_unregister(), at any time, and before the TEE's driver goes:
 * buffers stay valid, their memory is not scrubbed any more, is never passed to
 * @unprotect or @free, and @release is told so.
 *
 * The module that calls this can't be unloaded while users hold buffers. If it is
 * unloaded without having unregistered its pool, that is done for it, and the log
 * says so. @desc->ops may be called before this returns. May sleep.
 *
 * Return: the pool, or ERR_PTR: -EINVAL (@desc makes no sense, or part of the
 * memory is Linux's own: it must be reserved, no-map), -EBUSY (a pool has some of
 * the memory, or a buffer that has outlived its pool), -ENOMEM. After an error
 * @desc->priv still belongs to the caller.
 */
#define tee_rstmem_pool_register(ctx, desc) \
	__tee_rstmem_pool_register(ctx, desc, THIS_MODULE)

struct rstmem_pool *
__tee_rstmem_pool_register(struct tee_context *ctx,
			   const struct tee_rstmem_pool_desc *desc,
			   struct module *owner);

#endif /* _RSTMEM_TEE_H */
