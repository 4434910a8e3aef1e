// SPDX-License-Identifier: GPL-2.0-only
/*
 * What may become of restricted input
 *
 * Asks the buffers themselves, so that it holds for any vb2_mem_ops.
 */
#include <linux/dma-buf.h>
#include <linux/device.h>
#include <linux/module.h>
#include <media/videobuf2-core.h>
#include <rstmem/buffer.h>
#include <rstmem/v4l2.h>

#include "glue.h"

/* A queue of &rst_v4l2_restricted_ops allocates dma-bufs, too. */
static struct dma_buf *rst_v4l2_plane_dmabuf(struct vb2_buffer *vb,
					     unsigned int plane)
{
	const struct rst_v4l2_buffer *buffer = vb->planes[plane].mem_priv;

	if (vb->memory == VB2_MEMORY_DMABUF)
		return vb->planes[plane].dbuf;
	if (vb->vb2_queue->mem_ops == &rst_v4l2_restricted_ops && buffer)
		return buffer->dmabuf;
	return NULL;
}

/* Return: the use-case of a plane's memory, 0 where it is not restricted. */
static int rst_v4l2_plane_use_case(struct vb2_buffer *vb, unsigned int plane)
{
	struct dma_buf *dmabuf = rst_v4l2_plane_dmabuf(vb, plane);

	return dmabuf ? max(rstmem_buffer_use_case(dmabuf), 0) : 0;
}

static bool rst_v4l2_all_planes_are(struct vb2_buffer *vb, int use_case)
{
	unsigned int plane;

	for (plane = 0; plane < vb->num_planes; plane++) {
		if (rst_v4l2_plane_use_case(vb, plane) != use_case)
			return false;
	}
	return true;
}

int rst_v4l2_check_pair(struct vb2_buffer *from, struct vb2_buffer *to)
{
	unsigned int plane;

	for (plane = 0; plane < from->num_planes; plane++) {
		int use_case = rst_v4l2_plane_use_case(from, plane);

		if (!use_case || rst_v4l2_all_planes_are(to, use_case))
			continue;
		dev_err_ratelimited(from->vb2_queue->dev,
				    "job refused: input %u is restricted (use-case %d), output %u is not like it\n",
				    from->index, use_case, to->index);
		return -EACCES;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(rst_v4l2_check_pair);

int rst_v4l2_check_input(struct vb2_buffer *vb, struct vb2_queue *output)
{
	if (rst_v4l2_all_planes_are(vb, 0) || !vb2_get_num_buffers(output) ||
	    output->memory == VB2_MEMORY_DMABUF ||
	    output->mem_ops == &rst_v4l2_restricted_ops)
		return 0;
	dev_err_ratelimited(vb->vb2_queue->dev,
			    "input %u refused: it is restricted, no output can be\n",
			    vb->index);
	return -EACCES;
}
EXPORT_SYMBOL_GPL(rst_v4l2_check_input);
