// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registrations: an importer knows a buffer
 *
 * A registration holds no reference to its buffer. It is found through the
 * buffer's own list, by a caller that does hold one, and it is freed with the
 * buffer. There is no table keyed by address, so nothing is found at an address
 * that is used again.
 *
 * A dma_buf_attachment could not serve as one: it would have to be detached
 * while the buffer is being released, and dma_buf_detach(), when traced, looks
 * at the dma-buf's inode, which has been freed by then.
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/scatterlist.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <rstmem/pool.h>

#include "importer-buffers.h"
#include "mapping.h"

/**
 * struct registration - an importer knows a buffer
 * @of_buffer:	entry in the buffer's list
 * @of_importer: entry in the importer's list
 * @range:	the buffer's memory; part of the buffer
 * @importer:	the importer
 * @table:	the DMA addresses, NULL until they are asked for
 *
 * Buffer and importer both outlive it.
 */
struct registration {
	struct list_head of_buffer;
	struct list_head of_importer;
	const struct rstmem_range *range;
	struct rstmem_importer *importer;
	struct sg_table *table;
};

/*
 * Guards the lists of all buffers and all importers, and the tables. Either end
 * may be freed at any time, and must be able to find the other one to unlink
 * from it. No other lock of this module is taken under it.
 */
static DEFINE_MUTEX(registrations_lock);

static struct registration *
registration_find(const struct list_head *buffer,
		  const struct rstmem_importer *importer)
{
	struct registration *registration;

	lockdep_assert_held(&registrations_lock);
	list_for_each_entry(registration, buffer, of_buffer) {
		if (registration->importer == importer)
			return registration;
	}
	return NULL;
}

static void registration_drop(struct registration *registration)
{
	lockdep_assert_held(&registrations_lock);
	list_del(&registration->of_buffer);
	list_del(&registration->of_importer);
	if (registration->table)
		rstmem_mapping_destroy(registration->importer->dev,
				       registration->table,
				       registration->range, DMA_BIDIRECTIONAL);
	kfree(registration);
}

/* Return: 1 if the buffer is registered now, 0 if it was before, or -ENOMEM. */
int rstmem_registration_add(struct list_head *buffer,
			    const struct rstmem_range *range,
			    struct rstmem_importer *importer)
{
	struct registration *registration;

	guard(mutex)(&registrations_lock);
	if (registration_find(buffer, importer))
		return 0;
	registration = kzalloc(sizeof(*registration), GFP_KERNEL);
	if (!registration)
		return -ENOMEM;
	registration->range = range;
	registration->importer = importer;
	list_add_tail(&registration->of_buffer, buffer);
	list_add_tail(&registration->of_importer, &importer->registrations);
	return 1;
}

/* Return: 0, -EINVAL (not registered), or rstmem_mapping_create()'s error. */
int rstmem_registration_dma_addr(struct list_head *buffer,
				 const struct rstmem_importer *importer,
				 dma_addr_t *address)
{
	struct registration *known;

	guard(mutex)(&registrations_lock);
	known = registration_find(buffer, importer);
	if (!known)
		return -EINVAL;
	if (!known->table) {
		struct sg_table *table;

		table = rstmem_mapping_create(importer->dev, known->range,
					      DMA_BIDIRECTIONAL, false);
		if (IS_ERR(table))
			return PTR_ERR(table);
		known->table = table;
	}
	*address = sg_dma_address(known->table->sgl);
	return 0;
}

/* The buffer's last reference has been dropped: nothing can be added now. */
void rstmem_registrations_drop(struct list_head *buffer)
{
	struct registration *registration, *next;

	guard(mutex)(&registrations_lock);
	list_for_each_entry_safe(registration, next, buffer, of_buffer)
		registration_drop(registration);
}

void rstmem_registrations_drop_all(struct rstmem_importer *importer)
{
	struct registration *registration, *next;

	guard(mutex)(&registrations_lock);
	list_for_each_entry_safe(registration, next, &importer->registrations,
				 of_importer)
		registration_drop(registration);
}

void rstmem_registrations_show(struct seq_file *file,
			       const struct list_head *buffer)
{
	struct registration *registration;

	guard(mutex)(&registrations_lock);
	if (!list_empty(buffer))
		seq_puts(file, " registered:");
	list_for_each_entry(registration, buffer, of_buffer)
		seq_printf(file, " %s", dev_name(registration->importer->dev));
}
