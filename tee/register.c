// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices that drivers register: tee0, tee1, … for clients, teepriv0, … for
 * supplicants
 *
 * A device is used by its driver, by every context and by every piece of
 * shared memory that the driver must free; tee_device_unregister() waits for
 * these. It does not wait for holders of restricted memory, which keep only
 * the structure itself.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "compat/tee-protmem.h"

#include "clients.h"
#include "context.h"
#include "core.h"
#include "device.h"
#include "ioctls.h"
#include "probing.h"
#include "register.h"
#include "sharing.h"

/* Minors: the lower half for clients, the upper half for supplicants. */
#define TEE_NUM_DEVICES	32
#define TEE_NUM_CLIENTS	(TEE_NUM_DEVICES / 2)

static DECLARE_BITMAP(minors, TEE_NUM_DEVICES);
static DEFINE_SPINLOCK(minors_lock);
static dev_t tee_devt;

int tee_chrdev_init(void)
{
	return alloc_chrdev_region(&tee_devt, 0, TEE_NUM_DEVICES, "tee");
}

void tee_chrdev_exit(void)
{
	unregister_chrdev_region(tee_devt, TEE_NUM_DEVICES);
}

static int minor_get(bool privileged)
{
	unsigned int first = privileged ? TEE_NUM_CLIENTS : 0;
	unsigned int end = privileged ? TEE_NUM_DEVICES : TEE_NUM_CLIENTS;
	unsigned int minor;

	spin_lock(&minors_lock);
	minor = find_next_zero_bit(minors, end, first);
	if (minor < end)
		__set_bit(minor, minors);
	spin_unlock(&minors_lock);

	return minor < end ? minor : -ENOMEM;
}

static void minor_put(struct tee_device *teedev)
{
	if (teedev->id < 0)
		return;

	spin_lock(&minors_lock);
	__clear_bit(teedev->id, minors);
	spin_unlock(&minors_lock);
	teedev->id = -1;
}

static void tee_device_release(struct device *dev)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);

	minor_put(teedev);
	idr_destroy(&teedev->idr);
	mutex_destroy(&teedev->mutex);
	mutex_destroy(&to_core_device(teedev)->ending);
	tee_clients_destroy(&to_core_device(teedev)->user_clients);
	tee_clients_destroy(&to_core_device(teedev)->kernel_clients);
	put_device(to_core_device(teedev)->probed);
	kfree(to_core_device(teedev));
}

static bool tee_desc_valid(const struct tee_desc *desc)
{
	return desc && desc->name && desc->ops && desc->ops->get_version &&
	       desc->ops->open && desc->ops->release;
}

struct tee_device *tee_device_alloc(const struct tee_desc *teedesc,
				    struct device *dev,
				    struct tee_shm_pool *pool,
				    void *driver_data)
{
	struct tee_core_device *core;
	struct tee_device *teedev;
	bool privileged;
	int rc;

	if (!tee_desc_valid(teedesc))
		return ERR_PTR(-EINVAL);

	core = kzalloc(sizeof(*core), GFP_KERNEL);
	if (!core)
		return ERR_PTR(-ENOMEM);

	rc = tee_clients_init(&core->kernel_clients);
	if (rc)
		goto err_free;
	rc = tee_clients_init(&core->user_clients);
	if (rc)
		goto err_clients;

	teedev = &core->teedev;
	privileged = teedesc->flags & TEE_DESC_PRIVILEGED;
	rc = minor_get(privileged);
	if (rc < 0) {
		pr_err("no minor left for %s\n", teedesc->name);
		goto err_user_clients;
	}

	teedev->id = rc;
	teedev->desc = teedesc;
	teedev->pool = pool;
	teedev->num_users = 1;	/* the driver, until it unregisters */
	init_completion(&teedev->c_no_users);
	mutex_init(&teedev->mutex);
	mutex_init(&core->ending);
	idr_init(&teedev->idr);
	tee_sharing_init(core);
	tee_limbo_init(&core->limbo);
	tee_context_init(&core->own, teedev);

	snprintf(teedev->name, sizeof(teedev->name), "tee%s%d",
		 privileged ? "priv" : "",
		 privileged ? teedev->id - TEE_NUM_CLIENTS : teedev->id);

	cdev_init(&teedev->cdev, &tee_fops);
	teedev->cdev.owner = teedesc->owner;

	device_initialize(&teedev->dev);
	teedev->dev.class = &tee_class;
	teedev->dev.release = tee_device_release;
	teedev->dev.parent = dev;
	teedev->dev.devt = MKDEV(MAJOR(tee_devt), teedev->id);
	dev_set_drvdata(&teedev->dev, driver_data);

	rc = dev_set_name(&teedev->dev, "%s", teedev->name);
	if (rc) {
		put_device(&teedev->dev);
		return ERR_PTR(rc);
	}

	return teedev;

err_user_clients:
	tee_clients_destroy(&core->user_clients);
err_clients:
	tee_clients_destroy(&core->kernel_clients);
err_free:
	kfree(core);
	return ERR_PTR(rc);
}

void tee_device_set_dev_groups(struct tee_device *teedev,
			       const struct attribute_group **dev_groups)
{
	teedev->dev.groups = dev_groups;
}

int tee_device_register(struct tee_device *teedev)
{
	int rc;

	if (teedev->flags & TEE_DEVICE_FLAG_REGISTERED) {
		dev_err(&teedev->dev, "registered twice\n");
		return -EINVAL;
	}

	to_core_device(teedev)->probed = tee_probing_by(teedev->desc->owner);
	rc = cdev_device_add(&teedev->cdev, &teedev->dev);
	if (rc) {
		dev_err(&teedev->dev, "cannot add %s: %d\n", teedev->name, rc);
		return rc;
	}

	teedev->flags |= TEE_DEVICE_FLAG_REGISTERED;
	return 0;
}

void tee_device_unregister(struct tee_device *teedev)
{
	if (!teedev)
		return;

	if (teedev->flags & TEE_DEVICE_FLAG_REGISTERED)
		cdev_device_del(&teedev->cdev, &teedev->dev);

	/* the driver may be in any state */
	tee_driver_pools_end(teedev, false);
	tee_sharing_give_up(to_core_device(teedev));
	tee_device_put(teedev);
	wait_for_completion(&teedev->c_no_users);

	teedev->pool = NULL;
	/* the name is free for the next device, even while buffers are held */
	minor_put(teedev);
	put_device(&teedev->dev);
}
