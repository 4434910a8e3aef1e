// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ioctls: what the camera is, and its one input and format
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>
#include <media/v4l2-common.h>
#include <media/v4l2-event.h>
#include <media/v4l2-ioctl.h>

#include "vcap.h"

/* What the sensor has, in buffers with room for the camera's trailer. */
int rst_vcap_format_init(struct rst_vcap_device *vcap)
{
	struct v4l2_pix_format *format = &vcap->format;
	int ret;

	ret = v4l2_fill_pixfmt(format, V4L2_PIX_FMT_NV12, vcap->sensor.width,
			       vcap->sensor.height);
	if (ret)
		return ret;
	format->sizeimage =
		PAGE_ALIGN(rst_cam_trailer_offset(format->sizeimage) +
			   RST_CAM_TRAILER_SIZE);
	format->field = V4L2_FIELD_NONE;
	format->colorspace = V4L2_COLORSPACE_REC709;
	format->ycbcr_enc = V4L2_MAP_YCBCR_ENC_DEFAULT(format->colorspace);
	format->xfer_func = V4L2_MAP_XFER_FUNC_DEFAULT(format->colorspace);
	format->quantization = V4L2_QUANTIZATION_LIM_RANGE;
	format->priv = V4L2_PIX_FMT_PRIV_MAGIC;
	return 0;
}

static int rst_vcap_querycap(struct file *file, void *priv,
			     struct v4l2_capability *capability)
{
	strscpy(capability->driver, "rst_vcap", sizeof(capability->driver));
	strscpy(capability->card, "Secure camera", sizeof(capability->card));
	strscpy(capability->bus_info, "platform:" RST_VCAP_NAME,
		sizeof(capability->bus_info));
	return 0;
}

static int rst_vcap_enum_input(struct file *file, void *priv,
			       struct v4l2_input *input)
{
	if (input->index)
		return -EINVAL;
	strscpy(input->name, "Sensor", sizeof(input->name));
	input->type = V4L2_INPUT_TYPE_CAMERA;
	return 0;
}

static int rst_vcap_get_input(struct file *file, void *priv, unsigned int *i)
{
	*i = 0;
	return 0;
}

static int rst_vcap_set_input(struct file *file, void *priv, unsigned int i)
{
	return i ? -EINVAL : 0;
}

static int rst_vcap_enum_format(struct file *file, void *priv,
				struct v4l2_fmtdesc *f)
{
	if (f->index)
		return -EINVAL;
	f->pixelformat = V4L2_PIX_FMT_NV12;
	return 0;
}

static int rst_vcap_get_format(struct file *file, void *priv,
			       struct v4l2_format *f)
{
	struct rst_vcap_device *vcap = video_drvdata(file);

	f->fmt.pix = vcap->format;
	return 0;
}

static int rst_vcap_set_format(struct file *file, void *priv,
			       struct v4l2_format *f)
{
	struct rst_vcap_device *vcap = video_drvdata(file);

	if (vb2_is_busy(&vcap->queue))
		return -EBUSY;
	return rst_vcap_get_format(file, priv, f);
}

static int rst_vcap_enum_sizes(struct file *file, void *priv,
			       struct v4l2_frmsizeenum *size)
{
	struct rst_vcap_device *vcap = video_drvdata(file);

	if (size->index || size->pixel_format != V4L2_PIX_FMT_NV12)
		return -EINVAL;
	size->type = V4L2_FRMSIZE_TYPE_DISCRETE;
	size->discrete.width = vcap->format.width;
	size->discrete.height = vcap->format.height;
	return 0;
}

static int rst_vcap_log_status(struct file *file, void *priv)
{
	struct rst_vcap_device *vcap = video_drvdata(file);
	u32 ticks, dropped;

	scoped_guard(spinlock_irqsave, &vcap->frames_lock) {
		ticks = vcap->ticks;
		dropped = vcap->dropped;
	}
	v4l2_info(&vcap->v4l2, "sensor %ux%u, %u/%u frames/s, each %u. taken\n",
		  vcap->sensor.width, vcap->sensor.height,
		  vcap->sensor.rate_numerator, vcap->sensor.rate_denominator,
		  vcap->divisor);
	v4l2_info(&vcap->v4l2, "%s, %u frames, %u of them dropped\n",
		  vcap->session ? "streams" : "does not stream", ticks,
		  dropped);
	return 0;
}

const struct v4l2_ioctl_ops rst_vcap_ioctl_ops = {
	.vidioc_querycap = rst_vcap_querycap,
	.vidioc_log_status = rst_vcap_log_status,

	.vidioc_enum_input = rst_vcap_enum_input,
	.vidioc_g_input = rst_vcap_get_input,
	.vidioc_s_input = rst_vcap_set_input,

	.vidioc_enum_fmt_vid_cap = rst_vcap_enum_format,
	.vidioc_g_fmt_vid_cap = rst_vcap_get_format,
	.vidioc_try_fmt_vid_cap = rst_vcap_get_format,
	.vidioc_s_fmt_vid_cap = rst_vcap_set_format,
	.vidioc_enum_framesizes = rst_vcap_enum_sizes,
	.vidioc_enum_frameintervals = rst_vcap_enum_intervals,
	.vidioc_g_parm = rst_vcap_get_parm,
	.vidioc_s_parm = rst_vcap_set_parm,

	.vidioc_reqbufs = vb2_ioctl_reqbufs,
	.vidioc_create_bufs = vb2_ioctl_create_bufs,
	.vidioc_remove_bufs = vb2_ioctl_remove_bufs,
	.vidioc_prepare_buf = vb2_ioctl_prepare_buf,
	.vidioc_querybuf = vb2_ioctl_querybuf,
	.vidioc_expbuf = vb2_ioctl_expbuf,
	.vidioc_qbuf = vb2_ioctl_qbuf,
	.vidioc_dqbuf = vb2_ioctl_dqbuf,
	.vidioc_streamon = vb2_ioctl_streamon,
	.vidioc_streamoff = vb2_ioctl_streamoff,
};
