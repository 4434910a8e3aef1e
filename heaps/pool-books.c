// SPDX-License-Identifier: GPL-2.0-only
#include <linux/bits.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/kdev_t.h>
#include <linux/sysfs.h>

#include "charges.h"
#include "heap.h"
#include "pool-books.h"
#include "pool.h"
#include "proof-sysfs.h"

static struct class *pool_class;
static DEFINE_IDA(numbers);

static ssize_t name_show(struct device *dev, struct device_attribute *attr,
			 char *to)
{
	struct rstmem_pool *pool = dev_get_drvdata(dev);

	return sysfs_emit(to, "%s\n", pool->desc.name);
}
static DEVICE_ATTR_RO(name);

/* Those that it serves, by their names. */
static ssize_t heaps_show(struct device *dev, struct device_attribute *attr,
			  char *to)
{
	struct rstmem_pool *pool = dev_get_drvdata(dev);
	struct rstmem_heap *heap;
	ssize_t at = 0;

	for (heap = rstmem_heaps; heap->name; heap++) {
		if (pool->desc.use_cases & BIT(heap->use_case))
			at += sysfs_emit_at(to, at, "%s%s", at ? " " : "",
					    heap->name);
	}
	return at + sysfs_emit_at(to, at, "\n");
}
static DEVICE_ATTR_RO(heaps);

static ssize_t size_show(struct device *dev, struct device_attribute *attr,
			 char *to)
{
	struct rstmem_pool *pool = dev_get_drvdata(dev);

	return sysfs_emit(to, "%zu\n", pool->desc.size);
}
static DEVICE_ATTR_RO(size);

static ssize_t bytes_show(struct device *dev, struct device_attribute *attr,
			  char *to)
{
	struct rstmem_pool *pool = dev_get_drvdata(dev);

	return sysfs_emit(to, "%zu\n", rstmem_pool_claimed(pool));
}
static DEVICE_ATTR_RO(bytes);

static ssize_t largest_show(struct device *dev, struct device_attribute *attr,
			    char *to)
{
	struct rstmem_pool *pool = dev_get_drvdata(dev);

	return sysfs_emit(to, "%zu\n", rstmem_pool_largest(pool));
}
static DEVICE_ATTR_RO(largest);

static ssize_t quarantined_show(struct device *dev,
				struct device_attribute *attr, char *to)
{
	struct rstmem_pool *pool = dev_get_drvdata(dev);

	return sysfs_emit(to, "%zu\n", rstmem_pool_quarantined(pool));
}
static DEVICE_ATTR_RO(quarantined);

static ssize_t granule_show(struct device *dev, struct device_attribute *attr,
			    char *to)
{
	struct rstmem_pool *pool = dev_get_drvdata(dev);

	return sysfs_emit(to, "%zu\n", pool->desc.granule ?: (size_t)PAGE_SIZE);
}
static DEVICE_ATTR_RO(granule);

static struct attribute *pool_attrs[] = {
	&dev_attr_name.attr,
	&dev_attr_heaps.attr,
	&dev_attr_size.attr,
	&dev_attr_bytes.attr,
	&dev_attr_largest.attr,
	&dev_attr_quarantined.attr,
	&dev_attr_granule.attr,
	&rstmem_protected_attr.attr,
	&rstmem_protected_dma_attr.attr,
	&rstmem_firewall_attr.attr,
	&rstmem_firewall_dma_attr.attr,
	NULL
};
ATTRIBUTE_GROUPS(pool);

/* The pool has no users any more. */
static void books_free(struct rstmem_pool *pool)
{
	rstmem_charges_remove(pool);
	ida_free(&numbers, pool->number);
}

/* The pool stays until rstmem_pool_books_remove() has waited for all readers. */
int rstmem_pool_books_add(struct rstmem_pool *pool)
{
	int number = ida_alloc(&numbers, GFP_KERNEL);
	struct device *dev;

	if (number < 0)
		return number;
	pool->number = number;
	pool->books_free = books_free;
	dev = device_create_with_groups(pool_class, NULL, MKDEV(0, 0), pool,
					pool_groups, "pool%d", number);
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	pool->books = dev;
	rstmem_charges_add(pool);
	return 0;
}

/* Does nothing if they were not added. */
void rstmem_pool_books_remove(struct rstmem_pool *pool)
{
	if (pool->books)
		device_unregister(pool->books);
	pool->books = NULL;
}

int rstmem_pool_books_init(void)
{
	pool_class = class_create("rstmem_pool");
	return PTR_ERR_OR_ZERO(pool_class);
}

void rstmem_pool_books_exit(void)
{
	class_destroy(pool_class);
}
