// SPDX-License-Identifier: GPL-2.0-only
/*
 * A character device with the interface of the kernel's dma-heap class
 *
 * It is used even if the kernel has that class: a heap can't be removed from it
 * (dma_heap_add() has no counterpart), so a node would outlive its pool, and
 * this module could not be unloaded. User space sees the same interface, except
 * for the name below /sys/class. The node names can't clash: the kernel's own
 * TEE heaps are part of its tee.ko, which ours replaces.
 */
#include <linux/cdev.h>
#include <linux/compat.h>
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/rstmem.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <rstmem/buffer.h>
#include <uapi/linux/dma-heap.h>

#include "compat/dma-heap.h"
#include "heap.h"
#include "node.h"

/* The minor is the use-case. */
#define NODE_MINORS	(RSTMEM_USE_CASE_SECURE_VIDEO_RECORD + 1)

/**
 * struct rstmem_node - a device node, and the private data of its open files
 * @dev:	the device, whose release function frees this structure. An open
 *		file holds @cdev, which holds @dev
 * @cdev:	the character device
 * @heap:	the heap to allocate from
 * @removed:	the pool has been unregistered. Allocating would notice that by
 *		itself, but not if the heap has got another pool since
 */
struct rstmem_node {
	struct device dev;
	struct cdev cdev;
	struct rstmem_heap *heap;
	bool removed;
};

static dev_t node_region;
static struct class *node_class;

static int node_open(struct inode *inode, struct file *file)
{
	struct rstmem_node *node = container_of(inode->i_cdev,
						struct rstmem_node, cdev);

	if (READ_ONCE(node->removed))
		return -ENODEV;
	file->private_data = node;
	return nonseekable_open(inode, file);
}

/* Install the fd last: user space must never see one that is taken back. */
static int alloc_with_fd(struct rstmem_heap *heap, int fd,
			 struct dma_heap_allocation_data *data,
			 struct dma_heap_allocation_data __user *to)
{
	struct dma_buf *dmabuf;

	dmabuf = rstmem_buffer_alloc(heap->use_case, data->len, data->fd_flags);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);

	data->fd = fd;
	if (copy_to_user(to, data, sizeof(*data))) {
		dma_buf_put(dmabuf);
		return -EFAULT;
	}
	fd_install(fd, dmabuf->file);
	return 0;
}

static long node_alloc(struct rstmem_node *node,
		       struct dma_heap_allocation_data __user *user)
{
	struct dma_heap_allocation_data data;
	int fd, err;

	if (copy_from_user(&data, user, sizeof(data)))
		return -EFAULT;
	if (data.fd || data.fd_flags & ~DMA_HEAP_VALID_FD_FLAGS ||
	    data.heap_flags & ~DMA_HEAP_VALID_HEAP_FLAGS ||
	    data.len > SIZE_MAX)
		return -EINVAL;

	fd = get_unused_fd_flags(data.fd_flags);
	if (fd < 0)
		return fd;
	err = alloc_with_fd(node->heap, fd, &data, user);
	if (err)
		put_unused_fd(fd);
	return err;
}

static long node_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct rstmem_node *node = file->private_data;

	if (READ_ONCE(node->removed))
		return -ENODEV;
	if (cmd != DMA_HEAP_IOCTL_ALLOC)
		return -ENOTTY;
	return node_alloc(node, (void __user *)arg);
}

static const struct file_operations node_fops = {
	.owner = THIS_MODULE,
	.open = node_open,
	.unlocked_ioctl = node_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static void node_release(struct device *dev)
{
	kfree(container_of(dev, struct rstmem_node, dev));
}

static struct rstmem_node *node_create(struct rstmem_heap *heap)
{
	struct rstmem_node *node = kzalloc(sizeof(*node), GFP_KERNEL);

	if (!node)
		return NULL;
	node->heap = heap;
	device_initialize(&node->dev);
	node->dev.class = node_class;
	node->dev.devt = node_region + heap->use_case;
	node->dev.release = node_release;
	cdev_init(&node->cdev, &node_fops);
	node->cdev.owner = THIS_MODULE;
	return node;
}

struct rstmem_node *rstmem_node_add(struct rstmem_heap *heap)
{
	struct rstmem_node *node = node_create(heap);
	int err;

	if (!node)
		return ERR_PTR(-ENOMEM);
	err = dev_set_name(&node->dev, "%s", heap->node_name);
	if (!err)
		err = cdev_device_add(&node->cdev, &node->dev);
	if (err) {
		put_device(&node->dev);
		return ERR_PTR(err);
	}
	return node;
}

void rstmem_node_remove(struct rstmem_node *node)
{
	if (!node)
		return;
	WRITE_ONCE(node->removed, true);
	cdev_device_del(&node->cdev, &node->dev);
	put_device(&node->dev);
}

static char *node_path(const struct device *dev, umode_t *mode)
{
	return kasprintf(GFP_KERNEL, "dma_heap/%s", dev_name(dev));
}

int rstmem_nodes_init(void)
{
	int err = alloc_chrdev_region(&node_region, 0, NODE_MINORS,
				      RST_DMA_HEAP_CLASS);

	if (err)
		return err;
	node_class = class_create(RST_DMA_HEAP_CLASS);
	if (IS_ERR(node_class)) {
		unregister_chrdev_region(node_region, NODE_MINORS);
		return PTR_ERR(node_class);
	}
	node_class->devnode = node_path;
	return 0;
}

void rstmem_nodes_exit(void)
{
	class_destroy(node_class);
	unregister_chrdev_region(node_region, NODE_MINORS);
}
