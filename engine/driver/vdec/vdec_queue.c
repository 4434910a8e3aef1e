// SPDX-License-Identifier: GPL-2.0-only
/*
 * Queues and buffers
 */
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <media/videobuf2-v4l2.h>
#include <rstmem/v4l2.h>

#include "compat/videobuf2.h"

#include "vdec.h"

static int rst_vdec_queue_setup(struct vb2_queue *queue, unsigned int *buffers,
				unsigned int *planes, unsigned int sizes[],
				struct device *devices[])
{
	struct rst_vdec_context *context = vb2_get_drv_priv(queue);
	struct v4l2_pix_format_mplane format;
	unsigned int i;

	scoped_guard(spinlock_irqsave, &context->state_lock)
		format = V4L2_TYPE_IS_OUTPUT(queue->type) ? context->output :
							    context->capture;
	if (*planes) {
		if (*planes != format.num_planes)
			return -EINVAL;
		for (i = 0; i < format.num_planes; i++) {
			if (sizes[i] < format.plane_fmt[i].sizeimage ||
			    sizes[i] > RST_VDEC_MAX_BUFFER)
				return -EINVAL;
		}
		return 0;
	}
	*planes = format.num_planes;
	for (i = 0; i < format.num_planes; i++)
		sizes[i] = format.plane_fmt[i].sizeimage;
	return 0;
}

static int rst_vdec_buf_out_validate(struct vb2_buffer *vb)
{
	struct vb2_v4l2_buffer *unit = to_vb2_v4l2_buffer(vb);

	if (unit->field == V4L2_FIELD_ANY)
		unit->field = V4L2_FIELD_NONE;
	return unit->field == V4L2_FIELD_NONE ? 0 : -EINVAL;
}

static int rst_vdec_buf_prepare(struct vb2_buffer *vb)
{
	unsigned long used = vb2_get_plane_payload(vb, 0);
	unsigned int i;

	if (V4L2_TYPE_IS_CAPTURE(vb->vb2_queue->type)) {
		for (i = 0; i < vb->num_planes; i++)
			vb2_set_plane_payload(vb, i, 0);
		return 0;
	}
	if (vb->planes[0].data_offset >= used || used > vb2_plane_size(vb, 0))
		return -EINVAL;
	return 0;
}

static void rst_vdec_buf_queue(struct vb2_buffer *vb)
{
	struct rst_vdec_context *context = vb2_get_drv_priv(vb->vb2_queue);

	v4l2_m2m_buf_queue(context->fh.m2m_ctx, to_vb2_v4l2_buffer(vb));
}

static void rst_vdec_return_buffers(struct rst_vdec_context *context, u32 type,
				    enum vb2_buffer_state state)
{
	struct v4l2_m2m_ctx *m2m = context->fh.m2m_ctx;
	struct vb2_v4l2_buffer *buffer;

	while ((buffer = V4L2_TYPE_IS_OUTPUT(type) ?
		v4l2_m2m_src_buf_remove(m2m) : v4l2_m2m_dst_buf_remove(m2m)))
		v4l2_m2m_buf_done(buffer, state);
}

/* No job runs. */
void rst_vdec_drop_session(struct rst_vdec_context *context)
{
	lockdep_assert_held(&context->lock);

	if (context->session)
		rst_engine_close(context->session);
	context->session = NULL;
	rst_vdec_state_reset(context);
}

static int rst_vdec_start_output(struct rst_vdec_context *context)
{
	struct rst_engine_session *session;

	if (context->vdec->gone)
		return -ENODEV;
	if (!context->session) {
		session = rst_engine_vdec_open(context->vdec->adev,
					       rst_vdec_codec(context));
		if (IS_ERR(session))
			return PTR_ERR(session);
		context->session = session;
	}
	context->out_sequence = 0;
	rst_vdec_state_output_start(context);
	return 0;
}

static int rst_vdec_start_streaming(struct vb2_queue *queue, unsigned int count)
{
	struct rst_vdec_context *context = vb2_get_drv_priv(queue);
	int ret;

	if (V4L2_TYPE_IS_CAPTURE(queue->type)) {
		context->cap_sequence = 0;
		rst_vdec_state_capture_start(context);
		return 0;
	}
	ret = rst_vdec_start_output(context);
	if (ret)
		rst_vdec_return_buffers(context, queue->type,
					VB2_BUF_STATE_QUEUED);
	return ret;
}

static void rst_vdec_stop_streaming(struct vb2_queue *queue)
{
	struct rst_vdec_context *context = vb2_get_drv_priv(queue);

	if (V4L2_TYPE_IS_CAPTURE(queue->type))
		rst_vdec_state_capture_stop(context);
	else if (!rst_vdec_state_output_stop(context))
		rst_vdec_drop_session(context);
	rst_vdec_return_buffers(context, queue->type, VB2_BUF_STATE_ERROR);
}

static const struct vb2_ops rst_vdec_queue_ops = {
	.queue_setup = rst_vdec_queue_setup,
	.buf_out_validate = rst_vdec_buf_out_validate,
	.buf_prepare = rst_vdec_buf_prepare,
	.buf_queue = rst_vdec_buf_queue,
	.start_streaming = rst_vdec_start_streaming,
	.stop_streaming = rst_vdec_stop_streaming,
	RST_VB2_WAIT_OPS
};

static int rst_vdec_queue_init(struct rst_vdec_context *context,
			       struct vb2_queue *queue)
{
	queue->drv_priv = context;
	queue->dev = &context->vdec->adev->dev;
	queue->lock = &context->lock;
	queue->ops = &rst_vdec_queue_ops;
	queue->buf_struct_size = sizeof(struct v4l2_m2m_buffer);
	queue->timestamp_flags = V4L2_BUF_FLAG_TIMESTAMP_COPY;
	return vb2_queue_init(queue);
}

int rst_vdec_queues_init(void *priv, struct vb2_queue *output,
			 struct vb2_queue *capture)
{
	struct rst_vdec_context *context = priv;
	int ret;

	output->type = V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE;
	output->io_modes = VB2_MMAP | VB2_DMABUF;
	output->mem_ops = &rst_v4l2_bitstream_ops;
	ret = rst_vdec_queue_init(context, output);
	if (ret)
		return ret;

	capture->type = V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE;
	capture->io_modes = VB2_MMAP | VB2_DMABUF;
	capture->mem_ops = &rst_v4l2_restricted_ops;
	return rst_vdec_queue_init(context, capture);
}
