// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/rst_v4l2/DEVICE: how often a buffer had to be registered
 */
#include <linux/cleanup.h>
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/seq_file.h>

#include "glue.h"

static struct dentry *rst_v4l2_dir;

static int counters_show(struct seq_file *file, void *unused)
{
	struct rst_v4l2_binding *binding = file->private;

	guard(mutex)(&binding->lock);
	seq_printf(file, "registrations %llu\nhits %llu\nrefused %llu\n",
		   binding->registrations, binding->hits, binding->refused);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

void rst_v4l2_counters_add(struct rst_v4l2_binding *binding)
{
	binding->counters = debugfs_create_file(dev_name(binding->dev), 0400,
						rst_v4l2_dir, binding,
					       &counters_fops);
}

/* Waits for readers, who want the binding's lock. */
void rst_v4l2_counters_remove(struct rst_v4l2_binding *binding)
{
	debugfs_remove(binding->counters);
}

void rst_v4l2_counters_init(void)
{
	rst_v4l2_dir = debugfs_create_dir("rst_v4l2", NULL);
}

void rst_v4l2_counters_exit(void)
{
	debugfs_remove(rst_v4l2_dir);
}
