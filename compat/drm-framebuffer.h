/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _COMPAT_DRM_FRAMEBUFFER_H
#define _COMPAT_DRM_FRAMEBUFFER_H

#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_mode_config.h>

/*
 * RST_DRM_FB_CREATE() names what stands in drm_mode_config_funcs for a function
 * that RST_DRM_DEFINE_FB_CREATE() was told of: the function itself, where DRM
 * has looked the format up for it.
 */
#ifdef HAVE_DRM_FB_CREATE_INFO
#define RST_DRM_DEFINE_FB_CREATE(create)
#define RST_DRM_FB_CREATE(create)	create
#else
#define RST_DRM_DEFINE_FB_CREATE(create)				\
static struct drm_framebuffer *						\
create##_without_info(struct drm_device *drm, struct drm_file *file,	\
		      const struct drm_mode_fb_cmd2 *cmd)		\
{									\
	return create(drm, file, drm_get_format_info(drm, cmd), cmd);	\
}

#define RST_DRM_FB_CREATE(create)	create##_without_info

static inline struct drm_framebuffer *
rst_gem_fb_create_with_dirty(struct drm_device *drm, struct drm_file *file,
			     const struct drm_format_info *info,
			     const struct drm_mode_fb_cmd2 *cmd)
{
	return drm_gem_fb_create_with_dirty(drm, file, cmd);
}

#define drm_gem_fb_create_with_dirty	rst_gem_fb_create_with_dirty
#endif

#endif /* _COMPAT_DRM_FRAMEBUFFER_H */
