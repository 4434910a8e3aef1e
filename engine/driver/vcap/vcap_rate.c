// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frame rates: the sensor's, and what is left when only each second, third, ...
 * of its frames is taken
 */
#include <linux/gcd.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/time64.h>
#include <media/v4l2-ioctl.h>

#include "vcap.h"

static struct v4l2_fract rst_vcap_interval(const struct rst_vcap_device *vcap,
					   u32 divisor)
{
	u32 numerator = vcap->sensor.rate_denominator;
	u32 denominator = vcap->sensor.rate_numerator;
	u32 common = gcd(numerator, denominator);

	numerator /= common;
	denominator /= common;
	common = gcd(divisor, denominator);
	return (struct v4l2_fract) {
		.numerator = numerator * (divisor / common),
		.denominator = denominator / common,
	};
}

u64 rst_vcap_interval_ns(const struct rst_vcap_device *vcap)
{
	return mul_u64_u32_div((u64)vcap->sensor.rate_denominator *
			       vcap->divisor, NSEC_PER_SEC,
			       vcap->sensor.rate_numerator);
}

/* The divisor that comes nearest to an interval that a client wants. */
static u32 rst_vcap_divisor(const struct rst_vcap_device *vcap,
			    const struct v4l2_fract *wanted)
{
	u64 unit = (u64)wanted->denominator * vcap->sensor.rate_denominator;
	u64 divisor, rest;

	if (!wanted->numerator || !wanted->denominator)
		return 1;
	divisor = div64_u64_rem((u64)wanted->numerator *
				vcap->sensor.rate_numerator, unit, &rest);
	if (divisor >= RST_VCAP_MAX_DIVISOR)
		return RST_VCAP_MAX_DIVISOR;
	if (rest >= unit - rest)
		divisor++;
	return divisor ? divisor : 1;
}

int rst_vcap_enum_intervals(struct file *file, void *priv,
			    struct v4l2_frmivalenum *interval)
{
	struct rst_vcap_device *vcap = video_drvdata(file);

	if (interval->index >= RST_VCAP_MAX_DIVISOR ||
	    interval->pixel_format != V4L2_PIX_FMT_NV12 ||
	    interval->width != vcap->format.width ||
	    interval->height != vcap->format.height)
		return -EINVAL;
	interval->type = V4L2_FRMIVAL_TYPE_DISCRETE;
	interval->discrete = rst_vcap_interval(vcap, interval->index + 1);
	return 0;
}

int rst_vcap_get_parm(struct file *file, void *priv,
		      struct v4l2_streamparm *parm)
{
	struct rst_vcap_device *vcap = video_drvdata(file);

	if (parm->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
		return -EINVAL;
	memset(&parm->parm, 0, sizeof(parm->parm));
	parm->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
	parm->parm.capture.timeperframe =
		rst_vcap_interval(vcap, vcap->divisor);
	return 0;
}

int rst_vcap_set_parm(struct file *file, void *priv,
		      struct v4l2_streamparm *parm)
{
	struct rst_vcap_device *vcap = video_drvdata(file);

	if (parm->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
		return -EINVAL;
	if (vb2_is_streaming(&vcap->queue))
		return -EBUSY;
	vcap->divisor = rst_vcap_divisor(vcap,
					 &parm->parm.capture.timeperframe);
	return rst_vcap_get_parm(file, priv, parm);
}
