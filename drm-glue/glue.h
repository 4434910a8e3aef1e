/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of rst_drm.ko share
 */
#ifndef _RST_DRM_GLUE_H
#define _RST_DRM_GLUE_H

#include <linux/types.h>

struct dentry;
struct device;
struct dma_buf;
struct drm_gem_object;

extern struct dentry *rst_drm_folder;

int rst_drm_device_register(struct device *dev, struct dma_buf *dmabuf);
void rst_drm_device_refuse(struct device *dev, struct dma_buf *dmabuf,
			   int error);
int rst_drm_device_dma_addr(struct device *dev, struct dma_buf *dmabuf,
			    dma_addr_t *address);

int rst_drm_gem_admits(const struct drm_gem_object *obj);

#endif /* _RST_DRM_GLUE_H */
