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
 * for the use-case), -ENOMEM (pool or limit exhausted).
 */
struct dma_buf *rstmem_buffer_alloc(u32 use_case, size_t size,
				    unsigned int fd_flags);

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
