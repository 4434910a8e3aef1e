/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What this tee.ko offers TEE clients in the kernel, beyond <linux/tee_drv.h>
 */
#ifndef _RSTMEM_TEE_H
#define _RSTMEM_TEE_H

#include <linux/tee_drv.h>
#include <linux/types.h>

struct dma_buf;
struct page;
struct rstmem_pool;

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
 * slab or of a larger allocation. May sleep.
 */
void tee_shm_free_kernel(struct tee_shm *shm);

/**
 * tee_shm_get_from_dmabuf() - get the shared memory behind a restricted dma-buf
 * @ctx:	the client's context
 * @dmabuf:	any dma-buf
 *
 * Looks up the buffer's handle, without mapping anything or calling the TEE.
 * The shared memory may be used in memory references for as long as the caller
 * holds a reference to @dmabuf; it must not be freed or put.
 *
 * Return: the shared memory, or ERR_PTR: -EINVAL (not restricted, or of
 * another TEE), -ENODEV (the pool has been unregistered).
 */
struct tee_shm *tee_shm_get_from_dmabuf(struct tee_context *ctx,
					struct dma_buf *dmabuf);

/**
 * tee_rstmem_static_pool_register() - register a TEE's static pool
 * @ctx:	a context of the TEE that owns the memory; only used in the call
 * @base:	physical address of the carve-out, page aligned
 * @size:	bytes, whole pages
 * @use_cases:	mask of BIT(RSTMEM_USE_CASE_*)
 *
 * The pool is registered with the heaps, by rstmem_pool_register(). Its memory
 * is never mapped, and need not be DRAM. Undo this with
 * rstmem_pool_unregister(). May sleep.
 *
 * Return: the pool, or ERR_PTR as rstmem_pool_register() returns it; -EINVAL
 * also if any part of the memory is Linux's own (it must be reserved, no-map).
 */
struct rstmem_pool *tee_rstmem_static_pool_register(struct tee_context *ctx,
						    phys_addr_t base,
						    size_t size, u32 use_cases);

#endif /* _RSTMEM_TEE_H */
