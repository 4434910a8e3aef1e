/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trace events: /sys/kernel/tracing/events/rst_vcap
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM rst_vcap

#if !defined(_RST_VCAP_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _RST_VCAP_TRACE_H

#include <linux/tracepoint.h>

#include "engine/protocol.h"

TRACE_EVENT(rst_vcap_frame,
	    TP_PROTO(u32 sequence, u64 timestamp, const struct rst_cam_job *job,
		     int error),
	    TP_ARGS(sequence, timestamp, job, error),
	    TP_STRUCT__entry(__field(u32, sequence)
			     __field(u64, timestamp)
			     __field(u64, number)
			     __field(u32, frame)
			     __field(u32, bytes)
			     __field(int, error)),
	    TP_fast_assign(__entry->sequence = sequence;
			   __entry->timestamp = timestamp;
			   __entry->number = job->number;
			   __entry->frame = job->frame;
			   __entry->bytes = job->bytes;
			   __entry->error = error;),
	    TP_printk("sequence=%u timestamp=%llu number=%llu frame=%u bytes=%u error=%d",
		      __entry->sequence, __entry->timestamp, __entry->number,
		      __entry->frame, __entry->bytes, __entry->error)
);

TRACE_EVENT(rst_vcap_drop,
	    TP_PROTO(u32 sequence, u32 frames, bool busy),
	    TP_ARGS(sequence, frames, busy),
	    TP_STRUCT__entry(__field(u32, sequence)
			     __field(u32, frames)
			     __field(bool, busy)),
	    TP_fast_assign(__entry->sequence = sequence;
			   __entry->frames = frames;
			   __entry->busy = busy;),
	    TP_printk("sequence=%u frames=%u because=%s", __entry->sequence,
		      __entry->frames, __entry->busy ? "busy" : "no buffer")
);

#endif /* _RST_VCAP_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE vcap_trace
#include <trace/define_trace.h>
