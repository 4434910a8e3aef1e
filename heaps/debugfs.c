// SPDX-License-Identifier: GPL-2.0-only
/* /sys/kernel/debug/rstmem: buffers and pools. For root only, like debugfs. */
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/timekeeping.h>

#include "buffer.h"
#include "debugfs.h"
#include "heap.h"
#include "importer-buffers.h"
#include "pool.h"

static struct dentry *debugfs_dir;

static void show_buffer(struct seq_file *file, struct rstmem_buffer *buffer)
{
	struct rstmem_attachment *attachment;

	seq_printf(file, "%s%s inode %lu size %zu age %llds pool %s by %d (%s) attached:",
		   buffer->heap->exporter, buffer->inode ? "" : " reserved",
		   buffer->inode, buffer->range.size,
		   ktime_get_boottime_seconds() - buffer->since,
		   buffer->pool->desc.name, buffer->pid, buffer->comm);
	mutex_lock(&buffer->lock);
	list_for_each_entry(attachment, &buffer->attachments, list)
		seq_printf(file, " %s", dev_name(attachment->dev));
	mutex_unlock(&buffer->lock);
	rstmem_registrations_show(file, &buffer->registrations);
	seq_putc(file, '\n');
}

/* held_lock keeps the buffers: each leaves the list before it is freed. */
static int buffers_show(struct seq_file *file, void *unused)
{
	struct rstmem_buffer *buffer;
	struct rstmem_heap *heap;

	for (heap = rstmem_heaps; heap->name; heap++) {
		mutex_lock(&heap->held_lock);
		list_for_each_entry(buffer, &heap->held, held)
			show_buffer(file, buffer);
		mutex_unlock(&heap->held_lock);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(buffers);

static int pools_show(struct seq_file *file, void *unused)
{
	rstmem_pools_show(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(pools);

void rstmem_debugfs_init(void)
{
	debugfs_dir = debugfs_create_dir("rstmem", NULL);
	debugfs_create_file("buffers", 0400, debugfs_dir, NULL, &buffers_fops);
	debugfs_create_file("pools", 0400, debugfs_dir, NULL, &pools_fops);
}

void rstmem_debugfs_exit(void)
{
	debugfs_remove(debugfs_dir);
}
