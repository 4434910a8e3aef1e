// SPDX-License-Identifier: GPL-2.0-only
/*
 * Formats and rectangles
 *
 * The stream decides: what a client sets is a placeholder until the first
 * sequence is known, and CAPTURE cannot be set apart from it.
 */
#include <linux/array_size.h>
#include <linux/cleanup.h>
#include <linux/minmax.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include <media/v4l2-common.h>
#include <media/v4l2-ioctl.h>

#include "vdec.h"

static bool rst_vdec_keep_sizeimage;
module_param_named(keep_sizeimage, rst_vdec_keep_sizeimage, bool, 0644);
MODULE_PARM_DESC(keep_sizeimage,
		 "OUTPUT buffers as large as clients ask for, as many decoders have them");

static struct v4l2_pix_format_mplane *
rst_vdec_format_of(struct rst_vdec_context *context, u32 type)
{
	return V4L2_TYPE_IS_OUTPUT(type) ? &context->output : &context->capture;
}

/* The first is what a client gets that does not choose. */
static const struct rst_vdec_stream_format {
	u32 pixelformat;
	u32 codec;		/* RST_VDEC_CODEC_* */
} rst_vdec_stream_formats[] = {
	{ V4L2_PIX_FMT_H264, RST_VDEC_CODEC_H264 },
	{ V4L2_PIX_FMT_HEVC, RST_VDEC_CODEC_HEVC },
};

static const struct rst_vdec_stream_format *
rst_vdec_find_stream_format(u32 pixelformat)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rst_vdec_stream_formats); i++) {
		if (rst_vdec_stream_formats[i].pixelformat == pixelformat)
			return &rst_vdec_stream_formats[i];
	}
	return NULL;
}

u32 rst_vdec_codec(struct rst_vdec_context *context)
{
	u32 pixelformat = 0;

	scoped_guard(spinlock_irqsave, &context->state_lock)
		pixelformat = context->output.pixelformat;
	return rst_vdec_find_stream_format(pixelformat)->codec;
}

/*
 * H.264 and HEVC compress an access unit to half of the raw samples at the least
 * (MinCR in table A-1, MinCrBase in A.9); parameter sets and SEI come on top.
 */
static u32 rst_vdec_largest_unit(u32 width, u32 height)
{
	return width * height * 3 / 4 + SZ_4K;
}

static void rst_vdec_fill_output(struct v4l2_pix_format_mplane *format)
{
	bool sized = format->width && format->height;
	u32 size = format->plane_fmt[0].sizeimage;

	if (!rst_vdec_find_stream_format(format->pixelformat))
		format->pixelformat = rst_vdec_stream_formats[0].pixelformat;
	format->width = clamp(format->width, RST_VDEC_MIN_SIZE,
			      RST_VDEC_MAX_SIZE);
	format->height = clamp(format->height, RST_VDEC_MIN_SIZE,
			       RST_VDEC_MAX_SIZE);
	format->field = V4L2_FIELD_NONE;
	format->flags = 0;
	format->num_planes = 1;
	memset(format->plane_fmt, 0, sizeof(format->plane_fmt));
	/* Restricted memory is scarce: not more than a stream may need. */
	if (sized && !READ_ONCE(rst_vdec_keep_sizeimage))
		size = 0;
	if (sized)
		size = max(size, rst_vdec_largest_unit(format->width,
						       format->height));
	format->plane_fmt[0].sizeimage =
		clamp(round_up(size, SZ_4K), RST_VDEC_MIN_UNIT,
		      RST_VDEC_MAX_UNIT);
}

/* The first is what a client gets that does not choose. */
static const u32 rst_vdec_frame_formats[] = {
	V4L2_PIX_FMT_NV12,
	V4L2_PIX_FMT_NV12M,
};

static bool rst_vdec_is_frame_format(u32 pixelformat)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rst_vdec_frame_formats); i++) {
		if (rst_vdec_frame_formats[i] == pixelformat)
			return true;
	}
	return false;
}

static void rst_vdec_fill_capture(struct v4l2_pix_format_mplane *format,
				  u32 pixelformat,
				  const struct v4l2_pix_format_mplane *output)
{
	if (!rst_vdec_is_frame_format(pixelformat))
		pixelformat = rst_vdec_frame_formats[0];
	memset(format, 0, sizeof(*format));
	v4l2_fill_pixfmt_mp(format, pixelformat,
			    round_up(output->width, RST_VDEC_ALIGN),
			    round_up(output->height, RST_VDEC_ALIGN));
	format->field = V4L2_FIELD_NONE;
	format->flags = 0;
	format->colorspace = output->colorspace;
	format->ycbcr_enc = output->ycbcr_enc;
	format->quantization = output->quantization;
	format->xfer_func = output->xfer_func;
}

/* What follows from OUTPUT's size while the stream has said nothing. */
static void rst_vdec_derive_capture(struct rst_vdec_context *context)
{
	rst_vdec_fill_capture(&context->capture, context->capture.pixelformat,
			      &context->output);
	context->visible = (struct v4l2_rect) {
		.width = context->output.width,
		.height = context->output.height,
	};
}

/* The context is not published yet, so no lock is needed. */
void rst_vdec_format_init(struct rst_vdec_context *context)
{
	context->output.width = RST_VDEC_DEFAULT_WIDTH;
	context->output.height = RST_VDEC_DEFAULT_HEIGHT;
	context->output.colorspace = V4L2_COLORSPACE_REC709;
	rst_vdec_fill_output(&context->output);
	rst_vdec_derive_capture(context);
}

