// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/dma-heap.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "camera.h"

#define WAIT_MS 20000

static void call(const struct camera *camera, unsigned long request,
		 void *argument, const char *name)
{
	if (ioctl(camera->fd, request, argument))
		err(1, "camera: %s", name);
}

#define CALL(camera, request, argument) call(camera, request, argument, #request)

static bool is_camera(const char *path)
{
	char name[32] = "";
	FILE *file = fopen(path, "r");

	if (!file)
		return false;
	if (!fgets(name, sizeof(name), file))
		name[0] = 0;
	fclose(file);
	return !strcmp(name, "rst-vcap\n");
}

/* The node whose driver is the camera's. */
static int open_node(void)
{
	glob_t found;
	int fd = -1;

	if (glob("/sys/class/video4linux/video*/name", 0, NULL, &found))
		return -1;
	for (size_t i = 0; i < found.gl_pathc && fd < 0; i++) {
		char node[64];
		int number;

		if (!is_camera(found.gl_pathv[i]) ||
		    sscanf(found.gl_pathv[i],
			   "/sys/class/video4linux/video%d", &number) != 1)
			continue;
		snprintf(node, sizeof(node), "/dev/video%d", number);
		fd = open(node, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	}
	globfree(&found);
	return fd;
}

void camera_open(struct camera *camera)
{
	struct v4l2_format format = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };

	camera->fd = open_node();
	if (camera->fd < 0)
		errx(1, "there is no camera");
	CALL(camera, VIDIOC_G_FMT, &format);
	camera->width = format.fmt.pix.width;
	camera->height = format.fmt.pix.height;
	camera->stride = format.fmt.pix.bytesperline;
	camera->size = format.fmt.pix.sizeimage;
}

void camera_capture(struct camera *camera, int dmabuf)
{
	struct v4l2_requestbuffers request = {
		.count = 1,
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_DMABUF,
	};
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_DMABUF,
		.m.fd = dmabuf,
	};
	struct pollfd wait = { .fd = camera->fd, .events = POLLIN };
	int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;

	CALL(camera, VIDIOC_REQBUFS, &request);
	CALL(camera, VIDIOC_QBUF, &buffer);
	CALL(camera, VIDIOC_STREAMON, &type);
	if (poll(&wait, 1, WAIT_MS) != 1)
		errx(1, "camera: no frame within %d ms", WAIT_MS);
	CALL(camera, VIDIOC_DQBUF, &buffer);
	if (buffer.flags & V4L2_BUF_FLAG_ERROR)
		errx(1, "camera: the frame has errors");
}

void camera_close(struct camera *camera)
{
	int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;

	CALL(camera, VIDIOC_STREAMOFF, &type);
	close(camera->fd);
}
