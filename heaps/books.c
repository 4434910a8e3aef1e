// SPDX-License-Identifier: GPL-2.0-only
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/sysfs.h>

#include "books.h"
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

	return sysfs_emit(to, "%lld\n", atomic64_read(&heap->limit));
}

static ssize_t limit_store(struct device *dev, struct device_attribute *attr,
			   const char *from, size_t count)
{
	struct rstmem_heap *heap = dev_get_drvdata(dev);
	u64 limit;
	int err = kstrtou64(from, 0, &limit);

	if (err)
		return err;
	if (limit > S64_MAX)
		return -ERANGE;
	atomic64_set(&heap->limit, limit);
	return count;
}
static DEVICE_ATTR_RW(limit);

static struct attribute *books_attrs[] = {
	&dev_attr_use_case.attr,
	&dev_attr_size.attr,
	&dev_attr_bytes.attr,
	&dev_attr_buffers.attr,
	&dev_attr_high_water.attr,
	&dev_attr_failures.attr,
	&dev_attr_refused.attr,
	&dev_attr_quarantined.attr,
	&dev_attr_limit.attr,
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
	return 0;
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

	for (heap = rstmem_heaps; heap->name; heap++) {
		if (heap->dev)
			device_unregister(heap->dev);
	}
	class_destroy(books_class);
}
