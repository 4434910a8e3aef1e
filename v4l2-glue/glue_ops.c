// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables that a V4L2 driver's queues get
 *
 * vaddr and userptr are absent: there is no kernel address and no borrowed user
 * memory.
 */
#include <linux/module.h>
#include <media/videobuf2-core.h>
#include <rstmem/v4l2.h>

#include "glue.h"

static void *rst_v4l2_cookie(struct vb2_buffer *vb, void *priv)
{
	struct rst_v4l2_buffer *buffer = priv;
	struct tee_shm *shm = READ_ONCE(buffer->shm);

	return shm && rst_v4l2_may_use(buffer) ? shm : NULL;
}

const struct vb2_mem_ops rst_v4l2_restricted_ops = {
	.alloc = rst_v4l2_frame_alloc,
	.put = rst_v4l2_frame_put,
	.num_users = rst_v4l2_frame_num_users,
	.mmap = rst_v4l2_frame_mmap,
	.get_dmabuf = rst_v4l2_frame_export,
	.attach_dmabuf = rst_v4l2_attach,
	.detach_dmabuf = rst_v4l2_detach,
	.map_dmabuf = rst_v4l2_map,
	.unmap_dmabuf = rst_v4l2_unmap,
	.cookie = rst_v4l2_cookie,
};
EXPORT_SYMBOL_GPL(rst_v4l2_restricted_ops);

const struct vb2_mem_ops rst_v4l2_bitstream_ops = {
	.alloc = rst_v4l2_clear_alloc,
	.put = rst_v4l2_clear_put,
	.num_users = rst_v4l2_clear_num_users,
	.mmap = rst_v4l2_clear_mmap,
	.get_dmabuf = rst_v4l2_clear_export,
	.attach_dmabuf = rst_v4l2_attach,
	.detach_dmabuf = rst_v4l2_detach,
	.map_dmabuf = rst_v4l2_map,
	.unmap_dmabuf = rst_v4l2_unmap,
	.cookie = rst_v4l2_cookie,
};
EXPORT_SYMBOL_GPL(rst_v4l2_bitstream_ops);

struct tee_shm *rst_v4l2_plane_shm(struct vb2_buffer *vb, unsigned int plane)
{
	return vb2_plane_cookie(vb, plane);
}
EXPORT_SYMBOL_GPL(rst_v4l2_plane_shm);

int rst_v4l2_plane_dma_addr(struct vb2_buffer *vb, unsigned int plane,
			    dma_addr_t *address)
{
	const struct vb2_mem_ops *ops = vb->vb2_queue->mem_ops;

	if (ops != &rst_v4l2_restricted_ops && ops != &rst_v4l2_bitstream_ops)
		return -EINVAL;
	if (plane >= vb->num_planes || !vb->planes[plane].mem_priv)
		return -EINVAL;
	return rst_v4l2_address(vb->planes[plane].mem_priv, address);
}
EXPORT_SYMBOL_GPL(rst_v4l2_plane_dma_addr);
