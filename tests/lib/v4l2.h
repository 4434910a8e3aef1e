/* SPDX-License-Identifier: GPL-2.0-only */
/* V4L2's ioctls, one by one. Failures are -errno. */
#ifndef TESTS_V4L2_H
#define TESTS_V4L2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/videodev2.h>

#include "lib/alloc.h"

#define OUTPUT	V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE
#define CAPTURE	V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE

#define HEAP_VIDEO	"protected,secure-video"
#define HEAP_UI		"protected,trusted-ui"

/* "rst_vdec", "rst_vcap"; ends the program where there is none. */
int device_open(const char *driver);
int device_ioctl(int fd, unsigned long request, void *argument);

/* @pixelformat: the stream's; device_set_output() is for H.264. */
int device_set_coded(int fd, unsigned int pixelformat, unsigned int width,
		     unsigned int height, unsigned int size);
int device_set_output(int fd, unsigned int width, unsigned int height,
		      unsigned int size);
int device_get_format(int fd, unsigned int type,
		      struct v4l2_pix_format_mplane *format);
int device_request(int fd, unsigned int type, unsigned int memory,
		   unsigned int count);
int device_stream(int fd, unsigned int type, int on);
int device_command(int fd, unsigned int command);
int device_get_control(int fd, unsigned int id);
int device_queue_dmabuf(int fd, unsigned int type, unsigned int index,
			int dmabuf, unsigned int used, unsigned int length);

int device_queue_frame(int fd, unsigned int index, const int *planes,
		       unsigned int num_planes);
int device_dequeue_frame(int fd);
int device_set_frames(int fd, unsigned int pixelformat);
int device_get_visible(int fd, struct v4l2_rect *visible);

#endif /* TESTS_V4L2_H */
