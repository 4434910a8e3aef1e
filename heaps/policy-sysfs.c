// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/class/rstmem/HEAP/allow, allow_pages, deny and forget
 *
 * The administrator writes names of devices, and the driver core offers modules
 * no way from a bus's name to the bus. But all devices are in one kset, which
 * the heap's own device is in, too, and there they can be found by the names
 * that sysfs shows.
 */
#include <linux/capability.h>
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "heap.h"
#include "policy-sysfs.h"
#include "policy.h"

#define SYSFS	"/sys"
#define DEVICES	"/devices/"

/* "BUS/DEVICE" */
static bool is_bus_and_device(const struct device *dev, const char *name)
{
	const size_t length = strlen(dev->bus->name);

	return !strncmp(name, dev->bus->name, length) && name[length] == '/' &&
	       !strcmp(name + length + 1, dev_name(dev));
}

/* "/devices/…", compared from its end backwards. */
static bool is_path(const struct device *dev, const char *path)
{
	const char *end = path + strlen(path);
	const struct kobject *object;

	for (object = &dev->kobj; object; object = object->parent) {
		const char *name = kobject_name(object);
		const size_t length = strlen(name);

		if (end - path < length + 1 || end[-length - 1] != '/' ||
		    memcmp(end - length, name, length))
			return false;
		end -= length + 1;
	}
	return end == path;
}

static bool is_named(const struct device *heap, struct kobject *object,
		     const char *name)
{
	const struct device *dev = kobj_to_dev(object);

	if (object->ktype != heap->kobj.ktype || !dev->bus)
		return false;
	return *name == '/' ? is_path(dev, name) : is_bus_and_device(dev, name);
}

/* The list's lock keeps the objects, and they keep their parents. */
static struct device *find_device(const struct device *heap, const char *name)
{
	struct kset *devices = heap->kobj.kset;
	struct device *found = NULL;
	struct kobject *object;

	spin_lock(&devices->list_lock);
	list_for_each_entry(object, &devices->list, entry) {
		if (!is_named(heap, object, name) ||
		    !kobject_get_unless_zero(object))
			continue;
		found = kobj_to_dev(object);
		break;
	}
	spin_unlock(&devices->list_lock);
	return found;
}

/* Return: @name in the form that is_named() takes, or NULL if it is invalid. */
static const char *parse_name(const char *name)
{
	const char *slash = strchr(name, '/');

	if (!slash || !slash[1])
		return NULL;
	if (slash != name)
		return strchr(slash + 1, '/') ? NULL : name;
	if (!strncmp(name, SYSFS DEVICES, strlen(SYSFS DEVICES)))
		name += strlen(SYSFS);
	return strncmp(name, DEVICES, strlen(DEVICES)) ? NULL : name;
}

static int decide(struct device *books, const char *name,
		  enum rstmem_verdict verdict)
{
	static const char * const said[] = {
		"allowed", "denied", "forgotten", "allowed to see pages",
	};
	struct rstmem_heap *heap = dev_get_drvdata(books);
	struct device *dev;
	int err;

	name = parse_name(name);
	if (!name)
		return -EINVAL;
	dev = find_device(books, name);
	if (!dev)
		return -ENODEV;
	err = rstmem_policy_decide(dev, heap->use_case, verdict);
	if (!err)
		dev_info(dev, "rstmem: %s: %s by the administrator\n",
			 heap->name, said[verdict]);
	put_device(dev);
	return err;
}

/* Root in a container may own the files, but may not decide about devices. */
static ssize_t verdict_store(struct device *books, const char *from,
			     size_t count, enum rstmem_verdict verdict)
{
	char *text __free(kfree) = NULL;
	int err;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	text = kstrndup(from, count, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	err = decide(books, strim(text), verdict);
	return err ?: count;
}

static ssize_t verdict_show(struct device *books, char *to,
			    enum rstmem_verdict verdict)
{
	struct rstmem_heap *heap = dev_get_drvdata(books);

	return rstmem_policy_show(heap->use_case, verdict, to);
}

static ssize_t allow_show(struct device *books, struct device_attribute *attr,
			  char *to)
{
	return verdict_show(books, to, RSTMEM_ALLOW);
}

static ssize_t allow_store(struct device *books, struct device_attribute *attr,
			   const char *from, size_t count)
{
	return verdict_store(books, from, count, RSTMEM_ALLOW);
}
static DEVICE_ATTR_ADMIN_RW(allow);

static ssize_t allow_pages_store(struct device *books,
				 struct device_attribute *attr,
				 const char *from, size_t count)
{
	return verdict_store(books, from, count, RSTMEM_ALLOW_PAGES);
}
static DEVICE_ATTR_WO(allow_pages);

static ssize_t deny_show(struct device *books, struct device_attribute *attr,
			 char *to)
{
	return verdict_show(books, to, RSTMEM_DENY);
}

static ssize_t deny_store(struct device *books, struct device_attribute *attr,
			  const char *from, size_t count)
{
	return verdict_store(books, from, count, RSTMEM_DENY);
}
static DEVICE_ATTR_ADMIN_RW(deny);

static ssize_t forget_store(struct device *books, struct device_attribute *attr,
			    const char *from, size_t count)
{
	return verdict_store(books, from, count, RSTMEM_FORGET);
}
static DEVICE_ATTR_WO(forget);

static struct attribute *policy_attrs[] = {
	&dev_attr_allow.attr,
	&dev_attr_allow_pages.attr,
	&dev_attr_deny.attr,
	&dev_attr_forget.attr,
	NULL
};

const struct attribute_group rstmem_policy_group = {
	.attrs = policy_attrs,
};
