// SPDX-License-Identifier: GPL-2.0-only
/* What the camera says about itself: format, size, rates. */
#include <errno.h>
#include <string.h>

#include "lib/camera.h"
#include "tests.h"

static void test_format(struct camera *camera)
{
	struct v4l2_fmtdesc description = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
	};
	struct v4l2_frmsizeenum size = { .pixel_format = V4L2_PIX_FMT_NV12 };
	struct v4l2_format wish = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.fmt.pix = {
			.width = ~0u, .height = ~0u, .sizeimage = ~0u,
			.pixelformat = V4L2_PIX_FMT_RGB24,
		},
	};
	const struct v4l2_pix_format *format = &camera->format;
	unsigned int picture = format->width * format->height * 3 / 2;

	tap(!device_ioctl(camera->fd, VIDIOC_ENUM_FMT, &description) &&
	    description.pixelformat == V4L2_PIX_FMT_NV12 &&
	    ++description.index &&
	    device_ioctl(camera->fd, VIDIOC_ENUM_FMT, &description) == -EINVAL,
	    "there is NV12 and nothing else");
	tap(!device_ioctl(camera->fd, VIDIOC_ENUM_FRAMESIZES, &size) &&
	    size.type == V4L2_FRMSIZE_TYPE_DISCRETE &&
	    size.discrete.width == format->width &&
	    size.discrete.height == format->height && ++size.index &&
	    device_ioctl(camera->fd, VIDIOC_ENUM_FRAMESIZES, &size) == -EINVAL,
	    "the size is the sensor's, %ux%u", format->width, format->height);
	tap(format->sizeimage >= picture + 64,
	    "buffers have room for the camera's trailer: %u, pictures %u",
	    format->sizeimage, picture);
	tap(!device_ioctl(camera->fd, VIDIOC_S_FMT, &wish) &&
	    !memcmp(&wish.fmt.pix, format, sizeof(*format)),
	    "S_FMT gives what there is, whatever is asked for");
}

static bool interval_is(const struct v4l2_fract *interval,
			const struct v4l2_fract *unit, unsigned int times)
{
	return (uint64_t)interval->numerator * unit->denominator ==
	       (uint64_t)times * unit->numerator * interval->denominator;
}

/* @wanted, in eighths of the sensor's interval, comes out as @times of it. */
static bool becomes(struct camera *camera, const struct v4l2_fract *unit,
		    unsigned int wanted, unsigned int times)
{
	return !camera_set_interval(camera, wanted * unit->numerator,
				    8 * unit->denominator) &&
	       interval_is(&camera->interval, unit, times);
}

static void test_rates(struct camera *camera)
{
	struct v4l2_frmivalenum listed = {
		.pixel_format = V4L2_PIX_FMT_NV12,
		.width = camera->format.width, .height = camera->format.height,
	};
	struct v4l2_fract unit = camera->interval;
	bool good = true;

	while (!device_ioctl(camera->fd, VIDIOC_ENUM_FRAMEINTERVALS, &listed)) {
		listed.index++;
		good &= listed.type == V4L2_FRMIVAL_TYPE_DISCRETE &&
			interval_is(&listed.discrete, &unit, listed.index);
	}
	tap(good && listed.index == 8,
	    "rates are the sensor's, half of it, a third of it: %u of them",
	    listed.index);
	listed.index = 0;
	listed.width++;
	tap(device_ioctl(camera->fd, VIDIOC_ENUM_FRAMEINTERVALS, &listed) ==
	    -EINVAL, "another size has none: EINVAL");

	tap(becomes(camera, &unit, 8, 1) && becomes(camera, &unit, 24, 3) &&
	    becomes(camera, &unit, 19, 2) && becomes(camera, &unit, 20, 3),
	    "S_PARM takes the nearest");
	tap(becomes(camera, &unit, 1, 1) && becomes(camera, &unit, 999, 8) &&
	    !camera_set_interval(camera, ~0u, 1) &&
	    interval_is(&camera->interval, &unit, 8) &&
	    !camera_set_interval(camera, 1, ~0u) &&
	    interval_is(&camera->interval, &unit, 1),
	    "and of what is out of range the last");
	tap(!camera_set_interval(camera, 0, 0) &&
	    interval_is(&camera->interval, &unit, 1),
	    "0/0 is the sensor's own rate");
}

/* Fails where a client would be told other things than it then gets. */
void test_description(void)
{
	struct camera camera;

	camera_open(&camera);
	test_format(&camera);
	test_rates(&camera);
	camera_close(&camera);
}
