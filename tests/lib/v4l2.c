// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/v4l2.h"

int device_ioctl(int fd, unsigned long request, void *argument)
{
	int ret;

	do {
		ret = ioctl(fd, request, argument);
	} while (ret < 0 && errno == EINTR);
	return ret < 0 ? -errno : ret;
}

int device_open(const char *driver)
{
	struct v4l2_capability capability;
	char path[32];
	int fd, i;

	for (i = 0; i < 16; i++) {
		snprintf(path, sizeof(path), "/dev/video%d", i);
		fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0)
			continue;
		memset(&capability, 0, sizeof(capability));
		if (!device_ioctl(fd, VIDIOC_QUERYCAP, &capability) &&
		    !strcmp((char *)capability.driver, driver))
			return fd;
		close(fd);
	}
	errx(1, "no device of %s", driver);
}

int device_set_coded(int fd, unsigned int pixelformat, unsigned int width,
		     unsigned int height, unsigned int size)
{
	struct v4l2_format format = { .type = OUTPUT };
	struct v4l2_pix_format_mplane *pix = &format.fmt.pix_mp;

	pix->pixelformat = pixelformat;
	pix->width = width;
	pix->height = height;
	pix->num_planes = 1;
	pix->plane_fmt[0].sizeimage = size;
	return device_ioctl(fd, VIDIOC_S_FMT, &format);
}

int device_set_output(int fd, unsigned int width, unsigned int height,
		      unsigned int size)
{
	return device_set_coded(fd, V4L2_PIX_FMT_H264, width, height, size);
}

int device_get_format(int fd, unsigned int type,
		      struct v4l2_pix_format_mplane *format)
{
	struct v4l2_format answer = { .type = type };
	int ret = device_ioctl(fd, VIDIOC_G_FMT, &answer);

	*format = answer.fmt.pix_mp;
	return ret;
}

int device_request(int fd, unsigned int type, unsigned int memory,
		   unsigned int count)
{
	struct v4l2_requestbuffers request = {
		.type = type, .memory = memory, .count = count,
	};
	int ret = device_ioctl(fd, VIDIOC_REQBUFS, &request);

	return ret ? ret : (int)request.count;
}

int device_stream(int fd, unsigned int type, int on)
{
	int argument = type;

	return device_ioctl(fd, on ? VIDIOC_STREAMON : VIDIOC_STREAMOFF,
			    &argument);
}

int device_command(int fd, unsigned int command)
{
	struct v4l2_decoder_cmd argument = { .cmd = command };

	return device_ioctl(fd, VIDIOC_DECODER_CMD, &argument);
}

int device_get_control(int fd, unsigned int id)
{
	struct v4l2_control control = { .id = id };
	int ret = device_ioctl(fd, VIDIOC_G_CTRL, &control);

	return ret ? ret : control.value;
}

int device_queue_dmabuf(int fd, unsigned int type, unsigned int index,
			int dmabuf, unsigned int used, unsigned int length)
{
	struct v4l2_plane plane = {
		.m.fd = dmabuf, .bytesused = used, .length = length,
	};
	struct v4l2_buffer buffer = {
		.type = type, .memory = V4L2_MEMORY_DMABUF, .index = index,
		.m.planes = &plane, .length = 1,
	};

	return device_ioctl(fd, VIDIOC_QBUF, &buffer);
}

int device_queue_frame(int fd, unsigned int index, const int *planes,
		       unsigned int num_planes)
{
	struct v4l2_plane plane[2] = {
		{ .m.fd = planes[0] }, { .m.fd = planes[1] },
	};
	struct v4l2_buffer buffer = {
		.type = CAPTURE, .memory = V4L2_MEMORY_DMABUF, .index = index,
		.m.planes = plane, .length = num_planes,
	};

	return device_ioctl(fd, VIDIOC_QBUF, &buffer);
}

int device_dequeue_frame(int fd)
{
	struct v4l2_plane plane = {};
	struct v4l2_buffer buffer = {
		.type = CAPTURE, .memory = V4L2_MEMORY_DMABUF,
		.m.planes = &plane, .length = 1,
	};

	return device_ioctl(fd, VIDIOC_DQBUF, &buffer);
}

int device_set_frames(int fd, unsigned int pixelformat)
{
	struct v4l2_format format = { .type = CAPTURE };
	int ret = device_ioctl(fd, VIDIOC_G_FMT, &format);

	format.fmt.pix_mp.pixelformat = pixelformat;
	return ret ? ret : device_ioctl(fd, VIDIOC_S_FMT, &format);
}

int device_get_visible(int fd, struct v4l2_rect *visible)
{
	struct v4l2_selection selection = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.target = V4L2_SEL_TGT_COMPOSE,
	};
	int ret = device_ioctl(fd, VIDIOC_G_SELECTION, &selection);

	*visible = selection.r;
	return ret;
}
