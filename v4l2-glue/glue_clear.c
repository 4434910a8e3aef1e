// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clear memory: pages that user space maps and the TEE may read
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <media/videobuf2-core.h>
#include <rstmem/tee.h>

#include "glue.h"

/* Where buffers go. */
static struct workqueue_struct *rst_v4l2_releases;

static void rst_v4l2_free_pages(struct rst_v4l2_buffer *buffer)
{
	unsigned int i;

	for (i = 0; i < buffer->num_pages; i++)
		__free_page(buffer->pages[i]);
	kvfree(buffer->pages);
}

static int rst_v4l2_alloc_pages(struct rst_v4l2_buffer *buffer,
				unsigned int count)
{
	struct page *page;

	buffer->pages = kvcalloc(count, sizeof(*buffer->pages), GFP_KERNEL);
	if (!buffer->pages)
		return -ENOMEM;

	while (buffer->num_pages < count) {
		page = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO |
				  __GFP_NOWARN);
		if (!page) {
			rst_v4l2_free_pages(buffer);
			return -ENOMEM;
		}
		buffer->pages[buffer->num_pages++] = page;
	}
	return 0;
}

static int rst_v4l2_share(struct rst_v4l2_buffer *buffer,
			  struct rst_v4l2_binding *binding, unsigned long size)
{
	struct tee_shm *shm;

	lockdep_assert_held(&binding->lock);
	if (!binding->importer)
		return -ENODEV;
	if (!binding->tee) {
		dev_err_ratelimited(binding->dev,
				    "no TEE to share clear memory with\n");
		return -EOPNOTSUPP;
	}
	shm = tee_shm_register_kernel_pages(binding->tee, buffer->pages,
					    buffer->num_pages, 0, size);
	if (IS_ERR(shm)) {
		dev_err_ratelimited(binding->dev,
				    "cannot share %lu bytes with the TEE: %ld\n",
				    size, PTR_ERR(shm));
		return PTR_ERR(shm);
	}
	buffer->shm = shm;
	return 0;
}

static void rst_v4l2_clear_release(struct work_struct *work)
{
	struct rst_v4l2_buffer *buffer =
		container_of(work, struct rst_v4l2_buffer, release);

	scoped_guard(mutex, &buffer->binding->lock) {
		list_del(&buffer->node);
		rst_v4l2_binding_forget(buffer);
	}
	rst_v4l2_binding_put(buffer->binding);
	rst_v4l2_free_pages(buffer);
	kfree(buffer);
}

/*
 * A mapping goes (munmap(), exit, another program) with the mm's mmap_lock held,
 * and a queue lets go with its own mmap_lock held, which is taken under an mm's.
 * What the last user has to do does not go with either. It takes the binding's
 * lock and calls the TEE, which may take its time, may take an mm's mmap_lock
 * itself, and may have to be answered by tee-supplicant.
 */
void rst_v4l2_clear_put(void *priv)
{
	struct rst_v4l2_buffer *buffer = priv;

	if (refcount_dec_and_test(&buffer->refs))
		queue_work(rst_v4l2_releases, &buffer->release);
}

void *rst_v4l2_clear_alloc(struct vb2_buffer *vb, struct device *dev,
			   unsigned long size)
{
	struct rst_v4l2_binding *binding;
	struct rst_v4l2_buffer *buffer;
	int ret;

	binding = rst_v4l2_binding_get(dev);
	if (!binding)
		return ERR_PTR(-ENODEV);

	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer) {
		ret = -ENOMEM;
		goto put_binding;
	}
	ret = rst_v4l2_alloc_pages(buffer, PFN_UP(size));
	if (ret)
		goto free_buffer;

	refcount_set(&buffer->refs, 1);
	buffer->handler.refcount = &buffer->refs;
	buffer->handler.put = rst_v4l2_clear_put;
	buffer->handler.arg = buffer;
	INIT_WORK(&buffer->release, rst_v4l2_clear_release);

	mutex_lock(&binding->lock);
	ret = rst_v4l2_share(buffer, binding, size);
	if (!ret) {
		buffer->binding = binding;
		list_add(&buffer->node, &binding->buffers);
	}
	mutex_unlock(&binding->lock);
	if (ret)
		goto free_pages;
	return buffer;

free_pages:
	rst_v4l2_free_pages(buffer);
free_buffer:
	kfree(buffer);
put_binding:
	rst_v4l2_binding_put(binding);
	return ERR_PTR(ret);
}

unsigned int rst_v4l2_clear_num_users(void *priv)
{
	struct rst_v4l2_buffer *buffer = priv;

	return refcount_read(&buffer->refs);
}

int rst_v4l2_clear_mmap(void *priv, struct vm_area_struct *vma)
{
	struct rst_v4l2_buffer *buffer = priv;
	int ret;

	ret = vm_map_pages_zero(vma, buffer->pages, buffer->num_pages);
	if (ret)
		return ret;

	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_private_data = &buffer->handler;
	vma->vm_ops = &vb2_common_vm_ops;
	vma->vm_ops->open(vma);
	return 0;
}

int rst_v4l2_clear_init(void)
{
	rst_v4l2_releases = alloc_workqueue("rst_v4l2", WQ_UNBOUND, 0);
	return rst_v4l2_releases ? 0 : -ENOMEM;
}

/* No user of this module is left, so no more releases are queued. */
void rst_v4l2_clear_exit(void)
{
	destroy_workqueue(rst_v4l2_releases);
}
