// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which dma-bufs are the kernel's protected ones
 *
 * Their operations are private to the TEE core, which exports no other dma-bufs.
 * So the exporter's name tells them, which only kernel code chooses.
 */
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

#include <linux/rstmem.h>
#include <rstmem/buffer.h>

/* Indexed by RSTMEM_USE_CASE_*. The kernel's heaps have the same names. */
static const char * const use_case_names[] = {
	[RSTMEM_USE_CASE_SECURE_VIDEO_PLAY] = "secure-video",
	[RSTMEM_USE_CASE_TRUSTED_UI] = "trusted-ui",
	[RSTMEM_USE_CASE_SECURE_VIDEO_RECORD] = "secure-video-record",
};

static unsigned int heap_use_case = RSTMEM_USE_CASE_SECURE_VIDEO_PLAY;

static int heap_set(const char *text, const struct kernel_param *param)
{
	unsigned int i;

	for (i = 1; i < ARRAY_SIZE(use_case_names); i++) {
		if (sysfs_streq(text, use_case_names[i])) {
			WRITE_ONCE(heap_use_case, i);
			return 0;
		}
	}
	pr_err("rst_addon: heap=%s: the heaps are secure-video, trusted-ui and secure-video-record\n",
	       text);
	return -EINVAL;
}

static int heap_get(char *text, const struct kernel_param *param)
{
	return sysfs_emit(text, "%s\n",
			  use_case_names[READ_ONCE(heap_use_case)]);
}

static const struct kernel_param_ops heap_ops = {
	.set = heap_set,
	.get = heap_get,
};

/* A dma-buf doesn't tell modules of which heap it is. */
module_param_cb(heap, &heap_ops, NULL, 0444);
MODULE_PARM_DESC(heap, "the kernel's heap that buffers are of; 'secure-video', the only one of the kernel's OP-TEE driver, if not given");

static bool is_protected(const struct dma_buf *dmabuf)
{
	const struct dma_buf_ops *ops = dmabuf->ops;

	return !strcmp(dmabuf->exp_name, "tee") &&
	       !ops->mmap && !ops->vmap && !ops->begin_cpu_access;
}

int rstmem_buffer_use_case(struct dma_buf *dmabuf)
{
	return is_protected(dmabuf) ? (int)READ_ONCE(heap_use_case) : -EINVAL;
}
EXPORT_SYMBOL_GPL(rstmem_buffer_use_case);

/* The kernel has no policy to ask. */
int rstmem_buffer_admits(struct dma_buf *dmabuf, struct device *dev)
{
	return is_protected(dmabuf) ? 0 : -EINVAL;
}
EXPORT_SYMBOL_GPL(rstmem_buffer_admits);

/* The kernel's heaps hand out buffers to user space only. */
struct dma_buf *rstmem_buffer_alloc(u32 use_case, size_t size,
				    unsigned int fd_flags)
{
	return ERR_PTR(-EOPNOTSUPP);
}
EXPORT_SYMBOL_GPL(rstmem_buffer_alloc);

struct dma_buf *rstmem_buffer_export(struct dma_buf *dmabuf,
				     unsigned int fd_flags)
{
	return ERR_PTR(-EOPNOTSUPP);
}
EXPORT_SYMBOL_GPL(rstmem_buffer_export);
