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
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <media/videobuf2-memops.h>

struct dentry;
struct device;
struct dma_buf;
struct page;
struct rst_v4l2_buffer;
struct rstmem_importer;
struct tee_context;
struct tee_shm;
struct vb2_buffer;
struct vm_area_struct;

/**
 * struct rst_v4l2_binding - a device that is bound, or was
 * @refs:	one while the device is bound, one for each of @buffers and @slots
 * @node:	in the list of bindings
 * @dev:	the device; referenced
 * @use_case:	of the restricted buffers it takes
 * @slots_lock:	protects @slots; taken last, also under videobuf2's mmap_lock
 * @slots:	restricted buffers in queues
 * @lock:	protects what follows. Held while the TEE is called, which may
 *		take an mm's mmap_lock, and so never taken under a queue's
 * @importer:	what is known of restricted buffers; NULL once it is unbound
 * @tee:	the device's TEE, NULL where it has none or is unbound
 * @buffers:	in clear memory
 */
struct rst_v4l2_binding {
	struct kref refs;
	struct list_head node;
	struct device *dev;
	u32 use_case;
	spinlock_t slots_lock;	/* see above */
	struct list_head slots;
	struct mutex lock;	/* see above */
	struct rstmem_importer *importer;
	struct tee_context *tee;
	struct list_head buffers;
};

/**
 * struct rst_v4l2_buffer - the memory of a plane, videobuf2's mem_priv
 * @error:	why the memory is refused; the rest is unset then
 * @binding:	whose; referenced
 * @node:	in @binding->slots or, in clear memory, @binding->buffers
 * @shm:	what the TEE knows it by; NULL once the device is unbound
 * @handle:	restricted memory only: the same, for as long as the buffer is there
 * @dmabuf:	restricted memory only; videobuf2 has the reference, or this
 *		where the queue allocated it
 * @refs:	clear memory only: the queue's and user space's mappings
 * @handler:	clear memory only: counts the mappings
 * @release:	clear memory only: lets go of it
 * @pages:	clear memory only
 * @num_pages:	how many @pages
 */
struct rst_v4l2_buffer {
	int error;
	struct rst_v4l2_binding *binding;
	struct list_head node;
	struct tee_shm *shm;

	struct tee_shm *handle;
	struct dma_buf *dmabuf;

	refcount_t refs;
	struct vb2_vmarea_handler handler;
	struct work_struct release;
	struct page **pages;
	unsigned int num_pages;
};

struct rst_v4l2_binding *rst_v4l2_binding_get(struct device *dev);
void rst_v4l2_binding_put(struct rst_v4l2_binding *binding);
void rst_v4l2_binding_forget(struct rst_v4l2_buffer *buffer);

extern struct dentry *rst_v4l2_folder;

void *rst_v4l2_attach(struct vb2_buffer *vb, struct device *dev,
		      struct dma_buf *dmabuf, unsigned long size);
void rst_v4l2_detach(void *priv);
int rst_v4l2_map(void *priv);
void rst_v4l2_unmap(void *priv);
bool rst_v4l2_may_use(const struct rst_v4l2_buffer *buffer);
int rst_v4l2_address(const struct rst_v4l2_buffer *buffer, dma_addr_t *address);

void *rst_v4l2_frame_alloc(struct vb2_buffer *vb, struct device *dev,
			   unsigned long size);
void rst_v4l2_frame_put(void *priv);
unsigned int rst_v4l2_frame_num_users(void *priv);
int rst_v4l2_frame_mmap(void *priv, struct vm_area_struct *vma);
struct dma_buf *rst_v4l2_frame_export(struct vb2_buffer *vb, void *priv,
				      unsigned long flags);

int rst_v4l2_clear_init(void);
void rst_v4l2_clear_exit(void);
struct dma_buf *rst_v4l2_clear_export(struct vb2_buffer *vb, void *priv,
				      unsigned long flags);
void *rst_v4l2_clear_alloc(struct vb2_buffer *vb, struct device *dev,
			   unsigned long size);
void rst_v4l2_clear_put(void *priv);
unsigned int rst_v4l2_clear_num_users(void *priv);
int rst_v4l2_clear_mmap(void *priv, struct vm_area_struct *vma);

#endif /* _RST_V4L2_GLUE_H */
