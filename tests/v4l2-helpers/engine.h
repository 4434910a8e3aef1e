/* SPDX-License-Identifier: GPL-2.0-only */
/* The copy engine's ioctls, one by one. Failures are -errno. */
#ifndef ENGINE_H
#define ENGINE_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/videodev2.h>

#define OUTPUT	V4L2_BUF_TYPE_VIDEO_OUTPUT
#define CAPTURE	V4L2_BUF_TYPE_VIDEO_CAPTURE
#define MMAP	V4L2_MEMORY_MMAP
#define DMABUF	V4L2_MEMORY_DMABUF

#define WIDTH	320
#define HEIGHT	240
#define SIZE	(WIDTH * HEIGHT)

/* @driver's device, with the format set. */
int engine_open(const char *driver);
int engine_request(int fd, unsigned int type, unsigned int memory,
		   unsigned int count);
int engine_queue(int fd, unsigned int type, unsigned int index);
int engine_queue_dmabuf(int fd, unsigned int type, unsigned int index,
			int dmabuf);
/* Waits for one. Return: its index, or -EIO where it is marked as an error. */
int engine_dequeue(int fd, unsigned int type, unsigned int memory);
int engine_stream(int fd, bool on);
/* Both queues without buffers. */
void engine_free(int fd);
/* MAP_FAILED, or the buffer's memory. */
void *engine_map(int fd, unsigned int type, unsigned int index);

/* One picture by dma-bufs, through the slots @in and @out. */
int engine_copy(int fd, unsigned int in, int from, unsigned int out, int to);

#endif /* ENGINE_H */
