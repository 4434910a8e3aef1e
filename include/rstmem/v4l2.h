/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Restricted buffers in a V4L2 driver's videobuf2 queues
 *
 * In probe, before the video device is registered:
 *
 *	rst_v4l2_bind(dev, tee, RSTMEM_USE_CASE_SECURE_VIDEO_PLAY);
 *
 * In queue_init, with vb2_queue.dev the same device:
 *
 *	q->mem_ops = &rst_v4l2_restricted_ops;		DMABUF, restricted only
 *	q->mem_ops = &rst_v4l2_bitstream_ops;		that, and MMAP in the clear
 *
 * and when a buffer is due, rst_v4l2_plane_shm() is what to hand to the TEE.
 * Restricted buffers have no kernel address, are never mapped, and their
 * dma-bufs are attached for policy and books only.
 */
#ifndef _RSTMEM_V4L2_H
#define _RSTMEM_V4L2_H

#include <linux/types.h>

struct device;
struct tee_context;
struct tee_shm;
struct vb2_buffer;
struct vb2_mem_ops;

/*
 * rst_v4l2_restricted_ops - a queue of restricted buffers
 *
 * For io_modes VB2_DMABUF. A dma-buf is taken where it is a restricted buffer
 * of the device's TEE and use-case; others are refused with -EINVAL, and
 * -EACCES is what the policy says.
 */
extern const struct vb2_mem_ops rst_v4l2_restricted_ops;

/*
 * rst_v4l2_bitstream_ops - a queue that takes clear data as well
 *
 * For io_modes VB2_MMAP | VB2_DMABUF. MMAP buffers are ordinary pages, zeroed
 * and shared with the TEE; DMABUF is as in &rst_v4l2_restricted_ops.
 */
extern const struct vb2_mem_ops rst_v4l2_bitstream_ops;

/**
 * rst_v4l2_bind() - let a device's queues use the tables above
 * @dev:	the device, &struct vb2_queue.dev
 * @tee:	context on the TEE that the device's engine runs in
 * @use_case:	RSTMEM_USE_CASE_*, which restricted buffers to take
 *
 * Also allows the device to attach, see rstmem_policy_allow(). @tee must stay
 * until rst_v4l2_unbind().
 *
 * Return: 0, -EBUSY (bound already), -EINVAL (use-case), -ENOMEM.
 */
int rst_v4l2_bind(struct device *dev, struct tee_context *tee, u32 use_case);

/**
 * rst_v4l2_unbind() - take back what rst_v4l2_bind() gave
 * @dev:	the device; nothing happens where it was not bound
 *
 * Buffers that queues or user space still hold stay, but neither the TEE nor
 * @dev has anything to do with them any more. The driver must have stopped
 * using shared memory. May sleep.
 */
void rst_v4l2_unbind(struct device *dev);

/**
 * rst_v4l2_plane_shm() - what the TEE knows a plane by
 * @vb:		a buffer that is queued
 * @plane:	number of the plane
 *
 * Return: the shared memory, valid while the buffer is queued and the device
 * is bound, or NULL: the device isn't bound any more.
 */
struct tee_shm *rst_v4l2_plane_shm(struct vb2_buffer *vb, unsigned int plane);

#endif /* _RSTMEM_V4L2_H */
