// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine.h"

static int do_ioctl(int fd, unsigned long request, void *argument)
{
	return ioctl(fd, request, argument) < 0 ? -errno : 0;
}

static int set_format(int fd)
{
	struct v4l2_format format = {
		.type = OUTPUT,
		.fmt.pix = { .width = WIDTH, .height = HEIGHT },
	};
	int ret = do_ioctl(fd, VIDIOC_S_FMT, &format);

	return ret || format.fmt.pix.sizeimage == SIZE ? ret : -ERANGE;
}

int engine_open(const char *driver)
{
	struct v4l2_capability capability;
	char path[32];
	int fd, i, ret;

	for (i = 0; i < 32; i++) {
		snprintf(path, sizeof(path), "/dev/video%d", i);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		memset(&capability, 0, sizeof(capability));
		if (!do_ioctl(fd, VIDIOC_QUERYCAP, &capability) &&
		    !strncmp((char *)capability.driver, driver,
			     sizeof(capability.driver) - 1)) {
			ret = set_format(fd);
			if (!ret)
				return fd;
			close(fd);
			return ret;
		}
		close(fd);
	}
	return -ENODEV;
}

int engine_request(int fd, unsigned int type, unsigned int memory,
		   unsigned int count)
{
	struct v4l2_requestbuffers request = {
		.type = type, .memory = memory, .count = count,
	};
	int ret = do_ioctl(fd, VIDIOC_REQBUFS, &request);

	return ret || request.count == count ? ret : -ERANGE;
}

int engine_queue(int fd, unsigned int type, unsigned int index)
{
	struct v4l2_buffer buffer = {
		.type = type, .memory = MMAP, .index = index,
		.bytesused = type == OUTPUT ? SIZE : 0,
	};

	return do_ioctl(fd, VIDIOC_QBUF, &buffer);
}

/*
 * Without bytesused: after a refusal videobuf2 compares that, where there is one
 * plane, with the length that the slot no longer has.
 */
int engine_queue_dmabuf(int fd, unsigned int type, unsigned int index,
			int dmabuf)
{
	struct v4l2_buffer buffer = {
		.type = type, .memory = DMABUF, .index = index, .m.fd = dmabuf,
	};

	return do_ioctl(fd, VIDIOC_QBUF, &buffer);
}

int engine_dequeue(int fd, unsigned int type, unsigned int memory)
{
	struct pollfd event = {
		.fd = fd, .events = type == OUTPUT ? POLLOUT : POLLIN,
	};
	struct v4l2_buffer buffer = { .type = type, .memory = memory };
	int ret = poll(&event, 1, 20000);

	if (ret != 1)
		return ret ? -errno : -ETIMEDOUT;
	ret = do_ioctl(fd, VIDIOC_DQBUF, &buffer);
	if (ret)
		return ret;
	return buffer.flags & V4L2_BUF_FLAG_ERROR ? -EIO : (int)buffer.index;
}

int engine_stream(int fd, bool on)
{
	unsigned long request = on ? VIDIOC_STREAMON : VIDIOC_STREAMOFF;
	int output = OUTPUT, capture = CAPTURE;

	return do_ioctl(fd, request, &output) ?:
	       do_ioctl(fd, request, &capture);
}

void engine_free(int fd)
{
	engine_stream(fd, false);
	engine_request(fd, OUTPUT, DMABUF, 0);
	engine_request(fd, CAPTURE, DMABUF, 0);
}

void *engine_map(int fd, unsigned int type, unsigned int index)
{
	struct v4l2_buffer buffer = {
		.type = type, .memory = MMAP, .index = index,
	};

	if (do_ioctl(fd, VIDIOC_QUERYBUF, &buffer))
		return MAP_FAILED;
	return mmap(NULL, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED,
		    fd, buffer.m.offset);
}

int engine_copy(int fd, unsigned int in, int from, unsigned int out, int to)
{
	int ret = engine_queue_dmabuf(fd, OUTPUT, in, from) ?:
		  engine_queue_dmabuf(fd, CAPTURE, out, to);

	if (ret)
		return ret;
	ret = engine_dequeue(fd, OUTPUT, DMABUF);
	if (ret >= 0 && ret != (int)in)
		return -EBADMSG;
	if (ret < 0) {
		engine_dequeue(fd, CAPTURE, DMABUF);
		return ret;
	}
	ret = engine_dequeue(fd, CAPTURE, DMABUF);
	return ret >= 0 && ret != (int)out ? -EBADMSG : ret < 0 ? ret : 0;
}
