// SPDX-License-Identifier: GPL-2.0-only
#include <linux/capability.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kdev_t.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/sysfs.h>

#include "books.h"
#include "claims.h"
#include "heap.h"
#include "policy-sysfs.h"
#include "pool.h"

static struct class *books_class;

static ssize_t use_case_show(struct device *dev, struct device_attribute *attr,
			     char *to)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);

	return sysfs_emit(to, "%u\n", heap->use_case);
}
static DEVICE_ATTR_RO(use_case);

static ssize_t size_show(struct device *dev, struct device_attribute *attr,
			 char *to)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);

	return sysfs_emit(to, "%zu\n", rstmem_heap_size(heap));
}
static DEVICE_ATTR_RO(size);

static ssize_t bytes_show(struct device *dev, struct device_attribute *attr,
			  char *to)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);

	return sysfs_emit(to, "%lld\n", atomic64_read(&heap->bytes));
}
static DEVICE_ATTR_RO(bytes);

static ssize_t reserved_show(struct device *dev, struct device_attribute *attr,
			     char *to)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);

	return sysfs_emit(to, "%lld\n", atomic64_read(&heap->reserved));
}
static DEVICE_ATTR_RO(reserved);

static ssize_t buffers_show(struct device *dev, struct device_attribute *attr,
			    char *to)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);

	return sysfs_emit(to, "%d\n", atomic_read(&heap->buffers));
}
static DEVICE_ATTR_RO(buffers);

static ssize_t high_water_show(struct device *dev,
			       struct device_attribute *attr, char *to)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);

	return sysfs_emit(to, "%lld\n", atomic64_read(&heap->high_water));
}
static DEVICE_ATTR_RO(high_water);

static ssize_t failures_show(struct device *dev, struct device_attribute *attr,
			     char *to)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);

	return sysfs_emit(to, "%lld\n", atomic64_read(&heap->failures));
}
static DEVICE_ATTR_RO(failures);

static ssize_t refused_show(struct device *dev, struct device_attribute *attr,
			    char *to)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);

	return sysfs_emit(to, "%lld\n", atomic64_read(&heap->refused));
}
static DEVICE_ATTR_RO(refused);

static ssize_t quarantined_show(struct device *dev,
				struct device_attribute *attr, char *to)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);

	return sysfs_emit(to, "%zu\n",
			  rstmem_pools_quarantined(heap->use_case));
}
static DEVICE_ATTR_RO(quarantined);

static ssize_t limit_show(struct device *dev, struct device_attribute *attr,
			  char *to)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);

	return sysfs_emit(to, "%llu\n", READ_ONCE(heap->limit));
}

/*
 * The files' modes let in root of any container, too, and others lose what one
 * is given.
 */
static int bytes_parse(const char *from, u64 *bytes)
{
	int err = kstrtou64(from, 0, bytes);

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (err)
		return err;
	return *bytes > S64_MAX ? -ERANGE : 0;
}

static ssize_t limit_store(struct device *dev, struct device_attribute *attr,
			   const char *from, size_t count)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);
	u64 limit;
	int err = bytes_parse(from, &limit);

	if (err)
		return err;
	rstmem_limit_set(heap, limit);
	return count;
}
static DEVICE_ATTR_RW(limit);

static ssize_t user_limit_show(struct device *dev,
			       struct device_attribute *attr, char *to)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);

	return sysfs_emit(to, "%llu\n", READ_ONCE(heap->user_limit));
}

static ssize_t user_limit_store(struct device *dev,
				struct device_attribute *attr,
				const char *from, size_t count)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);
	u64 limit;
	int err = bytes_parse(from, &limit);

	if (err)
		return err;
	rstmem_user_limit_set(heap, limit);
	return count;
}
static DEVICE_ATTR_RW(user_limit);

static ssize_t minimum_show(struct device *dev, struct device_attribute *attr,
			    char *to)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);

	return sysfs_emit(to, "%llu\n", READ_ONCE(heap->minimum));
}

static ssize_t minimum_store(struct device *dev, struct device_attribute *attr,
			     const char *from, size_t count)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);
	u64 minimum;
	int err = bytes_parse(from, &minimum);

	if (!err)
		err = rstmem_minimum_set(heap, minimum);
	return err ?: count;
}
static DEVICE_ATTR_RW(minimum);

static ssize_t room_show(struct device *dev, struct device_attribute *attr,
			 char *to)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);

	return sysfs_emit(to, "%zu\n", rstmem_heap_room(heap));
}
static DEVICE_ATTR_RO(room);

static ssize_t largest_show(struct device *dev, struct device_attribute *attr,
			    char *to)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);

	return sysfs_emit(to, "%zu\n",
			  min(rstmem_pools_largest(heap->use_case),
			      rstmem_heap_room(heap)));
}
static DEVICE_ATTR_RO(largest);

static struct attribute *books_attrs[] = {
	&dev_attr_use_case.attr,
	&dev_attr_size.attr,
	&dev_attr_bytes.attr,
	&dev_attr_reserved.attr,
	&dev_attr_buffers.attr,
	&dev_attr_high_water.attr,
	&dev_attr_failures.attr,
	&dev_attr_refused.attr,
	&dev_attr_quarantined.attr,
	&dev_attr_limit.attr,
	&dev_attr_user_limit.attr,
	&dev_attr_minimum.attr,
	&dev_attr_room.attr,
	&dev_attr_largest.attr,
	NULL
};

static const struct attribute_group books_group = {
	.attrs = books_attrs,
};

static const struct attribute_group *books_groups[] = {
	&books_group,
	&rstmem_policy_group,
	NULL
};

static int books_open(struct rstmem_heap *heap)
{
	struct device *dev = device_create_with_groups(books_class, NULL,
						       MKDEV(0, 0), heap,
						       books_groups, "%s",
						       heap->name);

	if (IS_ERR(dev))
		return PTR_ERR(dev);
	heap->dev = dev;
	heap->room = sysfs_get_dirent(dev->kobj.sd, "room");
	return heap->room ? 0 : -ENOENT;
}

static void books_close(struct rstmem_heap *heap)
{
	if (!heap->dev)
		return;
	sysfs_put(heap->room);
	device_unregister(heap->dev);
}

int rstmem_books_init(void)
{
	struct rstmem_heap *heap;

	books_class = class_create("rstmem");
	if (IS_ERR(books_class))
		return PTR_ERR(books_class);

	for (heap = rstmem_heaps; heap->name; heap++) {
		int err = books_open(heap);

		if (err) {
			rstmem_books_exit();
			return err;
		}
	}
	return 0;
}

/* Also undoes an rstmem_books_init() that failed half-way. */
void rstmem_books_exit(void)
{
	struct rstmem_heap *heap;

	for (heap = rstmem_heaps; heap->name; heap++)
		books_close(heap);
	class_destroy(books_class);
}
