// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "lib/camera.h"

#define TYPE		V4L2_BUF_TYPE_VIDEO_CAPTURE
#define PATIENCE_MS	60000

static void read_interval(struct camera *camera)
{
	struct v4l2_streamparm parm = { .type = TYPE };

	if (device_ioctl(camera->fd, VIDIOC_G_PARM, &parm))
		err(1, "G_PARM");
	camera->interval = parm.parm.capture.timeperframe;
}

void camera_open(struct camera *camera)
{
	struct v4l2_format format = { .type = TYPE };
	unsigned int i;

	camera->fd = device_open("rst_vcap");
	if (device_ioctl(camera->fd, VIDIOC_G_FMT, &format))
		err(1, "G_FMT");
	camera->format = format.fmt.pix;
	read_interval(camera);
	for (i = 0; i < NUM_BUFFERS; i++)
		camera->buffers[i] = -1;
}

void camera_close(struct camera *camera)
{
	unsigned int i;

	close(camera->fd);
	for (i = 0; i < NUM_BUFFERS; i++)
		if (camera->buffers[i] >= 0)
			close(camera->buffers[i]);
}

int camera_request(struct camera *camera, unsigned int memory,
		   unsigned int count)
{
	return device_request(camera->fd, TYPE, memory, count);
}

int camera_stream(struct camera *camera, int on)
{
	return device_stream(camera->fd, TYPE, on);
}

int camera_set_interval(struct camera *camera, uint32_t numerator,
			uint32_t denominator)
{
	struct v4l2_streamparm parm = {
		.type = TYPE,
		.parm.capture.timeperframe = { numerator, denominator },
	};
	int ret = device_ioctl(camera->fd, VIDIOC_S_PARM, &parm);

	read_interval(camera);
	return ret;
}

int camera_queue_dmabuf(struct camera *camera, unsigned int index, int dmabuf,
			unsigned int length)
{
	struct v4l2_buffer buffer = {
		.type = TYPE, .memory = V4L2_MEMORY_DMABUF, .index = index,
		.m.fd = dmabuf, .length = length,
	};

	return device_ioctl(camera->fd, VIDIOC_QBUF, &buffer);
}

bool camera_set_up(struct camera *camera)
{
	unsigned int i;

	if (camera_request(camera, V4L2_MEMORY_DMABUF, NUM_BUFFERS) !=
	    NUM_BUFFERS)
		return false;
	for (i = 0; i < NUM_BUFFERS; i++) {
		camera->buffers[i] = heap_alloc(HEAP_RECORD,
						camera->format.sizeimage);
		if (camera->buffers[i] < 0 || camera_queue(camera, i))
			return false;
	}
	return true;
}

void camera_tear_down(struct camera *camera)
{
	unsigned int i;

	camera_stream(camera, 0);
	camera_request(camera, V4L2_MEMORY_DMABUF, 0);
	for (i = 0; i < NUM_BUFFERS; i++) {
		if (camera->buffers[i] >= 0)
			close(camera->buffers[i]);
		camera->buffers[i] = -1;
	}
}

int camera_queue(struct camera *camera, unsigned int index)
{
	return camera_queue_dmabuf(camera, index, camera->buffers[index], 0);
}

int camera_dequeue(struct camera *camera, struct v4l2_buffer *buffer)
{
	struct pollfd events = { .fd = camera->fd, .events = POLLIN };
	int ret;

	ret = poll(&events, 1, PATIENCE_MS);
	if (ret <= 0)
		return ret ? -errno : -ETIMEDOUT;
	*buffer = (struct v4l2_buffer) {
		.type = TYPE, .memory = V4L2_MEMORY_DMABUF,
	};
	return device_ioctl(camera->fd, VIDIOC_DQBUF, buffer);
}

int64_t buffer_time(const struct v4l2_buffer *buffer)
{
	return buffer->timestamp.tv_sec * 1000000000LL +
	       buffer->timestamp.tv_usec * 1000LL;
}

int64_t camera_span(const struct camera *camera, unsigned int frames)
{
	return frames * (camera->interval.numerator * 1000000000LL /
			 camera->interval.denominator);
}

int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}
