// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices that take restricted buffers
 *
 * User space can hold the objects of a device for longer than its driver is
 * bound, but not the DMA addresses: the device may lose its DMA set-up next.
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include <drm/drm_device.h>

#include <rstmem/buffer.h>
#include <rstmem/drm.h>

#include "glue.h"

/* Of debugfs, for the devices' counters. */
struct dentry *rst_drm_folder;

/**
 * struct rst_drm_device - a device whose driver is bound
 * @node:	in the list of devices
 * @dev:	what gets attached to buffers
 * @importer:	what it knows of them
 */
struct rst_drm_device {
	struct list_head node;
	struct device *dev;
	struct rstmem_importer *importer;
};

/*
 * Guards the list, and keeps what is in it while it is used. Taken under DRM's
 * locks; none of them is taken under it.
 */
static DEFINE_MUTEX(devices_lock);
static LIST_HEAD(devices);

static struct rst_drm_device *known_find(const struct device *dev)
{
	struct rst_drm_device *device;

	lockdep_assert_held(&devices_lock);
	list_for_each_entry(device, &devices, node) {
		if (device->dev == dev)
			return device;
	}
	return NULL;
}

/* A device that only the administrator allows has no importer, nor counters. */
int rst_drm_device_register(struct device *dev, struct dma_buf *dmabuf)
{
	struct rst_drm_device *device;

	guard(mutex)(&devices_lock);
	device = known_find(dev);
	if (!device)
		return 0;
	return min(rstmem_importer_register(device->importer, dmabuf), 0);
}

void rst_drm_device_refuse(struct device *dev, struct dma_buf *dmabuf,
			   int error)
{
	struct rst_drm_device *device;

	guard(mutex)(&devices_lock);
	device = known_find(dev);
	if (device)
		rstmem_importer_refuse(device->importer, dmabuf, error);
}

int rst_drm_device_dma_addr(struct device *dev, struct dma_buf *dmabuf,
			    dma_addr_t *address)
{
	struct rst_drm_device *device;

	guard(mutex)(&devices_lock);
	device = known_find(dev);
	if (!device)
		return -ENODEV;
	return rstmem_importer_dma_addr(device->importer, dmabuf, address);
}

static void known_remove(void *data)
{
	struct rst_drm_device *device = data;

	guard(mutex)(&devices_lock);
	list_del(&device->node);
	rstmem_importer_destroy(device->importer);
	kfree(device);
}

static struct rst_drm_device *known_create(struct device *dev)
{
	struct rst_drm_device *device;

	device = kzalloc(sizeof(*device), GFP_KERNEL);
	if (!device)
		return NULL;
	device->dev = dev;
	device->importer = rstmem_importer_create(dev);
	if (!device->importer) {
		kfree(device);
		return NULL;
	}
	return device;
}

static int known_add(struct device *dev)
{
	struct rst_drm_device *device;

	scoped_guard(mutex, &devices_lock) {
		if (known_find(dev))
			return 0;
		device = known_create(dev);
		if (!device)
			return -ENOMEM;
		list_add(&device->node, &devices);
		rstmem_importer_publish(device->importer, rst_drm_folder);
	}
	return devm_add_action_or_reset(dev, known_remove, device);
}

static void rst_drm_revoke(void *dev)
{
	rstmem_policy_revoke(dev);
}

int devm_rst_drm_allow(struct drm_device *drm, u32 use_cases)
{
	int ret;

	ret = rstmem_policy_allow(drm->dev, use_cases);
	if (ret)
		return ret;
	ret = devm_add_action_or_reset(drm->dev, rst_drm_revoke, drm->dev);
	if (ret)
		return ret;
	return known_add(drm->dev);
}
EXPORT_SYMBOL_GPL(devm_rst_drm_allow);
