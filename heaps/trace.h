/* SPDX-License-Identifier: GPL-2.0-only */
/* Trace events. A buffer is identified by its inode number, as in /proc. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM rstmem

#if !defined(_HEAPS_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _HEAPS_TRACE_H

#include <linux/device.h>
#include <linux/tracepoint.h>

DECLARE_EVENT_CLASS(rstmem_buffer,
	TP_PROTO(const char *heap, unsigned long inode, size_t size),
	TP_ARGS(heap, inode, size),
	TP_STRUCT__entry(
		__string(heap, heap)
		__field(unsigned long, inode)
		__field(size_t, size)
	),
	TP_fast_assign(
		__assign_str(heap);
		__entry->inode = inode;
		__entry->size = size;
	),
	TP_printk("heap=%s inode=%lu size=%zu", __get_str(heap),
		  __entry->inode, __entry->size)
);

DEFINE_EVENT(rstmem_buffer, rstmem_alloc,
	TP_PROTO(const char *heap, unsigned long inode, size_t size),
	TP_ARGS(heap, inode, size)
);

/* The inode is 0. rstmem_alloc follows, or rstmem_free with an inode of 0. */
DEFINE_EVENT(rstmem_buffer, rstmem_reserve,
	TP_PROTO(const char *heap, unsigned long inode, size_t size),
	TP_ARGS(heap, inode, size)
);

DEFINE_EVENT(rstmem_buffer, rstmem_free,
	TP_PROTO(const char *heap, unsigned long inode, size_t size),
	TP_ARGS(heap, inode, size)
);

DECLARE_EVENT_CLASS(rstmem_device,
	TP_PROTO(const char *heap, unsigned long inode, struct device *dev),
	TP_ARGS(heap, inode, dev),
	TP_STRUCT__entry(
		__string(heap, heap)
		__string(bus, dev_bus_name(dev))
		__string(device, dev_name(dev))
		__field(unsigned long, inode)
	),
	TP_fast_assign(
		__assign_str(heap);
		__assign_str(bus);
		__assign_str(device);
		__entry->inode = inode;
	),
	TP_printk("heap=%s inode=%lu device=%s/%s", __get_str(heap),
		  __entry->inode, __get_str(bus), __get_str(device))
);

DEFINE_EVENT(rstmem_device, rstmem_attach,
	TP_PROTO(const char *heap, unsigned long inode, struct device *dev),
	TP_ARGS(heap, inode, dev)
);

DEFINE_EVENT(rstmem_device, rstmem_refused,
	TP_PROTO(const char *heap, unsigned long inode, struct device *dev),
	TP_ARGS(heap, inode, dev)
);

/* What became of a buffer that an importer was given. */
TRACE_EVENT(rstmem_register,
	TP_PROTO(struct device *dev, unsigned long inode, int result),
	TP_ARGS(dev, inode, result),
	TP_STRUCT__entry(
		__string(bus, dev_bus_name(dev))
		__string(device, dev_name(dev))
		__field(unsigned long, inode)
		__field(int, result)
	),
	TP_fast_assign(
		__assign_str(bus);
		__assign_str(device);
		__entry->inode = inode;
		__entry->result = result;
	),
	TP_printk("inode=%lu %s error=%d device=%s/%s", __entry->inode,
		  __entry->result < 0 ? "refused" :
		  __entry->result ? "new" : "known",
		  min(__entry->result, 0), __get_str(bus), __get_str(device))
);

/* What the policy says about a device from now on: masks of use-cases. */
TRACE_EVENT(rstmem_policy,
	TP_PROTO(struct device *dev, u32 driver, u32 allowed, u32 denied,
		 u32 pages),
	TP_ARGS(dev, driver, allowed, denied, pages),
	TP_STRUCT__entry(
		__string(bus, dev_bus_name(dev))
		__string(device, dev_name(dev))
		__field(u32, driver)
		__field(u32, allowed)
		__field(u32, denied)
		__field(u32, pages)
	),
	TP_fast_assign(
		__assign_str(bus);
		__assign_str(device);
		__entry->driver = driver;
		__entry->allowed = allowed;
		__entry->denied = denied;
		__entry->pages = pages;
	),
	TP_printk("device=%s/%s driver=%#x allowed=%#x denied=%#x pages=%#x",
		  __get_str(bus), __get_str(device), __entry->driver,
		  __entry->allowed, __entry->denied, __entry->pages)
);

/* A piece of a pool has been scrubbed, or not. */
DECLARE_EVENT_CLASS(rstmem_scrubbing,
	TP_PROTO(const char *pool, size_t size, s64 us, int error),
	TP_ARGS(pool, size, us, error),
	TP_STRUCT__entry(
		__string(pool, pool)
		__field(size_t, size)
		__field(s64, us)
		__field(int, error)
	),
	TP_fast_assign(
		__assign_str(pool);
		__entry->size = size;
		__entry->us = us;
		__entry->error = error;
	),
	TP_printk("pool=%s size=%zu us=%lld error=%d", __get_str(pool),
		  __entry->size, __entry->us, __entry->error)
);

DEFINE_EVENT(rstmem_scrubbing, rstmem_scrub,
	TP_PROTO(const char *pool, size_t size, s64 us, int error),
	TP_ARGS(pool, size, us, error)
);

/* An allocation of a size has waited for one more piece to be scrubbed. */
DEFINE_EVENT(rstmem_scrubbing, rstmem_scrub_wait,
	TP_PROTO(const char *pool, size_t size, s64 us, int error),
	TP_ARGS(pool, size, us, error)
);

#endif /* _HEAPS_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH heaps
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
