// SPDX-License-Identifier: GPL-2.0-only
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/rstmem.h>
#include <linux/sysfs.h>

#include "heap.h"

struct rstmem_heap rstmem_heaps[] = {
	{
		.use_case = RSTMEM_USE_CASE_SECURE_VIDEO_PLAY,
		.name = "secure-video",
		.node_name = RSTMEM_HEAP_SECURE_VIDEO_PLAY,
		.exporter = "rstmem:secure-video",
	}, {
		.use_case = RSTMEM_USE_CASE_TRUSTED_UI,
		.name = "trusted-ui",
		.node_name = RSTMEM_HEAP_TRUSTED_UI,
		.exporter = "rstmem:trusted-ui",
	}, {
		.use_case = RSTMEM_USE_CASE_SECURE_VIDEO_RECORD,
		.name = "secure-video-record",
		.node_name = RSTMEM_HEAP_SECURE_VIDEO_RECORD,
		.exporter = "rstmem:secure-video-record",
	},
	{ }
};

void rstmem_heaps_init(void)
{
	struct rstmem_heap *heap;

	for (heap = rstmem_heaps; heap->name; heap++) {
		mutex_init(&heap->held_lock);
		INIT_LIST_HEAD(&heap->held);
	}
}

struct rstmem_heap *rstmem_heap_find(u32 use_case)
{
	struct rstmem_heap *heap;

	for (heap = rstmem_heaps; heap->name; heap++) {
		if (heap->use_case == use_case)
			return heap;
	}
	return NULL;
}

/* A claim has become a buffer: only now do the visible books change. */
void rstmem_heap_enter(struct rstmem_heap *heap, size_t size)
{
	s64 bytes = atomic64_add_return(size, &heap->bytes);
	s64 mark = atomic64_read(&heap->high_water);

	while (mark < bytes &&
	       !atomic64_try_cmpxchg(&heap->high_water, &mark, bytes))
		;
	atomic_inc(&heap->buffers);
}

/*
 * To be called before the memory is freed; otherwise its next owner's bytes
 * could be counted on top of these. The claim is given up after that.
 */
void rstmem_heap_leave(struct rstmem_heap *heap, size_t size)
{
	atomic_dec(&heap->buffers);
	atomic64_sub(size, &heap->bytes);
}

/* Wake whoever polls the books of these heaps. */
void rstmem_heaps_tell(u32 use_cases)
{
	struct rstmem_heap *heap;

	for (heap = rstmem_heaps; heap->name; heap++) {
		if (use_cases & BIT(heap->use_case))
			sysfs_notify_dirent(heap->room);
	}
}
