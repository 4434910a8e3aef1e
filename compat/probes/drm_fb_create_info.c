// SPDX-License-Identifier: GPL-2.0-only
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_mode_config.h>

const struct drm_mode_config_funcs probe = {
	.fb_create = drm_gem_fb_create_with_dirty,
};

struct drm_framebuffer *
(*probe_create)(struct drm_device *drm, struct drm_file *file,
		const struct drm_format_info *info,
		const struct drm_mode_fb_cmd2 *cmd) =
	drm_gem_fb_create_with_dirty;
