/* SPDX-License-Identifier: GPL-2.0-only */
/* The camera's ioctls. Failures are -errno, where nothing else is said. */
#ifndef TESTS_CAMERA_H
#define TESTS_CAMERA_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/v4l2.h"

#define HEAP_RECORD	"protected,secure-video-record"
#define NUM_BUFFERS	4

struct camera {
	int fd;
	struct v4l2_pix_format format;
	struct v4l2_fract interval;
	int buffers[NUM_BUFFERS];
};

/* Ends the program where there is no camera. */
void camera_open(struct camera *camera);
void camera_close(struct camera *camera);

int camera_request(struct camera *camera, unsigned int memory,
		   unsigned int count);
int camera_stream(struct camera *camera, int on);
int camera_set_interval(struct camera *camera, uint32_t numerator,
			uint32_t denominator);

int camera_queue_dmabuf(struct camera *camera, unsigned int index, int dmabuf,
			unsigned int length);

/* With buffers of its own: allocate and queue, and let go of, all. */
bool camera_set_up(struct camera *camera);
void camera_tear_down(struct camera *camera);
int camera_queue(struct camera *camera, unsigned int index);

/* Waits for a frame: -ETIMEDOUT where none comes for long. */
int camera_dequeue(struct camera *camera, struct v4l2_buffer *buffer);

/* Nominal start of a frame, ns, and how long so many frames last. */
int64_t buffer_time(const struct v4l2_buffer *buffer);
int64_t camera_span(const struct camera *camera, unsigned int frames);
int64_t now(void);

#endif /* TESTS_CAMERA_H */
