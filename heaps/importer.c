// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registrations: what an importer knows of buffers
 *
 * A registration holds no reference on its buffer. It is found through the
 * buffer's own list, by somebody who does hold one, and goes with the buffer:
 * there is no table of addresses, so an address that is used again finds
 * nothing.
 *
 * A dma_buf_attachment could not be kept like this: it would have to go while
 * the buffer is being released, and dma_buf_detach(), where it is traced, looks
 * at the dma-buf's inode, which is gone by then.
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <rstmem/buffer.h>

#include "buffer.h"
#include "heap.h"
#include "mapping.h"
#include "importer.h"
#include "trace.h"

/**
 * struct rstmem_importer - a device that registers buffers
 * @dev:	referenced
 * @registrations: &rstmem_registration.of_importer
 */
struct rstmem_importer {
	struct device *dev;
	struct list_head registrations;
};

/**
 * struct rstmem_registration - a buffer that an importer knows
 * @of_buffer:	in &rstmem_buffer.registrations
 * @of_importer: in the importer's list
 * @buffer:	which is there for as long as this is
 * @importer:	likewise
 * @table:	its DMA addresses, NULL until somebody asks
 */
struct rstmem_registration {
	struct list_head of_buffer;
	struct list_head of_importer;
	struct rstmem_buffer *buffer;
	struct rstmem_importer *importer;
	struct sg_table *table;
};

/*
 * Guards all of these lists and tables. Both ends may go at any time, and
 * whoever has the lock finds the other. Nothing of ours is taken under it.
 */
static DEFINE_MUTEX(registrations_lock);

static struct rstmem_registration *
registration_find(struct rstmem_buffer *buffer,
		  const struct rstmem_importer *importer)
{
	struct rstmem_registration *registration;

	lockdep_assert_held(&registrations_lock);
	list_for_each_entry(registration, &buffer->registrations, of_buffer) {
		if (registration->importer == importer)
			return registration;
	}
	return NULL;
}

static int registration_add(struct rstmem_buffer *buffer,
			    struct rstmem_importer *importer)
{
	struct rstmem_registration *registration;

	lockdep_assert_held(&registrations_lock);
	registration = kzalloc(sizeof(*registration), GFP_KERNEL);
	if (!registration)
		return -ENOMEM;
	registration->buffer = buffer;
	registration->importer = importer;
	list_add_tail(&registration->of_buffer, &buffer->registrations);
	list_add_tail(&registration->of_importer, &importer->registrations);
	trace_rstmem_attach(buffer->heap->name, buffer->inode, importer->dev);
	return 0;
}

static void registration_drop(struct rstmem_registration *registration)
{
	lockdep_assert_held(&registrations_lock);
	list_del(&registration->of_buffer);
	list_del(&registration->of_importer);
	if (registration->table)
		rstmem_mapping_destroy(registration->importer->dev,
				       registration->table,
				       &registration->buffer->range,
				       DMA_BIDIRECTIONAL);
	kfree(registration);
}

struct rstmem_importer *rstmem_importer_create(struct device *dev)
{
	struct rstmem_importer *importer;

	importer = kzalloc(sizeof(*importer), GFP_KERNEL);
	if (!importer)
		return NULL;
	importer->dev = get_device(dev);
	INIT_LIST_HEAD(&importer->registrations);
	return importer;
}
EXPORT_SYMBOL_GPL(rstmem_importer_create);

void rstmem_importer_destroy(struct rstmem_importer *importer)
{
	struct rstmem_registration *registration, *next;

	if (!importer)
		return;
	scoped_guard(mutex, &registrations_lock) {
		list_for_each_entry_safe(registration, next,
					 &importer->registrations, of_importer)
			registration_drop(registration);
	}
	put_device(importer->dev);
	kfree(importer);
}
EXPORT_SYMBOL_GPL(rstmem_importer_destroy);

/*
 * What is known is looked at like what is new: the administrator may have
 * denied the device since, or the pool may have gone. It stays known even so,
 * as the device may be at its DMA addresses.
 */
int rstmem_importer_register(struct rstmem_importer *importer,
			     struct dma_buf *dmabuf)
{
	struct rstmem_buffer *buffer = rstmem_buffer_of(dmabuf);
	int err = rstmem_buffer_admits(dmabuf, importer->dev);

	if (err)
		return err;
	guard(mutex)(&registrations_lock);
	if (registration_find(buffer, importer))
		return 0;
	return registration_add(buffer, importer) ?: 1;
}
EXPORT_SYMBOL_GPL(rstmem_importer_register);

int rstmem_importer_dma_addr(struct rstmem_importer *importer,
			     struct dma_buf *dmabuf, dma_addr_t *address)
{
	struct rstmem_buffer *buffer = rstmem_buffer_of(dmabuf);
	struct rstmem_registration *known;
	int err = rstmem_buffer_admits(dmabuf, importer->dev);

	if (err)
		return err;
	guard(mutex)(&registrations_lock);
	known = registration_find(buffer, importer);
	if (!known)
		return -EINVAL;
	if (!known->table) {
		struct sg_table *table;

		table = rstmem_mapping_create(importer->dev, &buffer->range,
					      DMA_BIDIRECTIONAL);
		if (IS_ERR(table))
			return PTR_ERR(table);
		known->table = table;
	}
	*address = sg_dma_address(known->table->sgl);
	return 0;
}
EXPORT_SYMBOL_GPL(rstmem_importer_dma_addr);

/* The buffer's last reference is gone: nobody finds it, or adds to it, now. */
void rstmem_registrations_drop(struct rstmem_buffer *buffer)
{
	struct rstmem_registration *registration, *next;

	guard(mutex)(&registrations_lock);
	list_for_each_entry_safe(registration, next, &buffer->registrations,
				 of_buffer)
		registration_drop(registration);
}

void rstmem_registrations_show(struct seq_file *file,
			       struct rstmem_buffer *buffer)
{
	struct rstmem_registration *registration;

	guard(mutex)(&registrations_lock);
	list_for_each_entry(registration, &buffer->registrations, of_buffer)
		seq_printf(file, " %s", dev_name(registration->importer->dev));
}
