// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/v4l2.h"
#include "fault.h"
#include "queue.h"

#define PATIENCE_MS	60000

/* A buffer, with a plane where the queue's type has planes */
struct slot {
	struct v4l2_buffer buffer;
	struct v4l2_plane plane;
};

/* Whose calls are made, and the descriptor that the next one would get */
static const struct queue *queue;
static int next_fd;
static struct v4l2_format format;

static void slot_init(struct slot *slot, unsigned int index,
		      unsigned int memory)
{
	int frame = queue->frames[index];

	*slot = (struct slot){
		.buffer = {
			.type = queue->type, .memory = memory, .index = index,
			.m.fd = frame, .bytesused = queue->used,
		},
		.plane = {
			.m.fd = frame, .bytesused = queue->used,
			.length = queue->size,
		},
	};
	if (!V4L2_TYPE_IS_MULTIPLANAR(queue->type))
		return;
	slot->buffer.m.planes = &slot->plane;
	slot->buffer.length = 1;
}

static int slot_ioctl(unsigned long request, unsigned int index,
		      unsigned int *flags)
{
	struct slot slot;
	int result;

	slot_init(&slot, index, V4L2_MEMORY_DMABUF);
	result = device_ioctl(queue->fd, request, &slot.buffer);
	if (flags)
		*flags = slot.buffer.flags;
	return result;
}

static int request_buffers(unsigned int memory)
{
	return device_request(queue->fd, queue->type, memory, QUEUE_BUFFERS);
}

static int act_request(void)
{
	return request_buffers(V4L2_MEMORY_DMABUF);
}

static int act_request_own(void)
{
	return request_buffers(V4L2_MEMORY_MMAP);
}

static void undo_request(int result)
{
	(void)result;
	device_request(queue->fd, queue->type, V4L2_MEMORY_MMAP, 0);
}

static int act_create(void)
{
	struct v4l2_create_buffers data = {
		.count = QUEUE_BUFFERS, .memory = V4L2_MEMORY_MMAP,
		.format = format,
	};

	return device_ioctl(queue->fd, VIDIOC_CREATE_BUFS, &data);
}

static int act_remove(void)
{
	struct v4l2_remove_buffers data = {
		.count = QUEUE_BUFFERS, .type = queue->type,
	};

	return device_ioctl(queue->fd, VIDIOC_REMOVE_BUFS, &data);
}

static void undo_remove(int result)
{
	undo_request(result);
	act_request_own();
}

static int act_export(void)
{
	struct v4l2_exportbuffer data = {
		.type = queue->type, .flags = O_RDWR | O_CLOEXEC,
	};

	return device_ioctl(queue->fd, VIDIOC_EXPBUF, &data) ?: data.fd;
}

static void undo_export(int result)
{
	(void)result;
	fd_left(next_fd);
}

static int act_query(void)
{
	return slot_ioctl(VIDIOC_QUERYBUF, 0, NULL);
}

static int act_prepare(void)
{
	return slot_ioctl(VIDIOC_PREPARE_BUF, 0, NULL);
}

static int act_queue(void)
{
	return slot_ioctl(VIDIOC_QBUF, 0, NULL);
}

/* Back to buffers that have never been queued */
static void undo_queue(int result)
{
	undo_request(result);
	act_request();
}

static int act_stream(void)
{
	return device_stream(queue->fd, queue->type, 1);
}

static int act_stop(void)
{
	return device_stream(queue->fd, queue->type, 0);
}

static void undo_stream(int result)
{
	(void)result;
	act_stop();
}

static void undo_stop(int result)
{
	(void)result;
	act_stream();
}

static int act_fetch(void)
{
	struct slot slot;

	slot_init(&slot, 0, V4L2_MEMORY_DMABUF);
	return device_ioctl(queue->fd, VIDIOC_DQBUF, &slot.buffer);
}

