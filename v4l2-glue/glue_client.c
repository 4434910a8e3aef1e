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

/* Takes over the caller's reference. */
void rst_v4l2_buffer_add(struct rst_v4l2_buffer *buffer,
			 struct rst_v4l2_client *client)
{
	lockdep_assert_held(&client->lock);

	buffer->client = client;
	list_add(&buffer->node, &client->buffers);
}

void rst_v4l2_buffer_remove(struct rst_v4l2_buffer *buffer)
{
	scoped_guard(mutex, &buffer->client->lock) {
		list_del(&buffer->node);
		buffer->disconnect(buffer);
	}
	rst_v4l2_client_put(buffer->client);
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

	client = kzalloc(sizeof(*client), GFP_KERNEL);
	if (!client)
		return -ENOMEM;
	ret = rstmem_policy_allow(dev, BIT(use_case));
	if (ret) {
		kfree(client);
		return ret;
	}

	kref_init(&client->refs);
	client->dev = get_device(dev);
	client->use_case = use_case;
	mutex_init(&client->lock);
	client->tee = tee;
	INIT_LIST_HEAD(&client->buffers);
	list_add(&client->node, &rst_v4l2_clients);
	return 0;
}
EXPORT_SYMBOL_GPL(rst_v4l2_bind);

void rst_v4l2_unbind(struct device *dev)
{
	struct rst_v4l2_client *client;
	struct rst_v4l2_buffer *buffer;

	scoped_guard(mutex, &rst_v4l2_clients_lock) {
		client = rst_v4l2_client_find(dev);
		if (!client)
			return;
		list_del(&client->node);
	}

	scoped_guard(mutex, &client->lock) {
		client->tee = NULL;
		list_for_each_entry(buffer, &client->buffers, node)
			buffer->disconnect(buffer);
	}
	rstmem_policy_revoke(dev);
	rst_v4l2_client_put(client);
}
EXPORT_SYMBOL_GPL(rst_v4l2_unbind);

static int __init rst_v4l2_init(void)
{
	return rstmem_in_kdump() ? -ENODEV : 0;
}
module_init(rst_v4l2_init);

static void __exit rst_v4l2_exit(void)
{
}
module_exit(rst_v4l2_exit);

MODULE_DESCRIPTION("Restricted buffers for V4L2 drivers");
MODULE_LICENSE("GPL");
