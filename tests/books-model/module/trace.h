/* SPDX-License-Identifier: GPL-2.0-only */
/* What players do to a pool */
#ifndef TRACE_H
#define TRACE_H

#include <linux/types.h>

#include "random.h"

/**
 * struct workload - who uses a pool
 * @name:	for the table
 * @pages:	of the pool
 * @ladder:	picture sizes, ascending; the last is 0
 * @ui:		sizes of an interface's buffers in pages, the last is 0
 */
struct workload {
	const char *name;
	u32 pages;
	struct {
		u32 width, height;
	} ladder[6];
	u32 ui[4];
};

enum event_kind { EVENT_FREE, EVENT_ALLOC, EVENT_LOOK };

/**
 * struct event - a step of a trace
 * @kind:	what
 * @id:		of the buffer; EVENT_ALLOC counts them up from 0
 * @pages:	EVENT_ALLOC: its size. EVENT_LOOK: what should be in use
 */
struct event {
	enum event_kind kind;
	u32 id, pages;
};

/**
 * struct trace - what players did to a pool
 * @events:	in this order
 * @num_events:	how many
 * @num_ids:	how many buffers there were
 */
struct trace {
	struct event *events;
	u32 num_events, num_ids;
};

/* At most @limit pages are in use at any time. 0 or -ENOMEM. */
int trace_make(struct trace *trace, const struct workload *workload, u32 limit,
	       u64 seed);
void trace_free(struct trace *trace);

#endif /* TRACE_H */
