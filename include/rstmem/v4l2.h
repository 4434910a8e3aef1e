/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Restricted buffers in a V4L2 driver's videobuf2 queues (rst_v4l2.ko)
 *
 * docs/porting-v4l2.md ports a driver step by step. In probe, before the video
 * device is registered:
 *
 *	rst_v4l2_bind(dev, tee, RSTMEM_USE_CASE_SECURE_VIDEO_PLAY);
 *
 * In queue_init, with vb2_queue.dev the same device:
 *
 *	q->mem_ops = &rst_v4l2_restricted_ops;		restricted only
 *	q->mem_ops = &rst_v4l2_bitstream_ops;		that, and MMAP in the clear
 *
 * and when a buffer is due, rst_v4l2_plane_shm() is what to hand to the TEE, or
 * rst_v4l2_plane_dma_addr() to hardware that the firewall lets through.
 * Restricted buffers have no kernel address and no page.
 *
 * Registrations: the device knows a restricted buffer from the first time that
 * it is queued until the buffer is released, so that a client may queue its
 * buffers under any index, and nothing is registered again. What is known
 * doesn't hold the buffer: memory goes back when its last descriptor is closed
 * and no queue has it. Policy and pool are asked each time all the same.
 * /sys/kernel/debug/rst_v4l2/DEVICE counts registrations, hits and refusals, and
 * rst_v4l2:rst_v4l2_register traces them.
 *
 * The rule of queues: what comes of restricted memory goes to restricted memory
 * of the same use-case. A driver whose CAPTURE has &rst_v4l2_restricted_ops
 * keeps it by that. One that offers both kinds on CAPTURE
 * (&rst_v4l2_bitstream_ops there, or mem_ops of its own) calls
 * rst_v4l2_check_pair() in each job.
 */
#ifndef _RSTMEM_V4L2_H
#define _RSTMEM_V4L2_H

#include <linux/types.h>

struct device;
struct tee_context;
struct tee_shm;
struct vb2_buffer;
struct vb2_mem_ops;
struct vb2_queue;

/*
 * rst_v4l2_restricted_ops - a queue of restricted buffers
 *
 * For io_modes VB2_DMABUF. A dma-buf is taken where it is a restricted buffer
 * of the device's TEE and use-case; others are refused with -EINVAL, and
 * -EACCES is what the policy says.
 *
 * With VB2_MMAP, too, REQBUFS allocates from the heap of the use-case. Such a
 * buffer is for VIDIOC_EXPBUF, which gives the heap's dma-buf; mmap() of it
 * fails with -EACCES.
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
 * @tee:	context on the TEE that the device's engine runs in, or NULL: the
 *		device takes restricted buffers of any TEE, by DMA address, and
 *		no clear ones
 * @use_case:	RSTMEM_USE_CASE_*, which restricted buffers to take
 *
 * Also allows the device to attach, see rstmem_policy_allow(). @tee must stay
 * until rst_v4l2_unbind(). May sleep.
 *
 * Return: 0, -EBUSY (bound already), -EINVAL (use-case), -ENODEV (@dev is not
 * registered), -ENOMEM.
 */
int rst_v4l2_bind(struct device *dev, struct tee_context *tee, u32 use_case);

/**
 * rst_v4l2_unbind() - take back what rst_v4l2_bind() gave
 * @dev:	the device; nothing happens where it was not bound
 *
 * Buffers that queues or user space still hold stay, but neither the TEE nor
 * @dev has anything to do with them any more. The driver must have stopped
 * using shared memory and DMA addresses. May sleep.
 */
void rst_v4l2_unbind(struct device *dev);

/**
 * rst_v4l2_plane_shm() - what the TEE knows a plane by
 * @vb:		a buffer that is queued
 * @plane:	number of the plane
 *
 * To be asked for each job: the policy may have changed since the buffer was
 * queued first. Does not sleep.
 *
 * Return: the shared memory, valid while the buffer is queued and the device
 * is bound, or NULL: the device isn't bound any more, has no TEE, or has been
 * denied the buffer.
 */
struct tee_shm *rst_v4l2_plane_shm(struct vb2_buffer *vb, unsigned int plane);

/**
 * rst_v4l2_plane_dma_addr() - where the device finds a restricted plane
 * @vb:		a buffer, from &vb2_ops.buf_init until it is cleaned up
 * @plane:	number of the plane
 * @address:	filled in: the plane lies there in one piece
 *
 * For hardware that is a bus master with leave to use restricted memory. Never
 * a bounce buffer, and no page is behind the address. It is mapped once and
 * stays mapped while the device knows the buffer, so to ask in each
 * &vb2_ops.buf_prepare costs nothing but the policy's answer. May sleep.
 *
 * Return: 0, -EINVAL (not restricted, or not a queue with the tables above),
 * -EACCES (denied by now), -ENODEV (not bound any more, or the pool has gone),
 * -EIO (the device cannot reach the memory), -ENOMEM.
 */
int rst_v4l2_plane_dma_addr(struct vb2_buffer *vb, unsigned int plane,
			    dma_addr_t *address);

/**
 * rst_v4l2_check_pair() - ask whether a job may read one and write the other
 * @from:	the job's input
 * @to:		the job's output
 *
 * For &v4l2_m2m_ops.device_run, with the two buffers that the job uses. They are
 * the driver's then, and their memory cannot change before they are done, so
 * what is checked is what is used. On -EACCES return both as
 * VB2_BUF_STATE_ERROR. Works with any vb2_mem_ops. Does not sleep.
 *
 * Return: 0, or -EACCES (a plane of @from is restricted, and a plane of @to
 * isn't, or is for another use-case), which is logged.
 */
int rst_v4l2_check_pair(struct vb2_buffer *from, struct vb2_buffer *to);

/**
 * rst_v4l2_check_input() - refuse early what rst_v4l2_check_pair() would
 * @vb:		a buffer of the input queue
 * @output:	the queue that the results go to
 *
 * For &vb2_ops.buf_prepare, so that user space hears it from VIDIOC_QBUF where
 * it is known by then: @output has buffers, and none can be a dma-buf. Does not
 * replace rst_v4l2_check_pair(). The two queues share a lock.
 *
 * Return: 0, or -EACCES, which is logged.
 */
int rst_v4l2_check_input(struct vb2_buffer *vb, struct vb2_queue *output);

#endif /* _RSTMEM_V4L2_H */
