/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Restricted buffers in a V4L2 driver's videobuf2 queues (rst_v4l2.ko)
 *
 * docs/porting-v4l2.md ports a driver step by step. In the probe function,
 * before the video device is registered:
 *
 *	rst_v4l2_bind(dev, tee, RSTMEM_USE_CASE_SECURE_VIDEO_PLAY);
 *
 * In queue_init, with the same device in vb2_queue.dev, one of:
 *
 *	q->mem_ops = &rst_v4l2_restricted_ops;	restricted buffers only
 *	q->mem_ops = &rst_v4l2_bitstream_ops;	these, and clear MMAP buffers
 *
 * To process a buffer, the driver passes rst_v4l2_plane_shm() to the TEE, or
 * rst_v4l2_plane_dma_addr() to hardware that the firewall lets through.
 * Restricted buffers have no kernel address and no page.
 *
 * Registrations: a restricted buffer is registered for the device when it is
 * queued for the first time, and stays registered until it is released. So an
 * application may queue its buffers under any index, and no buffer is
 * registered again. A registration doesn't hold the buffer: the memory is freed
 * when the last file descriptor is closed and no queue has the buffer. Policy
 * and pool are checked each time all the same.
 * /sys/kernel/debug/rst_v4l2/DEVICE counts registrations, hits and refusals,
 * and rst_v4l2:rst_v4l2_register traces them.
 *
 * The rule for queues: what is produced from restricted memory must be written
 * to restricted memory of the same use-case. A driver whose CAPTURE queue has
 * &rst_v4l2_restricted_ops obeys the rule without doing more. A driver that
 * offers both kinds on CAPTURE (&rst_v4l2_bitstream_ops, or mem_ops of its own)
 * must call rst_v4l2_check_pair() for each job.
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
 * For io_modes VB2_DMABUF. A dma-buf is accepted if it is a restricted buffer
 * of the device's TEE and use-case. Any other is refused with -EINVAL; -EACCES
 * means that the policy denies the device.
 *
 * If VB2_MMAP is set, too, REQBUFS allocates from the heap of the use-case.
 * Such a buffer is meant for VIDIOC_EXPBUF, which returns the heap's dma-buf,
 * with the access mode that it is asked for; mmap() of it fails with -EACCES.
 */
extern const struct vb2_mem_ops rst_v4l2_restricted_ops;

/*
 * rst_v4l2_bitstream_ops - a queue that takes clear data as well
 *
 * For io_modes VB2_MMAP | VB2_DMABUF. MMAP buffers are ordinary pages, zeroed
 * and shared with the TEE; DMABUF buffers are as for &rst_v4l2_restricted_ops.
 */
extern const struct vb2_mem_ops rst_v4l2_bitstream_ops;

/**
 * rst_v4l2_bind() - let a device's queues use the tables above
 * @dev:	the device, &struct vb2_queue.dev
 * @tee:	context of the TEE that processes the buffers. NULL: the device
 *		takes restricted buffers of any TEE, by their DMA addresses, and
 *		no clear ones
 * @use_case:	RSTMEM_USE_CASE_* of the restricted buffers to accept
 *
 * Also allows the device to attach, see rstmem_policy_allow(). @tee must stay
 * open until rst_v4l2_unbind(). May sleep.
 *
 * Return: 0, -EBUSY (bound already), -EINVAL (use-case), -ENODEV (@dev is not
 * registered), -ENOMEM.
 */
int rst_v4l2_bind(struct device *dev, struct tee_context *tee, u32 use_case);

/**
 * rst_v4l2_unbind() - undo rst_v4l2_bind()
 * @dev:	the device; if it was not bound, nothing happens
 *
 * Buffers that queues or user space still hold stay valid, but are no longer
 * shared with the TEE or mapped for @dev. The driver must have stopped using
 * their shared memory and DMA addresses. May sleep.
 */
void rst_v4l2_unbind(struct device *dev);

/**
 * rst_v4l2_plane_shm() - get the TEE's shared memory for a plane
 * @vb:		a buffer that is queued
 * @plane:	number of the plane
 *
 * To be called for each job, as the policy may have changed since the buffer
 * was first queued. Does not sleep.
 *
 * Return: the shared memory, valid while the buffer is queued and the device
 * is bound, or NULL if the device isn't bound any more, has no TEE, or has been
 * denied the buffer.
 */
struct tee_shm *rst_v4l2_plane_shm(struct vb2_buffer *vb, unsigned int plane);

/**
 * rst_v4l2_plane_dma_addr() - get the DMA address of a restricted plane
 * @vb:		a buffer, from &vb2_ops.buf_init until it is cleaned up
 * @plane:	number of the plane
 * @address:	filled in: the DMA address of the whole, contiguous plane
 *
 * For hardware that is a bus master and may access restricted memory. There is
 * no page behind the address, and never a bounce buffer. The plane is mapped
 * once, and stays mapped while the buffer is registered: calling this in each
 * &vb2_ops.buf_prepare costs no more than a check of the policy. May sleep.
 *
 * Return: 0, -EINVAL (not restricted, or not a queue with the tables above),
 * -EACCES (the device has been denied), -ENODEV (not bound any more, or the
 * pool has been unregistered), -EIO (the device cannot reach the memory),
 * -ENOMEM.
 */
int rst_v4l2_plane_dma_addr(struct vb2_buffer *vb, unsigned int plane,
			    dma_addr_t *address);

/**
 * rst_v4l2_check_pair() - ask whether a job may read one and write the other
 * @from:	the job's input buffer
 * @to:		the job's output buffer
 *
 * For &v4l2_m2m_ops.device_run, with the two buffers that the job uses. The
 * driver owns them by then, and their memory cannot change until they are done,
 * so what is checked is what will be used. On -EACCES the driver returns both
 * as VB2_BUF_STATE_ERROR. Works with any vb2_mem_ops. Does not sleep.
 *
 * Return: 0, or -EACCES, which is logged: a plane of @from is restricted, and a
 * plane of @to isn't, or is for another use-case.
 */
int rst_v4l2_check_pair(struct vb2_buffer *from, struct vb2_buffer *to);

/**
 * rst_v4l2_check_input() - refuse early what rst_v4l2_check_pair() would refuse
 * @vb:		a buffer of the input queue
 * @output:	the queue that results are written to
 *
 * Optional, for &vb2_ops.buf_prepare: it lets VIDIOC_QBUF fail if the mismatch
 * is already known, because @output has buffers and none of them can be a
 * dma-buf. Does not replace rst_v4l2_check_pair(). The two queues must share a
 * lock, which the caller holds.
 *
 * Return: 0, or -EACCES, which is logged.
 */
int rst_v4l2_check_input(struct vb2_buffer *vb, struct vb2_queue *output);

#endif /* _RSTMEM_V4L2_H */
