// SPDX-License-Identifier: GPL-2.0-only
/* Frames: order, numbers, times, and those that are dropped. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lib/camera.h"
#include "tests.h"

/* V4L2 tells time in microseconds; each of two may have lost almost one. */
#define TIME_ERROR	2000

static bool is_whole(const struct camera *camera,
		     const struct v4l2_buffer *buffer)
{
	return !(buffer->flags & V4L2_BUF_FLAG_ERROR) &&
	       (buffer->flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) ==
	       V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC &&
	       (buffer->flags & V4L2_BUF_FLAG_TSTAMP_SRC_MASK) ==
	       V4L2_BUF_FLAG_TSTAMP_SRC_SOE &&
	       buffer->field == V4L2_FIELD_NONE &&
	       buffer->bytesused ==
	       camera->format.width * camera->format.height * 3 / 2;
}

/* A frame's time follows from its number, and it lies in the past. */
static bool is_on_time(const struct camera *camera,
		       const struct v4l2_buffer *first,
		       const struct v4l2_buffer *buffer)
{
	int64_t expected = buffer_time(first) +
			   camera_span(camera,
				       buffer->sequence - first->sequence);

	return llabs(buffer_time(buffer) - expected) <= TIME_ERROR &&
	       buffer_time(buffer) <= now();
}

bool frames_come(struct camera *camera, unsigned int frames)
{
	struct v4l2_buffer first = {}, last = {}, buffer;
	unsigned int i;
	int ret;

	for (i = 0; i < frames; i++, last = buffer) {
		ret = camera_dequeue(camera, &buffer);
		if (!ret && !i)
			first = buffer;
		if (ret || !is_whole(camera, &buffer) ||
		    (i && buffer.sequence <= last.sequence) ||
		    !is_on_time(camera, &first, &buffer) ||
		    camera_queue(camera, buffer.index)) {
			printf("# frame %u: error %d, number %u after %u, flags %#x, %u bytes\n",
			       i, ret, buffer.sequence, last.sequence,
			       buffer.flags, buffer.bytesused);
			return false;
		}
	}
	printf("# %u frames, numbers %u to %u\n", frames, first.sequence,
	       last.sequence);
	return true;
}

static void sleep_until(int64_t time)
{
	struct timespec moment = {
		.tv_sec = time / 1000000000, .tv_nsec = time % 1000000000,
	};

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &moment, NULL);
}

/* Fails where a frame that nobody took is not missing in the numbers. */
static void test_dropped(struct camera *camera)
{
	struct v4l2_buffer last = {}, next = {};
	unsigned int i;
	bool ok = true;

	for (i = 0; i < NUM_BUFFERS; i++)
		ok = ok && !camera_dequeue(camera, &last);
	sleep_until(buffer_time(&last) + camera_span(camera, 10));
	ok = ok && !camera_queue(camera, last.index) &&
	     !camera_dequeue(camera, &next);
	tap(ok && next.sequence >= last.sequence + 10 &&
	    is_on_time(camera, &last, &next),
	    "frames for which there was no buffer are counted: %u after %u",
	    next.sequence, last.sequence);
}

static void test_restart(struct camera *camera)
{
	struct v4l2_buffer buffer;

	tap(!camera_stream(camera, 0) &&
	    camera_dequeue(camera, &buffer) == -EINVAL,
	    "after STREAMOFF there are no frames: EINVAL");
	camera_tear_down(camera);
	tap(camera_request(camera, V4L2_MEMORY_DMABUF, NUM_BUFFERS) ==
	    NUM_BUFFERS && !camera_stream(camera, 1),
	    "a stream without a buffer drops its frames");
	camera_tear_down(camera);
}

static void test_rate(struct camera *camera)
{
	struct v4l2_fract unit = camera->interval;

	tap(!camera_set_interval(camera, 3 * unit.numerator,
				 unit.denominator) &&
	    camera_set_up(camera) && !camera_stream(camera, 1) &&
	    frames_come(camera, 6),
	    "each third frame comes at its time");
	camera_tear_down(camera);
	camera_set_interval(camera, 0, 0);
}

void test_streaming(void)
{
	struct v4l2_buffer buffer;
	struct camera camera;

	camera_open(&camera);
	tap(camera_set_up(&camera) && !camera_stream(&camera, 1) &&
	    !camera_dequeue(&camera, &buffer) && !buffer.sequence &&
	    is_whole(&camera, &buffer) &&
	    !camera_queue(&camera, buffer.index),
	    "a stream begins with frame 0");
	tap(frames_come(&camera, 48), "frames come in order and at their times");
	tap(camera_set_interval(&camera, 0, 0) == -EBUSY,
	    "S_PARM while it streams: EBUSY");
	test_dropped(&camera);
	test_restart(&camera);
	test_rate(&camera);
	tap(camera_set_up(&camera) && !camera_stream(&camera, 1) &&
	    frames_come(&camera, 2), "and again from the beginning");
	camera_close(&camera);
	tap(heap_empties("secure-video-record"),
	    "closed in mid-stream, it keeps no memory");
}
