// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables that a V4L2 driver's queues get
 *
 * vaddr, get_dmabuf and userptr are absent: there is no kernel address, no
 * export and no borrowed user memory.
 */
#include <linux/module.h>
#include <media/videobuf2-core.h>
#include <rstmem/v4l2.h>

#include "glue.h"

static void *rst_v4l2_cookie(struct vb2_buffer *vb, void *priv)
{
	struct rst_v4l2_buffer *buffer = priv;

	return READ_ONCE(buffer->shm);
}

const struct vb2_mem_ops rst_v4l2_restricted_ops = {
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