/* Whichever buffer was fetched, it goes in again. */
static void undo_fetch(int result)
{
	const unsigned int here = V4L2_BUF_FLAG_QUEUED | V4L2_BUF_FLAG_DONE;
	unsigned int i, flags;

	(void)result;
	for (i = 0; i < QUEUE_BUFFERS; i++) {
		if (!slot_ioctl(VIDIOC_QUERYBUF, i, &flags) && !(flags & here))
			slot_ioctl(VIDIOC_QBUF, i, NULL);
	}
	if (!queue->ready(queue))
		printf("# %s: no buffer gets ready\n", queue->name);
}

static void run(struct fault_call call)
{
	char name[64];

	snprintf(name, sizeof(name), "%s %s", queue->name, call.name);
	call.name = name;
	fault_run(&call);
}

static void run_all(const struct fault_call *calls, size_t count)
{
	for (; count; count--)
		run(*calls++);
}

bool queue_allocate(struct queue *one, const char *heap, size_t size)
{
	bool good = true;
	unsigned int i;

	one->size = size;
	for (i = 0; i < QUEUE_BUFFERS; i++) {
		one->frames[i] = heap_alloc(heap, size);
		good &= one->frames[i] >= 0;
	}
	return good;
}

void queue_free(struct queue *one)
{
	unsigned int i;

	for (i = 0; i < QUEUE_BUFFERS; i++)
		close(one->frames[i]);
}

bool queue_wait(const struct queue *one, short events)
{
	struct pollfd fd = { .fd = one->fd, .events = events };

	return poll(&fd, 1, PATIENCE_MS) > 0 && fd.revents & events;
}

bool queue_set_up(const struct queue *one)
{
	queue = one;
	return act_request() == QUEUE_BUFFERS;
}

void queue_tear_down(const struct queue *one)
{
	queue = one;
	undo_request(0);
}

static void own_memory_calls(void)
{
	static const struct fault_call calls[] = {
		/* vb2 says so, whatever kept the driver from exporting. */
		{ "EXPBUF", act_export, undo_export, .late = true,
		  .error = EINVAL },
		{ "REMOVE_BUFS", act_remove, undo_remove, .late = true },
	};

	if (!tap(act_request_own() == QUEUE_BUFFERS, "%s own buffers",
		 queue->name))
		return;
	next_fd = fd_next();
	run_all(calls, 2);
	undo_request(0);
}

void queue_buffer_calls(const struct queue *one)
{
	static const struct fault_call making[] = {
		{ "REQBUFS of dma-bufs", act_request, undo_request,
		  .late = true },
		{ "REQBUFS of own memory", act_request_own, undo_request,
		  .late = true },
		{ "CREATE_BUFS", act_create, undo_request, .late = true },
	};
	static const struct fault_call queueing[] = {
		{ "QUERYBUF", act_query, undo_nothing },
		{ "PREPARE_BUF", act_prepare, undo_queue, .late = true },
		{ "QBUF", act_queue, undo_queue, .late = true },
	};

	queue = one;
	format.type = one->type;
	if (!tap(!device_ioctl(one->fd, VIDIOC_G_FMT, &format),
		 "%s format", one->name))
		return;
	run_all(making, 3);
	own_memory_calls();
	if (tap(queue_set_up(one), "%s buffers", one->name))
		run_all(queueing, 3);
	queue_tear_down(one);
}

void queue_stream_calls(const struct queue *one)
{
	queue = one;
	run((struct fault_call){ "STREAMON", act_stream, undo_stream });
	if (!tap(!act_stream(), "%s streams", one->name))
		return;
	run((struct fault_call){ "STREAMOFF", act_stop, undo_stop });
	act_stop();
}

void queue_fetch_calls(const struct queue *one)
{
	queue = one;
	if (!tap(!act_stream(), "%s streams", one->name))
		return;
	undo_fetch(0);
	run((struct fault_call){ "DQBUF", act_fetch, undo_fetch, .late = true });
	act_stop();
}
