// SPDX-License-Identifier: GPL-2.0-only
#include <drm/drm_drv.h>

const struct drm_driver probe = {
	.date = "0",
};
