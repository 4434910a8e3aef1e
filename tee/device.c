// SPDX-License-Identifier: GPL-2.0-only
/*
 * TEE devices: who uses one, and what it tells about itself
 *
 * A user has the driver until tee_device_put(). A reference on the structure
 * alone, by get_device(), does not keep the driver.
 */
#include <linux/cache.h>
#include <linux/device.h>
#include <linux/mutex.h>
#include <linux/sysfs.h>

#include "compat/tee.h"

#include "core.h"
#include "device.h"

bool tee_device_get(struct tee_device *teedev)
{
	bool alive;

	mutex_lock(&teedev->mutex);
	alive = teedev->desc;
	if (alive)
		teedev->num_users++;
	mutex_unlock(&teedev->mutex);

	return alive;
}

void tee_device_put(struct tee_device *teedev)
{
	bool last;

	mutex_lock(&teedev->mutex);
	last = !--teedev->num_users;
	if (last)
		teedev->desc = NULL;	/* the driver may be gone now */
	mutex_unlock(&teedev->mutex);

	/* comes last: the device may be freed at once */
	if (last)
		complete(&teedev->c_no_users);
}

void *tee_get_drvdata(struct tee_device *teedev)
{
	return dev_get_drvdata(&teedev->dev);
}

/*
 * What all devices of one TEE have in common: the driver's data. A driver that
 * has none has but one device.
 */
const void *tee_identity(struct tee_device *teedev)
{
	return tee_get_drvdata(teedev) ?: teedev;
}

bool tee_is_optee(struct tee_device *teedev)
{
	struct tee_ioctl_version_data vers;

	teedev->desc->ops->get_version(teedev, &vers);
	return vers.impl_id == TEE_IMPL_ID_OPTEE;
}

static ssize_t implementation_id_show(struct device *dev,
				      struct device_attribute *attr, char *buf)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);
	struct tee_ioctl_version_data vers = {};

	if (!tee_device_get(teedev))
		return -ENODEV;

	teedev->desc->ops->get_version(teedev, &vers);
	tee_device_put(teedev);
	return sysfs_emit(buf, "%d\n", vers.impl_id);
}
static DEVICE_ATTR_RO(implementation_id);

static ssize_t revision_show(struct device *dev,
			     struct device_attribute *attr, char *buf)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);
	char revision[TEE_REVISION_STR_SIZE];
	int rc;

	if (!tee_device_get(teedev))
		return -ENODEV;

	rc = tee_driver_revision(teedev, revision);
	tee_device_put(teedev);
	return rc ?: sysfs_emit(buf, "%s\n", revision);
}
static DEVICE_ATTR_RO(revision);

static struct attribute *tee_dev_attrs[] = {
	&dev_attr_implementation_id.attr,
	&dev_attr_revision.attr,
	NULL
};

/* Not every driver knows its TEE's revision. */
static umode_t tee_dev_attr_mode(struct kobject *kobj, struct attribute *attr,
				 int n)
{
	struct tee_device *teedev = container_of(kobj_to_dev(kobj),
						 struct tee_device, dev);

	if (attr == &dev_attr_revision.attr &&
	    tee_driver_revision(teedev, NULL))
		return 0;
	return attr->mode;
}

static const struct attribute_group tee_dev_group = {
	.attrs = tee_dev_attrs,
	.is_visible = tee_dev_attr_mode,
};
__ATTRIBUTE_GROUPS(tee_dev);

/* The module's entry sets shutdown_pre, which needs all the rest. */
struct class tee_class __ro_after_init = {
	.name = "tee",
	.dev_groups = tee_dev_groups,
};
