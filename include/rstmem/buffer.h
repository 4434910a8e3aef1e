/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Restricted buffers, for drivers that use them (V4L2, DRM, TEE clients)
 *
 * None of these functions ever gives a CPU address: there is none.
 */
#ifndef _RSTMEM_BUFFER_H
#define _RSTMEM_BUFFER_H

#include <linux/types.h>

struct device;
struct dma_buf;
struct rstmem_importer;

/**
 * rstmem_buffer_alloc() - allocate a restricted buffer
 * @use_case:	one of RSTMEM_USE_CASE_*, not RESERVED
 * @size:	bytes, rounded up to pages
 * @fd_flags:	O_CLOEXEC, O_RDWR and so on, as dma_buf_export() takes them
 *
 * The caller owns the reference that is returned, and drops it with
 * dma_buf_put(), or hands it to dma_buf_fd(). May sleep.
 *
 * Return: the dma-buf, or ERR_PTR: -EINVAL (size, use-case), -ENODEV (no pool
 * for the use-case), -ENOMEM (pool or limit exhausted), -EINTR (the task was
 * killed while the TEE cleared memory for it).
 */
struct dma_buf *rstmem_buffer_alloc(u32 use_case, size_t size,
				    unsigned int fd_flags);

/**
 * rstmem_buffer_alloc_of() - allocate a buffer that a certain TEE restricts
 * @tee:	identity of the TEE, see &struct rstmem_pool_desc.tee; NULL for any
 * @use_case:	as for rstmem_buffer_alloc(), like all that follows
 * @size:	bytes
 * @fd_flags:	flags of the file
 *
 * Where the pool is changed just now, the buffer may be another TEE's all the
 * same, which rstmem_buffer_tee_handle() tells.
 *
 * Return: as rstmem_buffer_alloc(); -ENODEV also where the pool is another TEE's.
 */
struct dma_buf *rstmem_buffer_alloc_of(const void *tee, u32 use_case,
				       size_t size, unsigned int fd_flags);

/**
 * rstmem_buffer_use_case() - ask whether a dma-buf is restricted
 * @dmabuf:	any dma-buf, of any exporter
 *
 * Return: RSTMEM_USE_CASE_* (above 0), or -EINVAL where the buffer is not
 * one of rstmem's.
 */
int rstmem_buffer_use_case(struct dma_buf *dmabuf);

/**
 * rstmem_buffer_tee_handle() - what the TEE knows the buffer by
 * @dmabuf:	any dma-buf
 * @tee:	identity of the TEE, see &struct rstmem_pool_desc.tee
 *
 * The handle is set at allocation, so this looks it up and maps nothing. It
 * lives as long as the dma-buf: the caller must hold a reference on @dmabuf
 * while it uses the handle.
 *
 * Return: the handle, or ERR_PTR: -EINVAL (not restricted, or of another TEE),
 * -ENODEV (the pool has been unregistered).
 */
void *rstmem_buffer_tee_handle(struct dma_buf *dmabuf, const void *tee);

/**
 * rstmem_buffer_admits() - ask whether a device may use a buffer, now
 * @dmabuf:	any dma-buf, of any exporter
 * @dev:	the device
 *
 * The same question that dma_buf_attach() asks, with the same counting and
 * tracing of refusals. Does not sleep.
 *
 * Return: 0, -EINVAL (not restricted), -EACCES (the policy), -ENODEV (the pool
 * has been unregistered).
 */
int rstmem_buffer_admits(struct dma_buf *dmabuf, struct device *dev);

/**
 * rstmem_importer_create() - for a device that uses the same buffers repeatedly
 * @dev:	the device, that a driver is bound to
 *
 * An importer registers buffers instead of attaching to them. What it
 * registered it knows until the buffer is released, without holding the
 * buffer, so that a driver may keep nothing and still not begin anew each time.
 * Registrations are in the books like attachments.
 *
 * Return: the importer, or NULL where there is no memory.
 */
struct rstmem_importer *rstmem_importer_create(struct device *dev);

/**
 * rstmem_importer_destroy() - forget all that is registered
 * @importer:	the importer, that nobody else uses any more; may be NULL
 *
 * DMA addresses are void when it returns. Never waits for users of buffers.
 */
void rstmem_importer_destroy(struct rstmem_importer *importer);

/**
 * rstmem_importer_register() - register a buffer, or see that it is known
 * @importer:	the importer
 * @dmabuf:	any dma-buf, that the caller holds a reference on
 *
 * Policy and pool are asked each time, as rstmem_buffer_admits() does. May
 * sleep.
 *
 * Return: 0 (known from before), 1 (registered now), what
 * rstmem_buffer_admits() returns, or -ENOMEM.
 */
int rstmem_importer_register(struct rstmem_importer *importer,
			     struct dma_buf *dmabuf);

/**
 * rstmem_importer_dma_addr() - where the device finds a registered buffer
 * @importer:	the importer
 * @dmabuf:	the dma-buf, that the caller holds a reference on
 * @address:	filled in: the whole buffer lies there in one piece
 *
 * Mapped when it is asked for first, in both directions, without a page and
 * never with a bounce buffer; valid until the buffer is released or the importer
 * destroyed. May sleep.
 *
 * Return: 0, what rstmem_buffer_admits() returns, -EINVAL (not registered),
 * -EIO (the device cannot reach the memory), -ENOMEM.
 */
int rstmem_importer_dma_addr(struct rstmem_importer *importer,
			     struct dma_buf *dmabuf, dma_addr_t *address);

/**
 * rstmem_policy_allow() - let a device attach to restricted buffers
 * @dev:	the device, registered, which then may dma_buf_attach()
 * @use_cases:	mask of BIT(RSTMEM_USE_CASE_*)
 *
 * Attaching, and mapping what is attached, is denied (-EACCES, counted, traced)
 * unless the driver of the device has called this, or the administrator allows
 * it; and where the administrator denies it, this does not help. A second call
 * replaces the mask. It ends with rstmem_policy_revoke(), or when the driver is
 * unbound or @dev goes. A device on no bus is seen to be unbound by nobody: its
 * driver must revoke, or leaks @dev. May sleep.
 *
 * Return: 0, -EINVAL (unknown bits), -ENODEV (@dev is not registered), -ENOMEM.
 */
int rstmem_policy_allow(struct device *dev, u32 use_cases);

/**
 * rstmem_policy_revoke() - take back what rstmem_policy_allow() gave
 * @dev:	the device; nothing happens where it was never allowed
 */
void rstmem_policy_revoke(struct device *dev);

#endif /* _RSTMEM_BUFFER_H */
