/* SPDX-License-Identifier: GPL-2.0-only */
/* A V4L2 queue, whose calls meet faults */
#ifndef TESTS_QUEUE_H
#define TESTS_QUEUE_H

#include <stdbool.h>

#define QUEUE_BUFFERS	3

/**
 * struct queue - a queue of buffers of one plane
 * @name:	for the reader
 * @fd:		the device
 * @type:	as V4L2 has it
 * @used:	bytes that a buffer holds when it is queued
 * @size:	bytes that it has room for; set by queue_allocate()
 * @frames:	the dma-bufs to queue
 * @ready:	waits until a buffer may be dequeued, or makes it so
 */
struct queue {
	const char *name;
	int fd;
	unsigned int type;
	unsigned int used, size;
	int frames[QUEUE_BUFFERS];
	bool (*ready)(const struct queue *queue);
};

/* Dma-bufs from @heap for all buffers of @queue, and their end */
bool queue_allocate(struct queue *queue, const char *heap, size_t size);
void queue_free(struct queue *queue);

/* For @ready: polls for @events, for as long as a slow kernel may take. */
bool queue_wait(const struct queue *queue, short events);

/* Buffers of dma-bufs, none of them queued; and none any more */
bool queue_set_up(const struct queue *queue);
void queue_tear_down(const struct queue *queue);

/*
 * What makes and queues buffers; it leaves none. Then what starts and stops, on
 * a queue that is set up.
 */
void queue_buffer_calls(const struct queue *queue);
void queue_stream_calls(const struct queue *queue);

/* Fetching buffers from a queue that is set up, which streams meanwhile. */
void queue_fetch_calls(const struct queue *queue);

#endif /* TESTS_QUEUE_H */
