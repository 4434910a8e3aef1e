// SPDX-License-Identifier: GPL-2.0-only
/*
 * Restricted dma-bufs, imported without a mapping
 *
 * A client that queues a buffer under another index, or in another queue, makes
 * videobuf2 let go of it and take it again. So what matters is kept with the
 * buffer, as a registration of the device's importer, and a buffer that comes
 * again is only looked at: whether the device may still use it.
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <media/videobuf2-core.h>
#include <rstmem/buffer.h>
#include <rstmem/tee.h>

#include "glue.h"

static int rst_v4l2_check(struct rst_v4l2_binding *binding,
			  struct dma_buf *dmabuf, unsigned long size)
{
	int use_case;

	if (dmabuf->size < size) {
		dev_err_ratelimited(binding->dev,
				    "dma-buf refused: %zu bytes, %lu are used\n",
				    dmabuf->size, size);
		return -EINVAL;
	}

	use_case = rstmem_buffer_use_case(dmabuf);
	if (use_case < 0) {
		dev_err_ratelimited(binding->dev,
				    "dma-buf refused: memory of %s is not restricted\n",
				    dmabuf->exp_name);
		return -EINVAL;
	}
	if (use_case != binding->use_case) {
		dev_err_ratelimited(binding->dev,
				    "dma-buf refused: it is for use-case %d, not %u\n",
				    use_case, binding->use_case);
		return -EINVAL;
	}
	return 0;
}

/* @shm: the TEE's handle, NULL where the device has no TEE. */
static int rst_v4l2_find(struct rst_v4l2_binding *binding,
			 struct dma_buf *dmabuf, struct tee_shm **shm)
{
	*shm = NULL;
	if (!binding->tee)
		return 0;
	*shm = tee_shm_get_from_dmabuf(binding->tee, dmabuf);
	if (!IS_ERR(*shm))
		return 0;
	dev_err_ratelimited(binding->dev,
			    "dma-buf refused: no handle of this TEE's (%ld)\n",
			    PTR_ERR(*shm));
	return PTR_ERR(*shm);
}

static int rst_v4l2_register(struct rst_v4l2_binding *binding,
			     struct dma_buf *dmabuf)
{
	int ret = rstmem_importer_register(binding->importer, dmabuf);

	if (ret < 0)
		dev_err_ratelimited(binding->dev,
				    "dma-buf refused: the device may not use it (%d)\n",
				    ret);
	return min(ret, 0);
}

/* On success the buffer has taken over the caller's reference on @binding. */
static int rst_v4l2_connect(struct rst_v4l2_buffer *buffer,
			    struct rst_v4l2_binding *binding,
			    struct dma_buf *dmabuf, unsigned long size)
{
	struct tee_shm *shm;
	int ret;

	lockdep_assert_held(&binding->lock);
	if (!binding->importer)
		return -ENODEV;
	ret = rst_v4l2_check(binding, dmabuf, size) ?:
	      rst_v4l2_find(binding, dmabuf, &shm);
	if (ret) {
		rstmem_importer_refuse(binding->importer, dmabuf, ret);
		return ret;
	}
	ret = rst_v4l2_register(binding, dmabuf);
	if (ret) {
		tee_shm_put_from_dmabuf(shm);
		return ret;
	}

	buffer->shm = shm;
	buffer->handle = shm;
	buffer->dmabuf = dmabuf;
	buffer->binding = binding;
	scoped_guard(spinlock, &binding->slots_lock)
		list_add(&buffer->node, &binding->slots);
	return 0;
}

static int rst_v4l2_import(struct rst_v4l2_buffer *buffer, struct device *dev,
			   struct dma_buf *dmabuf, unsigned long size)
{
	struct rst_v4l2_binding *binding;
	int ret;

	binding = rst_v4l2_binding_get(dev);
	if (!binding)
		return -ENODEV;

	scoped_guard(mutex, &binding->lock)
		ret = rst_v4l2_connect(buffer, binding, dmabuf, size);
	if (ret)
		rst_v4l2_binding_put(binding);
	return ret;
}

/* What there is when there is no memory for anything else. */
static struct rst_v4l2_buffer rst_v4l2_no_memory = { .error = -ENOMEM };

/*
 * videobuf2 keeps its reference on the dma-buf for ever where attaching fails,
 * and with it the restricted memory. Where mapping fails it doesn't; so that
 * is when a refusal is told.
 */
void *rst_v4l2_attach(struct vb2_buffer *vb, struct device *dev,
		      struct dma_buf *dmabuf, unsigned long size)
{
	struct rst_v4l2_buffer *buffer;

	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return &rst_v4l2_no_memory;
	buffer->error = rst_v4l2_import(buffer, dev, dmabuf, size);
	return buffer;
}

void rst_v4l2_detach(void *priv)
{
	struct rst_v4l2_buffer *buffer = priv;

	if (buffer == &rst_v4l2_no_memory)
		return;
	if (!buffer->error) {
		scoped_guard(spinlock, &buffer->binding->slots_lock)
			list_del(&buffer->node);
		tee_shm_put_from_dmabuf(buffer->handle);
		rst_v4l2_binding_put(buffer->binding);
	}
	kfree(buffer);
}

/* The memory stays where it is; nothing is mapped. */
int rst_v4l2_map(void *priv)
{
	struct rst_v4l2_buffer *buffer = priv;

	return buffer->error;
}

void rst_v4l2_unmap(void *priv)
{
}

/* A slot that is queued again and again isn't imported again. */
bool rst_v4l2_may_use(const struct rst_v4l2_buffer *buffer)
{
	/* A buffer stays good where only its pool has gone. */
	return !buffer->dmabuf ||
	       rstmem_buffer_admits(buffer->dmabuf, buffer->binding->dev) !=
	       -EACCES;
}

int rst_v4l2_address(const struct rst_v4l2_buffer *buffer, dma_addr_t *address)
{
	struct rst_v4l2_binding *binding = buffer->binding;

	if (buffer->error || !buffer->dmabuf)
		return -EINVAL;
	guard(mutex)(&binding->lock);
	if (!binding->importer)
		return -ENODEV;
	return rstmem_importer_dma_addr(binding->importer, buffer->dmabuf,
					address);
}
