// SPDX-License-Identifier: GPL-2.0-only
/*
 * How often a device saw a buffer that was new to it, in the debugfs of whoever
 * has the importer: rst_v4l2, rst_drm. In rst_addon.ko as well as in rstmem.ko
 */
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <rstmem/buffer.h>

#include "importer-buffers.h"

static int counters_show(struct seq_file *file, void *unused)
{
	struct rstmem_importer *importer = file->private;

	seq_printf(file, "registrations %lld\n",
		   atomic64_read(&importer->registered));
	if (importer->remembers)
		seq_printf(file, "hits %lld\n",
			   atomic64_read(&importer->hits));
	seq_printf(file, "refused %lld\n", atomic64_read(&importer->refused));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

void rstmem_importer_publish(struct rstmem_importer *importer,
			     struct dentry *folder)
{
	importer->counters = debugfs_create_file(dev_name(importer->dev), 0400,
						 folder, importer,
						 &counters_fops);
}
EXPORT_SYMBOL_GPL(rstmem_importer_publish);

/* Waits for readers. */
void rstmem_importer_unpublish(struct rstmem_importer *importer)
{
	debugfs_remove(importer->counters);
	importer->counters = NULL;
}
EXPORT_SYMBOL_GPL(rstmem_importer_unpublish);
