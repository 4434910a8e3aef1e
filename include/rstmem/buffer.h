/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Restricted buffers, for drivers that use them (V4L2, DRM, TEE clients)
 *
 * None of these functions returns a CPU address: restricted memory has none.
 */
#ifndef _RSTMEM_BUFFER_H
#define _RSTMEM_BUFFER_H

#include <linux/types.h>

struct dentry;
struct device;
struct dma_buf;
struct rstmem_importer;

/**
 * rstmem_buffer_alloc() - allocate a restricted buffer
 * @use_case:	one of RSTMEM_USE_CASE_*, not RESERVED
 * @size:	bytes, rounded up to pages
 * @fd_flags:	O_CLOEXEC, O_RDWR and so on, as dma_buf_export() takes them
 *
 * The caller owns the returned reference, and drops it with dma_buf_put() or
 * hands it to dma_buf_fd(). May sleep.
 *
 * Return: the dma-buf, or ERR_PTR: -EINVAL (size, use-case), -ENODEV (no pool
 * for the use-case), -ENOMEM (pool or limit exhausted), -EINTR (the task was
 * killed while the TEE scrubbed memory for it), -EAGAIN (the machine falls
 * asleep or wakes up, the pool is on trial, or has to be proven anew after that
 * with require_firewall=1, and the machine would wait for the caller meanwhile:
 * for kernel threads and PM callbacks).
 */
struct dma_buf *rstmem_buffer_alloc(u32 use_case, size_t size,
				    unsigned int fd_flags);

/**
 * rstmem_buffer_alloc_of() - allocate a buffer from the pool of a certain TEE
 * @tee:	identity of the TEE, see &struct rstmem_pool_desc.tee; NULL if
 *		any TEE will do
 * @use_case:	as for rstmem_buffer_alloc()
 * @size:	as for rstmem_buffer_alloc()
 * @fd_flags:	as for rstmem_buffer_alloc()
 *
 * If the pool is replaced at the same time, the buffer may still belong to
 * another TEE; rstmem_buffer_tee_handle() tells. Otherwise the same as
 * rstmem_buffer_alloc().
 *
 * Return: as rstmem_buffer_alloc(); -ENODEV also if the pool is another TEE's.
 */
struct dma_buf *rstmem_buffer_alloc_of(const void *tee, u32 use_case,
				       size_t size, unsigned int fd_flags);

/**
 * rstmem_buffer_export() - get a buffer's dma-buf with an access mode
 * @dmabuf:	a restricted buffer's; the caller holds a reference to it
 * @fd_flags:	as for rstmem_buffer_alloc()
 *
 * A dma-buf's access mode is that of its file, so this may be another dma-buf of
 * the same memory, which lives until all of its dma-bufs are released. For a
 * driver that hands out buffers of its own. The caller owns the returned
 * reference. May sleep.
 *
 * Return: the dma-buf, which is @dmabuf where the mode is the same, or ERR_PTR:
 * -EINVAL (not restricted, unknown flags), -ENOMEM.
 */
struct dma_buf *rstmem_buffer_export(struct dma_buf *dmabuf,
				     unsigned int fd_flags);

/**
 * rstmem_buffer_use_case() - ask whether a dma-buf is restricted
 * @dmabuf:	any dma-buf, of any exporter
 *
 * Return: RSTMEM_USE_CASE_* (above 0), or -EINVAL if the buffer is not one of
 * rstmem's.
 */
int rstmem_buffer_use_case(struct dma_buf *dmabuf);

/**
 * rstmem_buffer_tee_handle() - look up the TEE's handle for a buffer
 * @dmabuf:	any dma-buf
 * @tee:	identity of the TEE, see &struct rstmem_pool_desc.tee
 *
 * The handle was made when the buffer was allocated, so nothing is mapped here.
 * It lives as long as the dma-buf: the caller must hold a reference to @dmabuf
 * while it uses the handle.
 *
 * Return: the handle, or ERR_PTR: -EINVAL (not restricted, or of another TEE),
 * -ENODEV (the pool has been unregistered).
 */
void *rstmem_buffer_tee_handle(struct dma_buf *dmabuf, const void *tee);

/**
 * rstmem_buffer_admits() - ask whether a device may use a buffer now
 * @dmabuf:	any dma-buf, of any exporter
 * @dev:	the device
 *
 * Makes the check that dma_buf_attach() makes, and counts and traces refusals
 * like it. Does not sleep.
 *
 * Return: 0, -EINVAL (not restricted), -EACCES (denied by the policy), -ENODEV
 * (the pool has been unregistered).
 */
int rstmem_buffer_admits(struct dma_buf *dmabuf, struct device *dev);