void rst_vdec_format_set_sequence(struct rst_vdec_context *context,
				  const struct rst_vdec_sequence *sequence)
{
	lockdep_assert_held(&context->state_lock);

	context->output.width = sequence->coded_width;
	context->output.height = sequence->coded_height;
	rst_vdec_fill_capture(&context->capture, context->capture.pixelformat,
			      &context->output);
	context->visible = (struct v4l2_rect) {
		.left = sequence->crop_left,
		.top = sequence->crop_top,
		.width = sequence->crop_width,
		.height = sequence->crop_height,
	};
}

int rst_vdec_enum_output(struct file *file, void *priv, struct v4l2_fmtdesc *f)
{
	if (f->index >= ARRAY_SIZE(rst_vdec_stream_formats))
		return -EINVAL;
	f->pixelformat = rst_vdec_stream_formats[f->index].pixelformat;
	f->flags = V4L2_FMT_FLAG_DYN_RESOLUTION;
	return 0;
}

int rst_vdec_enum_capture(struct file *file, void *priv, struct v4l2_fmtdesc *f)
{
	if (f->index >= ARRAY_SIZE(rst_vdec_frame_formats))
		return -EINVAL;
	f->pixelformat = rst_vdec_frame_formats[f->index];
	return 0;
}

int rst_vdec_get_format(struct file *file, void *priv, struct v4l2_format *f)
{
	struct rst_vdec_context *context = rst_vdec_context_of(file);

	scoped_guard(spinlock_irqsave, &context->state_lock)
		f->fmt.pix_mp = *rst_vdec_format_of(context, f->type);
	return 0;
}

int rst_vdec_try_output(struct file *file, void *priv, struct v4l2_format *f)
{
	if (!f->fmt.pix_mp.colorspace)
		f->fmt.pix_mp.colorspace = V4L2_COLORSPACE_REC709;
	rst_vdec_fill_output(&f->fmt.pix_mp);
	return 0;
}

int rst_vdec_try_capture(struct file *file, void *priv, struct v4l2_format *f)
{
	struct rst_vdec_context *context = rst_vdec_context_of(file);

	/* All but the pixel format is the stream's. */
	scoped_guard(spinlock_irqsave, &context->state_lock)
		rst_vdec_fill_capture(&f->fmt.pix_mp,
				      f->fmt.pix_mp.pixelformat,
				      &context->output);
	return 0;
}

/* @format: as rst_vdec_try_output() leaves it */
void rst_vdec_format_set_output(struct rst_vdec_context *context,
				const struct v4l2_pix_format_mplane *format)
{
	scoped_guard(spinlock_irqsave, &context->state_lock) {
		context->output = *format;
		rst_vdec_derive_capture(context);
	}
}

int rst_vdec_set_capture(struct file *file, void *priv, struct v4l2_format *f)
{
	struct rst_vdec_context *context = rst_vdec_context_of(file);

	guard(mutex)(&context->lock);
	if (vb2_is_busy(v4l2_m2m_get_dst_vq(context->fh.m2m_ctx)))
		return -EBUSY;
	rst_vdec_try_capture(file, priv, f);
	scoped_guard(spinlock_irqsave, &context->state_lock)
		context->capture = f->fmt.pix_mp;
	return 0;
}

int rst_vdec_enum_framesizes(struct file *file, void *priv,
			     struct v4l2_frmsizeenum *size)
{
	if (size->index || (!rst_vdec_find_stream_format(size->pixel_format) &&
			    !rst_vdec_is_frame_format(size->pixel_format)))
		return -EINVAL;

	/*
	 * What is visible of a stream or frame: any even size. That buffers
	 * hold whole blocks is told by G_FMT.
	 */
	size->type = V4L2_FRMSIZE_TYPE_STEPWISE;
	size->stepwise = (struct v4l2_frmsize_stepwise) {
		.min_width = RST_VDEC_MIN_SIZE,
		.max_width = RST_VDEC_MAX_SIZE,
		.step_width = 2,
		.min_height = RST_VDEC_MIN_SIZE,
		.max_height = RST_VDEC_MAX_SIZE,
		.step_height = 2,
	};
	return 0;
}

int rst_vdec_get_selection(struct file *file, void *priv,
			   struct v4l2_selection *selection)
{
	struct rst_vdec_context *context = rst_vdec_context_of(file);
	struct v4l2_rect coded = {}, visible;

	if (selection->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
		return -EINVAL;

	scoped_guard(spinlock_irqsave, &context->state_lock) {
		coded.width = context->capture.width;
		coded.height = context->capture.height;
		visible = context->visible;
	}

	switch (selection->target) {
	case V4L2_SEL_TGT_CROP_BOUNDS:
	/* The engine writes the padding, too, which must lie within bounds. */
	case V4L2_SEL_TGT_COMPOSE_BOUNDS:
	case V4L2_SEL_TGT_COMPOSE_PADDED:
		selection->r = coded;
		return 0;
	case V4L2_SEL_TGT_CROP:
	case V4L2_SEL_TGT_CROP_DEFAULT:
	case V4L2_SEL_TGT_COMPOSE:
	case V4L2_SEL_TGT_COMPOSE_DEFAULT:
		selection->r = visible;
		return 0;
	default:
		return -EINVAL;
	}
}
