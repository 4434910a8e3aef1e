// SPDX-License-Identifier: GPL-2.0-only
/*
 * Drivers that have registered a TEE before they are ready for it
 *
 * OP-TEE's driver registers its devices first, and sets up what an open of them
 * uses (the queue of calls, the supplicant's lock) after that: CVE-2026-99024.
 * Newer kernels have mended the driver. Here who opens such a device waits until
 * the probe in which it was registered has ended. The driver's own contexts, and
 * those of clients in the kernel, which the same probe may bring, don't wait.
 *
 * Drivers don't say which device they are probing. The bus does, and a probe is
 * one task's. Only the platform bus is watched: on others (FF-A's) nobody waits.
 */
#include <linux/device.h>
#include <linux/device/bus.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/platform_device.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "probing.h"

/**
 * struct probe - a probe in progress
 * @node:	in probes, the latest first
 * @task:	whose it is; only compared
 * @dev:	the device, which the task has locked
 */
struct probe {
	struct list_head node;
	const struct task_struct *task;
	struct device *dev;
};

static LIST_HEAD(probes);
static DEFINE_SPINLOCK(probes_lock);	/* protects probes */

static void probe_begins(struct device *dev)
{
	struct probe *probe = kmalloc(sizeof(*probe), GFP_KERNEL);

	if (!probe)
		return;
	probe->task = current;
	probe->dev = dev;
	spin_lock(&probes_lock);
	list_add(&probe->node, &probes);
	spin_unlock(&probes_lock);
}

/* More than once, where the driver core has probed the device twice. */
static void probe_ends(const struct device *dev)
{
	struct probe *probe, *next;

	spin_lock(&probes_lock);
	list_for_each_entry_safe(probe, next, &probes, node) {
		if (probe->dev != dev)
			continue;
		list_del(&probe->node);
		kfree(probe);
	}
	spin_unlock(&probes_lock);
}

static int driver_probes(struct notifier_block *nb, unsigned long event,
			 void *data)
{
	switch (event) {
	case BUS_NOTIFY_BIND_DRIVER:
		probe_begins(data);
		return NOTIFY_OK;
	case BUS_NOTIFY_BOUND_DRIVER:
	case BUS_NOTIFY_DRIVER_NOT_BOUND:
		probe_ends(data);
		return NOTIFY_OK;
	default:
		return NOTIFY_DONE;
	}
}

static struct notifier_block probe_notifier = {
	.notifier_call = driver_probes,
};

int tee_probing_init(void)
{
	return bus_register_notifier(&platform_bus_type, &probe_notifier);
}

void tee_probing_exit(void)
{
	struct probe *probe, *next;

	bus_unregister_notifier(&platform_bus_type, &probe_notifier);
	list_for_each_entry_safe(probe, next, &probes, node) {
		list_del(&probe->node);
		kfree(probe);
	}
}

/* The device that @owner's driver is probing in this task, held; or NULL. */
struct device *tee_probing_by(const struct module *owner)
{
	struct device *dev = NULL;
	struct probe *probe;

	spin_lock(&probes_lock);
	list_for_each_entry(probe, &probes, node) {
		if (probe->task == current &&
		    probe->dev->driver->owner == owner) {
			dev = get_device(probe->dev);
			break;
		}
	}
	spin_unlock(&probes_lock);
	return dev;
}

/* A device stays locked until its probe has ended. */
int tee_probing_wait(struct device *dev)
{
	if (device_lock_interruptible(dev))
		return -ERESTARTSYS;
	device_unlock(dev);
	return 0;
}
