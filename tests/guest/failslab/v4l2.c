// SPDX-License-Identifier: GPL-2.0-only
/* Faults in the decoder's calls */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "../v4l2/device.h"
#include "fault.h"

#define WIDTH		320
#define HEIGHT		192
#define FRAME_SIZE	(WIDTH * HEIGHT * 3 / 2)

static int decoder, frame;
static char node[32];

static int act_open(void)
{
	return result_of(open(node, O_RDWR | O_CLOEXEC));
}

static int act_request_capture(void)
{
	return device_request(decoder, CAPTURE, V4L2_MEMORY_DMABUF, 4);
}

static void undo_request_capture(int result)
{
	(void)result;
	device_request(decoder, CAPTURE, V4L2_MEMORY_DMABUF, 0);
}

static int act_request_output(void)
{
	return device_request(decoder, OUTPUT, V4L2_MEMORY_MMAP, 2);
}

static void undo_request_output(int result)
{
	(void)result;
	device_request(decoder, OUTPUT, V4L2_MEMORY_MMAP, 0);
}

static int act_queue(void)
{
	return device_queue_dmabuf(decoder, CAPTURE, 0, frame, 0, 0);
}

/* Back to a buffer that has never been queued */
static void undo_queue(int result)
{
	undo_request_capture(result);
	act_request_capture();
}

static int act_stream(void)
{
	return device_stream(decoder, OUTPUT, 1);
}

static void undo_stream(int result)
{
	(void)result;
	device_stream(decoder, OUTPUT, 0);
}

static int act_stream_capture(void)
{
	return device_stream(decoder, CAPTURE, 1);
}

static void undo_stream_capture(int result)
{
	(void)result;
	device_stream(decoder, CAPTURE, 0);
}

static void queue_calls(void)
{
	static const struct fault_call queue = {
		"QBUF of a restricted dma-buf", act_queue, undo_queue,
		.late = true,
	};
	static const struct fault_call stream[] = {
		{ "STREAMON of OUTPUT", act_stream, undo_stream },
		{ "STREAMON of CAPTURE", act_stream_capture,
		  undo_stream_capture },
	};

	if (!check(act_request_capture() > 0 && act_request_output() > 0,
		 "queues with buffers"))
		return;
	fault_run(&queue);
	fault_run(&stream[0]);
	act_stream();
	fault_run(&stream[1]);
	undo_stream(0);
	undo_request_output(0);
	undo_request_capture(0);
}

/* The node behind @fd, to be opened again */
static bool node_find(int fd)
{
	char link[32];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, node, sizeof(node) - 1);
	return length > 0;
}

int main(void)
{
	static const struct fault_call calls[] = {
		{ "open of the decoder", act_open, undo_fd },
		{ "REQBUFS of restricted dma-bufs", act_request_capture,
		  undo_request_capture },
		{ "REQBUFS of memory for the bitstream", act_request_output,
		  undo_request_output },
	};
	size_t i;

	if (!fault_begin())
		return fault_done();
	decoder = device_open();
	frame = heap_alloc(HEAP_VIDEO, FRAME_SIZE);
	if (!check(frame >= 0 && node_find(decoder) &&
		 !device_set_output(decoder, WIDTH, HEIGHT, 1 << 16),
		 "a decoder and a frame"))
		return fault_done();
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		fault_run(&calls[i]);
	queue_calls();
	close(frame);
	close(decoder);
	return fault_done();
}
