// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices whose queues take restricted buffers
 *
 * The buffers of a device can outlive its binding (a user holds a file or
 * a mapping), but not what ties them to the TEE: unbinding cuts that at once,
 * so that a user who holds a buffer cannot delay the TEE's removal. Buffers of
 * the kernel's own heaps keep the TEE by themselves.
 */
#include <linux/bits.h>
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/lockdep.h>
#include <linux/rstmem.h>
#include <linux/slab.h>
#include <rstmem/buffer.h>
#include <rstmem/tee.h>
#include <rstmem/v4l2.h>

#include "glue.h"

/* Of debugfs, for the devices' counters. */
struct dentry *rst_v4l2_folder;

static DEFINE_MUTEX(rst_v4l2_bindings_lock);
static LIST_HEAD(rst_v4l2_bindings);

static struct rst_v4l2_binding *rst_v4l2_binding_find(struct device *dev)
{
	struct rst_v4l2_binding *binding;

	lockdep_assert_held(&rst_v4l2_bindings_lock);
	list_for_each_entry(binding, &rst_v4l2_bindings, node) {
		if (binding->dev == dev)
			return binding;
	}
	return NULL;
}

static void rst_v4l2_binding_release(struct kref *refs)
{
	struct rst_v4l2_binding *binding =
		container_of(refs, struct rst_v4l2_binding, refs);

	rstmem_importer_destroy(binding->importer);
	put_device(binding->dev);
	mutex_destroy(&binding->lock);
	kfree(binding);
}

/* The binding of @dev, referenced, or NULL. */
struct rst_v4l2_binding *rst_v4l2_binding_get(struct device *dev)
{
	struct rst_v4l2_binding *binding;

	guard(mutex)(&rst_v4l2_bindings_lock);
	binding = rst_v4l2_binding_find(dev);
	if (binding)
		kref_get(&binding->refs);
	return binding;
}

void rst_v4l2_binding_put(struct rst_v4l2_binding *binding)
{
	kref_put(&binding->refs, rst_v4l2_binding_release);
}

static struct rst_v4l2_binding *rst_v4l2_binding_create(struct device *dev,
							struct tee_context *tee,
							u32 use_case)
{
	struct rst_v4l2_binding *binding;

	binding = kzalloc(sizeof(*binding), GFP_KERNEL);
	if (!binding)
		return NULL;
	binding->importer = rstmem_importer_create(dev);
	if (!binding->importer) {
		kfree(binding);
		return NULL;
	}

	kref_init(&binding->refs);
	binding->dev = get_device(dev);
	binding->use_case = use_case;
	mutex_init(&binding->lock);
	binding->tee = tee;
	INIT_LIST_HEAD(&binding->buffers);
	spin_lock_init(&binding->slots_lock);
	INIT_LIST_HEAD(&binding->slots);
	return binding;
}

int rst_v4l2_bind(struct device *dev, struct tee_context *tee, u32 use_case)
{
	struct rst_v4l2_binding *binding;
	int ret;

	if (use_case == RSTMEM_USE_CASE_RESERVED ||
	    use_case > RSTMEM_USE_CASE_SECURE_VIDEO_RECORD)
		return -EINVAL;

	guard(mutex)(&rst_v4l2_bindings_lock);
	if (rst_v4l2_binding_find(dev))
		return -EBUSY;

	binding = rst_v4l2_binding_create(dev, tee, use_case);
	if (!binding)
		return -ENOMEM;
	ret = rstmem_policy_allow(dev, BIT(use_case));
	if (ret) {
		rst_v4l2_binding_put(binding);
		return ret;
	}
	rstmem_importer_publish(binding->importer, rst_v4l2_folder);
	list_add(&binding->node, &rst_v4l2_bindings);
	return 0;
}
EXPORT_SYMBOL_GPL(rst_v4l2_bind);

/* The TEE loses a buffer of clear memory. */
void rst_v4l2_binding_forget(struct rst_v4l2_buffer *buffer)
{
	struct tee_shm *shm = buffer->shm;

	lockdep_assert_held(&buffer->binding->lock);
	WRITE_ONCE(buffer->shm, NULL);
	tee_shm_free_kernel(shm);
}

/* What is known of buffers goes, too: @dev may lose its DMA set-up next. */
static void rst_v4l2_binding_disconnect(struct rst_v4l2_binding *binding)
{
	struct rst_v4l2_buffer *buffer;

	guard(mutex)(&binding->lock);
	scoped_guard(spinlock, &binding->slots_lock) {
		list_for_each_entry(buffer, &binding->slots, node)
			WRITE_ONCE(buffer->shm, NULL);
	}
	list_for_each_entry(buffer, &binding->buffers, node)
		rst_v4l2_binding_forget(buffer);
	binding->tee = NULL;
	rstmem_importer_destroy(binding->importer);
	binding->importer = NULL;
}

void rst_v4l2_unbind(struct device *dev)
{
	struct rst_v4l2_binding *binding;

	scoped_guard(mutex, &rst_v4l2_bindings_lock) {
		binding = rst_v4l2_binding_find(dev);
		if (!binding)
			return;
		list_del(&binding->node);
		/* Before @dev is bound again, to a file of the same name. */
		rstmem_importer_unpublish(binding->importer);
	}
	rst_v4l2_binding_disconnect(binding);
	rstmem_policy_revoke(dev);
	rst_v4l2_binding_put(binding);
}
EXPORT_SYMBOL_GPL(rst_v4l2_unbind);
