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
#include <uapi/linux/dma-heap.h>

#include "compat/dma-heap.h"
#include "heap.h"
#include "node.h"
#include "reservation.h"

/* The minor is the use-case. */
#define NODE_MINORS	(RSTMEM_USE_CASE_SECURE_VIDEO_RECORD + 1)

/**
 * struct rstmem_node - a device node
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

/**
 * struct node_file - the private data of an open file
 * @node:	the node, which the file holds
 * @reservation: what the file's users may allocate before others
 */
struct node_file {
	struct rstmem_node *node;
	struct rstmem_reservation reservation;
};

static dev_t node_region;
static struct class *node_class;

static int node_open(struct inode *inode, struct file *file)
{
	struct rstmem_node *node = container_of(inode->i_cdev,
						struct rstmem_node, cdev);

	struct node_file *own;

	if (READ_ONCE(node->removed))
		return -ENODEV;
	own = kzalloc(sizeof(*own), GFP_KERNEL_ACCOUNT);
	if (!own)
		return -ENOMEM;
	own->node = node;
	rstmem_reservation_init(&own->reservation);
	file->private_data = own;
	return nonseekable_open(inode, file);
}

/* The last user has gone, however it ended. */
static int node_close(struct inode *inode, struct file *file)
{
	struct node_file *own = file->private_data;

	rstmem_reservation_drop(&own->reservation);
	kfree(own);
	return 0;
}

/*
 * Install the fd last: user space must never see one that is taken back. @size
 * is what user space knows of @data.
 */
static int alloc_with_fd(struct node_file *own, int fd,
			 struct dma_heap_allocation_data *data,
			 void __user *to, size_t size)
{
	struct dma_buf *dmabuf;

	dmabuf = rstmem_reservation_alloc(&own->reservation, own->node->heap,
					  data->len, data->fd_flags);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);

	data->fd = fd;
	if (copy_to_user(to, data, size)) {
		dma_buf_put(dmabuf);
		return -EFAULT;
	}
	fd_install(fd, dmabuf->file);
	return 0;
}

static long node_alloc(struct node_file *own, void __user *user, size_t size)
{
	struct dma_heap_allocation_data data = {};
	int fd, err;

	if (size < offsetofend(struct dma_heap_allocation_data, fd))
		return -EINVAL;
	size = min(size, sizeof(data));
	if (copy_from_user(&data, user, size))
		return -EFAULT;
	if (data.fd || data.fd_flags & ~DMA_HEAP_VALID_FD_FLAGS ||
	    data.heap_flags & ~DMA_HEAP_VALID_HEAP_FLAGS ||
	    data.len > SIZE_MAX)
		return -EINVAL;

	fd = get_unused_fd_flags(data.fd_flags);
	if (fd < 0)
		return fd;
	err = alloc_with_fd(own, fd, &data, user, size);
	if (err)
		put_unused_fd(fd);
	return err;
}

/*
 * The structure may be longer or shorter than the one that is known here, and
 * what it has in addition is not looked at: as in the kernel's class, whose
 * selftest asks for both.
 */
static bool is_alloc(unsigned int cmd)
{
	const unsigned int size = _IOC_SIZEMASK << _IOC_SIZESHIFT;

	return (cmd & ~size) == (DMA_HEAP_IOCTL_ALLOC & ~size);
}

static long node_reserve(struct node_file *own, void __user *user)
{
	struct rstmem_reserve_data data;

	if (copy_from_user(&data, user, sizeof(data)))
		return -EFAULT;
	if (data.flags)
		return -EINVAL;
	return rstmem_reservation_add(&own->reservation, own->node->heap,
				      data.size, data.count);
}

static long node_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct node_file *own = file->private_data;

	if (READ_ONCE(own->node->removed))
		return -ENODEV;
	if (is_alloc(cmd))
		return node_alloc(own, (void __user *)arg, _IOC_SIZE(cmd));
	if (cmd == RSTMEM_IOC_RESERVE)
		return node_reserve(own, (void __user *)arg);
	return -ENOTTY;
}

static const struct file_operations node_fops = {
	.owner = THIS_MODULE,
	.open = node_open,
	.release = node_close,
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
