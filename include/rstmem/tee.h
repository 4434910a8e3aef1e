/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What this tee.ko offers TEE clients in the kernel beyond <linux/tee_drv.h>
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
 * @pages:	the pages, in order; copied, so the array may go afterwards. The
 *		pages themselves must stay until tee_shm_free_kernel() returned.
 * @num_pages:	how many
 * @offset:	where the memory begins in the first page, in bytes
 * @length:	bytes; @offset + @length must lie in the pages
 *
 * Where the pages came from (page allocator, shmem, vmalloc) does not matter
 * and is never asked. Not reference counted: one registration, one
 * tee_shm_free_kernel(). May sleep.
 *
 * Return: the shared memory, or ERR_PTR: -EINVAL, -ENOMEM, -ENODEV, -EOPNOTSUPP
 * (the TEE takes no dynamic shared memory).
 */
struct tee_shm *tee_shm_register_kernel_pages(struct tee_context *ctx,
					      struct page **pages,
					      size_t num_pages, size_t offset,
					      size_t length);

/**
 * tee_shm_free_kernel() - take pages back from the TEE
 * @shm:	from tee_shm_register_kernel_pages(); may be NULL
 *
 * When this returns, the secure world is done with the pages. Where it refuses,
 * or can't be asked any more, the log says so, and the pages are kept from being
 * used again, as far as they are not part of a slab or of a larger piece.
 */
void tee_shm_free_kernel(struct tee_shm *shm);

/**
 * tee_shm_get_from_dmabuf() - the shared memory behind a restricted dma-buf
 * @ctx:	the client's context
 * @dmabuf:	a dma-buf
 *
 * Looks the buffer's handle up; maps nothing, tells the TEE nothing. The
 * result may be used in memory references for as long as the caller holds
 * a reference on @dmabuf; it must not be freed or put.
 *
 * Return: the shared memory, or ERR_PTR: -EINVAL (not restricted, or of
 * another TEE), -ENODEV.
 */
struct tee_shm *tee_shm_get_from_dmabuf(struct tee_context *ctx,
					struct dma_buf *dmabuf);

/**
 * tee_rstmem_static_pool_register() - hand a TEE's static pool to the heaps
 * @ctx:	a context on the TEE that owns the memory; only used in the call
 * @base:	physical address of the carve-out, page aligned
 * @size:	bytes, whole pages
 * @use_cases:	mask of BIT(RSTMEM_USE_CASE_*)
 *
 * The memory is never mapped, and need not be in DRAM. Undo with
 * rstmem_pool_unregister().
 *
 * Return: the pool, or ERR_PTR as rstmem_pool_register() gives it; -EINVAL also
 * where Linux has a part of the memory as its own (it must be reserved, no-map).
 */
struct rstmem_pool *tee_rstmem_static_pool_register(struct tee_context *ctx,
						    phys_addr_t base,
						    size_t size, u32 use_cases);

#endif /* _RSTMEM_TEE_H */
