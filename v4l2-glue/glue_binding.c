// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices whose queues take restricted buffers
 *
 * The buffers of a device can outlive its binding (a user holds a file or
 * a mapping), but not what ties them to the TEE: unbinding cuts that at once,
 * so that nobody who holds a buffer can hold up the TEE's removal.
 */
#include <linux/bits.h>
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/rstmem.h>
#include <linux/slab.h>
#include <rstmem/buffer.h>
#include <rstmem/kdump.h>
#include <rstmem/v4l2.h>

#include "glue.h"

static DEFINE_MUTEX(rst_v4l2_clients_lock);
static LIST_HEAD(rst_v4l2_clients);

static struct rst_v4l2_client *rst_v4l2_client_find(struct device *dev)
{
	struct rst_v4l2_client *client;

	lockdep_assert_held(&rst_v4l2_clients_lock);
	list_for_each_entry(client, &rst_v4l2_clients, node) {
		if (client->dev == dev)
			return client;
	}
	return NULL;
}

static void rst_v4l2_client_release(struct kref *refs)
{
	struct rst_v4l2_client *client =
		container_of(refs, struct rst_v4l2_client, refs);

	rstmem_importer_destroy(client->importer);
	put_device(client->dev);
	mutex_destroy(&client->lock);
	kfree(client);
}

/* The client that @dev is bound to, referenced, or NULL. */
struct rst_v4l2_client *rst_v4l2_client_get(struct device *dev)
{
	struct rst_v4l2_client *client;

	guard(mutex)(&rst_v4l2_clients_lock);
	client = rst_v4l2_client_find(dev);
	if (client)
		kref_get(&client->refs);
	return client;
}

void rst_v4l2_client_put(struct rst_v4l2_client *client)
{
	kref_put(&client->refs, rst_v4l2_client_release);
}

static struct rst_v4l2_client *rst_v4l2_client_create(struct device *dev,
						      struct tee_context *tee,
						      u32 use_case)
{
	struct rst_v4l2_client *client;

	client = kzalloc(sizeof(*client), GFP_KERNEL);
	if (!client)
		return NULL;
	client->importer = rstmem_importer_create(dev);
	if (!client->importer) {
		kfree(client);
		return NULL;
	}

	kref_init(&client->refs);
	client->dev = get_device(dev);
	client->use_case = use_case;
	mutex_init(&client->lock);
	client->tee = tee;
	INIT_LIST_HEAD(&client->buffers);
	spin_lock_init(&client->slots_lock);
	INIT_LIST_HEAD(&client->slots);
	return client;
}

int rst_v4l2_bind(struct device *dev, struct tee_context *tee, u32 use_case)
{
	struct rst_v4l2_client *client;
	int ret;

	if (use_case == RSTMEM_USE_CASE_RESERVED ||
	    use_case > RSTMEM_USE_CASE_SECURE_VIDEO_RECORD)
		return -EINVAL;

	guard(mutex)(&rst_v4l2_clients_lock);
	if (rst_v4l2_client_find(dev))
		return -EBUSY;

	client = rst_v4l2_client_create(dev, tee, use_case);
	if (!client)
		return -ENOMEM;
	ret = rstmem_policy_allow(dev, BIT(use_case));
	if (ret) {
		rst_v4l2_client_put(client);
		return ret;
	}
	rst_v4l2_counters_add(client);
	list_add(&client->node, &rst_v4l2_clients);
	return 0;
}
EXPORT_SYMBOL_GPL(rst_v4l2_bind);

/* What is known of buffers goes, too: @dev may lose its DMA set-up next. */
static void rst_v4l2_client_disconnect(struct rst_v4l2_client *client)
{
	struct rst_v4l2_buffer *buffer;

	guard(mutex)(&client->lock);
	scoped_guard(spinlock, &client->slots_lock) {
		list_for_each_entry(buffer, &client->slots, node)
			WRITE_ONCE(buffer->shm, NULL);
	}
	list_for_each_entry(buffer, &client->buffers, node)
		rst_v4l2_clear_disconnect(buffer);
	client->tee = NULL;
	rstmem_importer_destroy(client->importer);
	client->importer = NULL;
}

void rst_v4l2_unbind(struct device *dev)
{
	struct rst_v4l2_client *client;

	scoped_guard(mutex, &rst_v4l2_clients_lock) {
		client = rst_v4l2_client_find(dev);
		if (!client)
			return;
		list_del(&client->node);
		/* Before somebody else binds @dev, whose file has this name. */
		rst_v4l2_counters_remove(client);
	}
	rst_v4l2_client_disconnect(client);
	rstmem_policy_revoke(dev);
	rst_v4l2_client_put(client);
}
EXPORT_SYMBOL_GPL(rst_v4l2_unbind);

static int __init rst_v4l2_init(void)
{
	int ret;

	if (rstmem_in_kdump())
		return -ENODEV;
	ret = rst_v4l2_clear_init();
	if (!ret)
		rst_v4l2_counters_init();
	return ret;
}
module_init(rst_v4l2_init);

static void __exit rst_v4l2_exit(void)
{
	rst_v4l2_counters_exit();
	rst_v4l2_clear_exit();
}
module_exit(rst_v4l2_exit);

MODULE_DESCRIPTION("Restricted buffers for V4L2 drivers");
MODULE_LICENSE("GPL");
