// SPDX-License-Identifier: GPL-2.0-only
#include <drm/clients/drm_client_setup.h>
#include <drm/drm_drv.h>
#include <drm/drm_fbdev_shmem.h>

const struct drm_driver probe = {
	DRM_FBDEV_SHMEM_DRIVER_OPS,
};

void (*probe_setup)(struct drm_device *drm, unsigned int color_mode) =
	drm_client_setup_with_color_mode;
