// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ioctls
 *
 * V4L2 takes a context's lock for those of the queues; the others take it
 * themselves.
 */
#include <linux/cleanup.h>
#include <media/v4l2-event.h>
#include <media/v4l2-ioctl.h>

#include "vdec.h"

static int rst_vdec_querycap(struct file *file, void *priv,
			     struct v4l2_capability *capability)
{
	strscpy(capability->driver, "rst_vdec", sizeof(capability->driver));
	strscpy(capability->card, "Secure video decoder",
		sizeof(capability->card));
	strscpy(capability->bus_info, "platform:" RST_VDEC_NAME,
		sizeof(capability->bus_info));
	return 0;
}

static int rst_vdec_set_output(struct file *file, void *priv,
			       struct v4l2_format *f)
{
	struct rst_vdec_context *context = rst_vdec_context_of(file);
	struct v4l2_m2m_ctx *m2m = context->fh.m2m_ctx;

	guard(mutex)(&context->lock);
	if (vb2_is_busy(v4l2_m2m_get_src_vq(m2m)) ||
	    vb2_is_busy(v4l2_m2m_get_dst_vq(m2m)))
		return -EBUSY;

	rst_vdec_try_output(file, priv, f);
	rst_vdec_format_set_output(context, &f->fmt.pix_mp);
	/* Another stream: its first sequence will be reported again. */
	rst_vdec_drop_session(context);
	return 0;
}

static int rst_vdec_subscribe(struct v4l2_fh *fh,
			      const struct v4l2_event_subscription *sub)
{
	switch (sub->type) {
	case V4L2_EVENT_EOS:
		return v4l2_event_subscribe(fh, sub, 0, NULL);
	case V4L2_EVENT_SOURCE_CHANGE:
		return v4l2_src_change_event_subscribe(fh, sub);
	default:
		return v4l2_ctrl_subscribe_event(fh, sub);
	}
}

static int rst_vdec_decoder_cmd(struct file *file, void *priv,
				struct v4l2_decoder_cmd *command)
{
	struct rst_vdec_context *context = rst_vdec_context_of(file);
	int ret;

	ret = v4l2_m2m_ioctl_try_decoder_cmd(file, priv, command);
	if (ret)
		return ret;

	guard(mutex)(&context->lock);
	ret = command->cmd == V4L2_DEC_CMD_STOP ? rst_vdec_stop(context) :
						  rst_vdec_start(context);
	if (!ret)
		v4l2_m2m_try_schedule(context->fh.m2m_ctx);
	return ret;
}

/* Takes the job away, whichever queue stops: a search needs no CAPTURE. */
static int rst_vdec_streamoff(struct file *file, void *priv,
			      enum v4l2_buf_type type)
{
	struct rst_vdec_context *context = rst_vdec_context_of(file);
	int ret = v4l2_m2m_streamoff(file, context->fh.m2m_ctx, type);

	v4l2_m2m_try_schedule(context->fh.m2m_ctx);
	return ret;
}

const struct v4l2_ioctl_ops rst_vdec_ioctl_ops = {
	.vidioc_querycap = rst_vdec_querycap,

	.vidioc_enum_fmt_vid_out = rst_vdec_enum_output,
	.vidioc_enum_fmt_vid_cap = rst_vdec_enum_capture,
	.vidioc_g_fmt_vid_out_mplane = rst_vdec_get_format,
	.vidioc_g_fmt_vid_cap_mplane = rst_vdec_get_format,
	.vidioc_try_fmt_vid_out_mplane = rst_vdec_try_output,
	.vidioc_try_fmt_vid_cap_mplane = rst_vdec_try_capture,
	.vidioc_s_fmt_vid_out_mplane = rst_vdec_set_output,
	.vidioc_s_fmt_vid_cap_mplane = rst_vdec_set_capture,
	.vidioc_enum_framesizes = rst_vdec_enum_framesizes,
	.vidioc_g_selection = rst_vdec_get_selection,

	.vidioc_reqbufs = v4l2_m2m_ioctl_reqbufs,
	.vidioc_create_bufs = v4l2_m2m_ioctl_create_bufs,
	.vidioc_remove_bufs = v4l2_m2m_ioctl_remove_bufs,
	.vidioc_prepare_buf = v4l2_m2m_ioctl_prepare_buf,
	.vidioc_querybuf = v4l2_m2m_ioctl_querybuf,
	.vidioc_expbuf = v4l2_m2m_ioctl_expbuf,
	.vidioc_qbuf = v4l2_m2m_ioctl_qbuf,
	.vidioc_dqbuf = v4l2_m2m_ioctl_dqbuf,
	.vidioc_streamon = v4l2_m2m_ioctl_streamon,
	.vidioc_streamoff = rst_vdec_streamoff,

	.vidioc_decoder_cmd = rst_vdec_decoder_cmd,
	.vidioc_try_decoder_cmd = v4l2_m2m_ioctl_try_decoder_cmd,

	.vidioc_subscribe_event = rst_vdec_subscribe,
	.vidioc_unsubscribe_event = v4l2_event_unsubscribe,
};
