/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trace events: /sys/kernel/tracing/events/rst_v4l2
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM rst_v4l2

#if !defined(_RST_V4L2_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _RST_V4L2_TRACE_H

#include <linux/device.h>
#include <linux/tracepoint.h>

TRACE_EVENT(rst_v4l2_register,
	    TP_PROTO(struct device *dev, unsigned long inode, int result),
	    TP_ARGS(dev, inode, result),
	    TP_STRUCT__entry(__string(device, dev_name(dev))
			     __field(unsigned long, inode)
			     __field(int, result)),
	    TP_fast_assign(__assign_str(device);
			   __entry->inode = inode;
			   __entry->result = result;),
	    TP_printk("device=%s inode=%lu %s error=%d", __get_str(device),
		      __entry->inode,
		      __entry->result < 0 ? "refused" :
		      __entry->result ? "new" : "known",
		      min(__entry->result, 0))
);

    #endif /* _RST_V4L2_TRACE_H */

    #undef TRACE_INCLUDE_PATH
    #define TRACE_INCLUDE_PATH .
    #undef TRACE_INCLUDE_FILE
    #define TRACE_INCLUDE_FILE glue_trace
    #include <trace/define_trace.h>
