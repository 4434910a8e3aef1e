/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _COMPAT_DRM_DRIVER_H
#define _COMPAT_DRM_DRIVER_H

#include <drm/drm_drv.h>
#include <drm/drm_fbdev_shmem.h>

/* A date belonged to it; newer kernels say "0" for all drivers. */
#ifdef HAVE_DRM_DRIVER_DATE
#define RST_DRM_DRIVER_DESC(text)	.desc = (text), .date = "0"
#else
#define RST_DRM_DRIVER_DESC(text)	.desc = (text)
#endif

/* The console: set up by the driver before there were clients of its kind. */
#ifdef HAVE_DRM_CLIENT_SETUP
#include <drm/clients/drm_client_setup.h>
#else
#define DRM_FBDEV_SHMEM_DRIVER_OPS	.open = NULL

static inline void drm_client_setup_with_color_mode(struct drm_device *drm,
						    unsigned int color_mode)
{
	drm_fbdev_shmem_setup(drm, color_mode);
}
#endif

#endif /* _COMPAT_DRM_DRIVER_H */
