/* SPDX-License-Identifier: GPL-2.0-only */
/* Importers, and registrations: the buffers that they know */
#ifndef _HEAPS_IMPORTER_BUFFERS_H
#define _HEAPS_IMPORTER_BUFFERS_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/types.h>

struct dentry;
struct device;
struct rstmem_range;
struct seq_file;

/**
 * struct rstmem_importer - a device that registers buffers
 * @dev:	the importer has a reference
 * @registrations: its registrations; importer-buffers.c guards them. Not in
 *		rst_addon.ko, whose importers forget what they got
 * @remembers:	there are registrations, so that @hits means something
 * @registered:	buffers that were new to it
 * @hits:	that it knew when they came again
 * @refused:	that it did not get
 * @counters:	the file that says so
 */
struct rstmem_importer {
	struct device *dev;
	struct list_head registrations;
	bool remembers;
	atomic64_t registered;
	atomic64_t hits;
	atomic64_t refused;
	struct dentry *counters;
};

/*
 * @buffer is the head of the buffer's own list of registrations. The caller
 * holds a reference to the buffer, or is releasing it.
 */
int rstmem_registration_add(struct list_head *buffer,
			    const struct rstmem_range *range,
			    struct rstmem_importer *importer);
int rstmem_registration_dma_addr(struct list_head *buffer,
				 const struct rstmem_importer *importer,
				 dma_addr_t *address);
void rstmem_registrations_drop(struct list_head *buffer);
void rstmem_registrations_drop_all(struct rstmem_importer *importer);
void rstmem_registrations_show(struct seq_file *file,
			       const struct list_head *buffer);

#endif /* _HEAPS_IMPORTER_BUFFERS_H */
