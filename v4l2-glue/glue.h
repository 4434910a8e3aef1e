/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of rst_v4l2.ko share
 */
#ifndef _RST_V4L2_GLUE_H
#define _RST_V4L2_GLUE_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <media/videobuf2-memops.h>

struct device;
struct dma_buf;
struct dma_buf_attachment;
struct page;
struct rst_v4l2_buffer;
struct tee_context;
struct tee_shm;
struct vb2_buffer;
struct vm_area_struct;

/**
 * struct rst_v4l2_client - a device that is bound, or was
 * @refs:	one for the binding, one for each of @buffers
 * @node:	in the list of bound clients
 * @dev:	the device; referenced
 * @use_case:	of the restricted buffers it takes
 * @lock:	protects what follows
 * @tee:	the device's TEE, NULL once it is unbound
 * @buffers:	that exist
 */
struct rst_v4l2_client {
	struct kref refs;
	struct list_head node;
	struct device *dev;
	u32 use_case;
	struct mutex lock;	/* see above */
	struct tee_context *tee;
	struct list_head buffers;
};

/**
 * struct rst_v4l2_buffer - the memory of a plane, videobuf2's mem_priv
 * @error:	why the memory is refused; the rest is unset then
 * @client:	whose; referenced
 * @node:	in @client->buffers
 * @shm:	what the TEE knows it by; NULL once the client is unbound
 * @disconnect:	takes the memory from the TEE and from the device
 * @attachment:	restricted memory only
 * @refs:	clear memory only: the queue's and user space's mappings
 * @handler:	clear memory only: counts the mappings
 * @pages:	clear memory only
 * @num_pages:	how many @pages
 */
struct rst_v4l2_buffer {
	int error;
	struct rst_v4l2_client *client;
	struct list_head node;
	struct tee_shm *shm;
	void (*disconnect)(struct rst_v4l2_buffer *buffer);

	struct dma_buf_attachment *attachment;

	refcount_t refs;
	struct vb2_vmarea_handler handler;
	struct page **pages;
	unsigned int num_pages;
};

struct rst_v4l2_client *rst_v4l2_client_get(struct device *dev);
void rst_v4l2_client_put(struct rst_v4l2_client *client);
void rst_v4l2_buffer_add(struct rst_v4l2_buffer *buffer,
			 struct rst_v4l2_client *client);
void rst_v4l2_buffer_remove(struct rst_v4l2_buffer *buffer);

void *rst_v4l2_attach(struct vb2_buffer *vb, struct device *dev,
		      struct dma_buf *dmabuf, unsigned long size);
void rst_v4l2_detach(void *priv);
int rst_v4l2_map(void *priv);
void rst_v4l2_unmap(void *priv);

void *rst_v4l2_clear_alloc(struct vb2_buffer *vb, struct device *dev,
			   unsigned long size);
void rst_v4l2_clear_put(void *priv);
unsigned int rst_v4l2_clear_num_users(void *priv);
int rst_v4l2_clear_mmap(void *priv, struct vm_area_struct *vma);

#endif /* _RST_V4L2_GLUE_H */
