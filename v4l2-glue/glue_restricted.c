// SPDX-License-Identifier: GPL-2.0-only
/*
 * Restricted dma-bufs, imported without a mapping
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <media/videobuf2-core.h>
#include <rstmem/buffer.h>
#include <rstmem/tee.h>

#include "compat/module.h"
#include "glue.h"

RST_IMPORT_NS(DMA_BUF);

static void rst_v4l2_restricted_disconnect(struct rst_v4l2_buffer *buffer)
{
	/* The handle is the dma-buf's; there is nothing to give back. */
	WRITE_ONCE(buffer->shm, NULL);
	if (buffer->attachment)
		dma_buf_detach(buffer->attachment->dmabuf, buffer->attachment);
	buffer->attachment = NULL;
}

static int rst_v4l2_check(struct rst_v4l2_client *client,
			  struct dma_buf *dmabuf, unsigned long size)
{
	int use_case;

	if (dmabuf->size < size) {
		dev_err_ratelimited(client->dev,
				    "dma-buf refused: %zu bytes, %lu are used\n",
				    dmabuf->size, size);
		return -EINVAL;
	}

	use_case = rstmem_buffer_use_case(dmabuf);
	if (use_case < 0) {
		dev_err_ratelimited(client->dev,
				    "dma-buf refused: memory of %s is not restricted\n",
				    dmabuf->exp_name);
		return -EINVAL;
	}
	if (use_case != client->use_case) {
		dev_err_ratelimited(client->dev,
				    "dma-buf refused: it is for use-case %d, not %u\n",
				    use_case, client->use_case);
		return -EINVAL;
	}
	return 0;
}

static int rst_v4l2_connect(struct rst_v4l2_buffer *buffer,
			    struct rst_v4l2_client *client,
			    struct dma_buf *dmabuf)
{
	struct dma_buf_attachment *attachment;
	struct tee_shm *shm;

	if (!client->tee)
		return -ENODEV;

	shm = tee_shm_get_from_dmabuf(client->tee, dmabuf);
	if (IS_ERR(shm)) {
		dev_err_ratelimited(client->dev,
				    "dma-buf refused: not of this TEE (%ld)\n",
				    PTR_ERR(shm));
		return PTR_ERR(shm);
	}
	attachment = dma_buf_attach(dmabuf, client->dev);
	if (IS_ERR(attachment))
		return PTR_ERR(attachment);

	buffer->shm = shm;
	buffer->attachment = attachment;
	buffer->disconnect = rst_v4l2_restricted_disconnect;
	return 0;
}

static int rst_v4l2_import(struct rst_v4l2_buffer *buffer, struct device *dev,
			   struct dma_buf *dmabuf, unsigned long size)
{
	struct rst_v4l2_client *client;
	int ret;

	client = rst_v4l2_client_get(dev);
	if (!client)
		return -ENODEV;

	ret = rst_v4l2_check(client, dmabuf, size);
	if (!ret) {
		guard(mutex)(&client->lock);
		ret = rst_v4l2_connect(buffer, client, dmabuf);
		if (!ret)
			rst_v4l2_buffer_add(buffer, client);
	}
	if (ret)
		rst_v4l2_client_put(client);
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
	if (!buffer->error)
		rst_v4l2_buffer_remove(buffer);
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
