/* SPDX-License-Identifier: GPL-2.0-only */
/* The camera, by its ioctls; failures end the program. */
#ifndef CAMERA_H
#define CAMERA_H

#include <stddef.h>
#include <stdint.h>

#define RECORD_HEAP	"protected,secure-video-record"

struct camera {
	int fd;
	uint32_t width;
	uint32_t height;
	uint32_t stride;
	size_t size;		/* of a buffer */
};

/* A heap's buffer; its descriptor. */

void camera_open(struct camera *camera);

/* Starts with one buffer, @dmabuf, and waits until it is filled. */
void camera_capture(struct camera *camera, int dmabuf);

/* Stops: what comes next in the buffer is not the camera's. */
void camera_close(struct camera *camera);

#endif /* CAMERA_H */