/**
 * rstmem_importer_create() - for a device that uses the same buffers repeatedly
 * @dev:	the device, which a driver must be bound to
 *
 * An importer registers buffers instead of attaching to them. A registration
 * lasts until the buffer is released, but doesn't hold the buffer: a driver can
 * drop all its references between two uses, and still need not attach and map
 * the buffer again. Registrations are traced, and listed in debugfs, like
 * attachments. The importer holds a reference to @dev.
 *
 * Return: the importer, which the caller owns and passes to
 * rstmem_importer_destroy(), or NULL if there is no memory.
 */
struct rstmem_importer *rstmem_importer_create(struct device *dev);

/**
 * rstmem_importer_destroy() - drop all registrations and free the importer
 * @importer:	the importer, which must not be in use any more; may be NULL
 *
 * When this returns, the DMA addresses are unmapped. Never waits for users of
 * buffers. May sleep.
 */
void rstmem_importer_destroy(struct rstmem_importer *importer);

/**
 * rstmem_importer_register() - register a buffer if it isn't registered yet
 * @importer:	the importer
 * @dmabuf:	any dma-buf; the caller holds a reference to it
 *
 * Checks policy and pool each time, like rstmem_buffer_admits(). What comes of
 * it is counted, and traced as rstmem:rstmem_register. May sleep.
 *
 * Return: 0 (was registered before), 1 (registered now), an error of
 * rstmem_buffer_admits(), or -ENOMEM.
 */
int rstmem_importer_register(struct rstmem_importer *importer,
			     struct dma_buf *dmabuf);

/**
 * rstmem_importer_refuse() - count and trace a buffer that the caller refuses
 * @importer:	the importer
 * @dmabuf:	any dma-buf, of any exporter
 * @error:	why, negative
 *
 * For what rstmem_importer_register() is not asked for, because the caller has
 * rules of its own. Does not sleep.
 */
void rstmem_importer_refuse(struct rstmem_importer *importer,
			    struct dma_buf *dmabuf, int error);

/**
 * rstmem_importer_publish() - show what an importer counts
 * @importer:	the importer
 * @folder:	of debugfs; the file in it is called like the device
 *
 * The file has a line each for registrations (of buffers that were new to the
 * device), hits (buffers that it knew when they came again), and refused (those
 * that it did not get).
 */
void rstmem_importer_publish(struct rstmem_importer *importer,
			     struct dentry *folder);

/**
 * rstmem_importer_unpublish() - take the file away
 * @importer:	the importer, published or not
 *
 * rstmem_importer_destroy() does that, too. May sleep.
 */
void rstmem_importer_unpublish(struct rstmem_importer *importer);

/**
 * rstmem_importer_dma_addr() - get the DMA address of a registered buffer
 * @importer:	the importer
 * @dmabuf:	the dma-buf; the caller holds a reference to it
 * @address:	filled in: the DMA address of the whole, contiguous buffer
 *
 * The first call for a buffer maps it, for both directions, without pages and
 * never through a bounce buffer. The address is valid until the buffer is
 * released or the importer is destroyed. May sleep.
 *
 * Return: 0, an error of rstmem_buffer_admits(), -EINVAL (not registered), -EIO
 * (the device cannot reach the memory), -ENOMEM, -EOPNOTSUPP (a buffer of the
 * kernel's own heaps).
 */
int rstmem_importer_dma_addr(struct rstmem_importer *importer,
			     struct dma_buf *dmabuf, dma_addr_t *address);

/**
 * rstmem_policy_allow() - let a device attach to restricted buffers
 * @dev:	the device, which must be registered
 * @use_cases:	mask of BIT(RSTMEM_USE_CASE_*)
 *
 * Attaching to a buffer, and mapping an attachment, is denied (-EACCES, counted
 * and traced) unless the device's driver has called this or the administrator
 * allows the device. If the administrator denies the device, this call does not
 * help. A second call replaces the mask. The permission ends with
 * rstmem_policy_revoke(), or when the driver is unbound or @dev is removed. If
 * @dev is on no bus, rstmem is not told when its driver is unbound: the driver
 * must call rstmem_policy_revoke(), or @dev is leaked. May sleep.
 *
 * Return: 0, -EINVAL (unknown bits), -ENODEV (@dev is not registered), -ENOMEM.
 */
int rstmem_policy_allow(struct device *dev, u32 use_cases);

/**
 * rstmem_policy_revoke() - take back what rstmem_policy_allow() gave
 * @dev:	the device; if it was never allowed, nothing happens
 *
 * What the administrator said about the device stays. May sleep.
 */
void rstmem_policy_revoke(struct device *dev);

#endif /* _RSTMEM_BUFFER_H */
