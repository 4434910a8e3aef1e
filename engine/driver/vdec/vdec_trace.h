/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trace events: /sys/kernel/tracing/events/rst_vdec
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM rst_vdec

#if !defined(_RST_VDEC_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _RST_VDEC_TRACE_H

#include <linux/tracepoint.h>

#include "vdec.h"

TRACE_EVENT(rst_vdec_job,
	    TP_PROTO(u32 id, enum rst_vdec_step step,
		     const struct rst_vdec_job *job, int error),
	    TP_ARGS(id, step, job, error),
	    TP_STRUCT__entry(__field(u32, id)
			     __field(int, step)
			     __field(u32, status)
			     __field(u64, cookie)
			     __field(u64, frame_cookie)
			     __field(int, error)),
	    TP_fast_assign(__entry->id = id;
			   __entry->step = step;
			   __entry->status = job->status;
			   __entry->cookie = job->cookie;
			   __entry->frame_cookie = job->frame_cookie;
			   __entry->error = error;),
	    TP_printk("context=%u %s unit=%llu frame=%llu status=%s error=%d",
		      __entry->id,
		      __print_symbolic(__entry->step,
				       { RST_VDEC_STEP_PARSE, "parse" },
				       { RST_VDEC_STEP_DECODE, "decode" },
				       { RST_VDEC_STEP_FETCH, "fetch" },
				       { RST_VDEC_STEP_LAST, "last" }),
		      __entry->cookie, __entry->frame_cookie,
		      __print_flags(__entry->status, "|",
				    { RST_VDEC_CONSUMED, "consumed" },
				    { RST_VDEC_FRAME, "frame" },
				    { RST_VDEC_SEQUENCE, "sequence" },
				    { RST_VDEC_DRAINED, "drained" },
				    { RST_VDEC_DAMAGED, "damaged" },
				    { RST_VDEC_UNSUPPORTED, "unsupported" },
				    { RST_VDEC_FRAME_DAMAGED, "frame damaged" },
				    { RST_VDEC_STARVED, "starved" }),
		      __entry->error)
);

TRACE_EVENT(rst_vdec_state,
	    TP_PROTO(u32 id, enum rst_vdec_phase phase, enum rst_vdec_drain drain),
	    TP_ARGS(id, phase, drain),
	    TP_STRUCT__entry(__field(u32, id)
			     __field(int, phase)
			     __field(int, drain)),
	    TP_fast_assign(__entry->id = id;
			   __entry->phase = phase;
			   __entry->drain = drain;),
	    TP_printk("context=%u phase=%s drain=%s", __entry->id,
		      __print_symbolic(__entry->phase,
				       { RST_VDEC_PARSE, "parse" },
				       { RST_VDEC_DECODE, "decode" },
				       { RST_VDEC_CHANGE, "change" },
				       { RST_VDEC_SETUP, "setup" }),
		      __print_symbolic(__entry->drain,
				       { RST_VDEC_DRAIN_NONE, "none" },
				       { RST_VDEC_DRAIN_PENDING, "pending" },
				       { RST_VDEC_DRAIN_STOPPED, "stopped" }))
);

TRACE_EVENT(rst_vdec_sequence,
	    TP_PROTO(u32 id, const struct rst_vdec_sequence *sequence),
	    TP_ARGS(id, sequence),
	    TP_STRUCT__entry(__field(u32, id)
			     __field(u32, coded_width)
			     __field(u32, coded_height)
			     __field(u32, crop_width)
			     __field(u32, crop_height)
			     __field(u32, profile)
			     __field(u32, level)),
	    TP_fast_assign(__entry->id = id;
			   __entry->coded_width = sequence->coded_width;
			   __entry->coded_height = sequence->coded_height;
			   __entry->crop_width = sequence->crop_width;
			   __entry->crop_height = sequence->crop_height;
			   __entry->profile = sequence->profile_idc;
			   __entry->level = sequence->level_idc;),
	    TP_printk("context=%u coded=%ux%u visible=%ux%u profile=%u level=%u",
		      __entry->id, __entry->coded_width, __entry->coded_height,
		      __entry->crop_width, __entry->crop_height,
		      __entry->profile, __entry->level)
);

TRACE_EVENT(rst_vdec_fail,
	    TP_PROTO(u32 id, int error),
	    TP_ARGS(id, error),
	    TP_STRUCT__entry(__field(u32, id)
			     __field(int, error)),
	    TP_fast_assign(__entry->id = id;
			   __entry->error = error;),
	    TP_printk("context=%u error=%d", __entry->id, __entry->error)
);

    #endif /* _RST_VDEC_TRACE_H */

    #undef TRACE_INCLUDE_PATH
    #define TRACE_INCLUDE_PATH .
    #undef TRACE_INCLUDE_FILE
    #define TRACE_INCLUDE_FILE vdec_trace
    #include <trace/define_trace.h>
