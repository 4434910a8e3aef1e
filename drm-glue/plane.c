// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a plane can do with pixels that no CPU can touch
 */
#include <linux/export.h>

#include <drm/drm_blend.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_atomic_helper.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_plane.h>
#include <drm/drm_print.h>
#include <drm/drm_rect.h>

#include <rstmem/drm.h>

#include "glue.h"

static const struct rst_drm_plane_ability no_ability;

/* The helpers' shadow planes map what they show, in the commit. */
static bool is_shadowed(const struct drm_plane *plane)
{
	const struct drm_plane_helper_funcs *helper = plane->helper_private;

	return plane->funcs->atomic_duplicate_state ==
	       drm_gem_duplicate_shadow_plane_state ||
	       (helper &&
		helper->begin_fb_access == drm_gem_begin_shadow_fb_access);
}

static bool is_scaled(const struct drm_plane_state *state)
{
	int width = drm_rect_width(&state->dst);
	int height = drm_rect_height(&state->dst);

	if (drm_rotation_90_or_270(state->rotation))
		swap(width, height);
	return drm_rect_width(&state->src) != width << 16 ||
	       drm_rect_height(&state->src) != height << 16;
}

static bool is_rotated(const struct drm_plane_state *state,
		       const struct rst_drm_plane_ability *ability)
{
	return state->rotation & ~(DRM_MODE_ROTATE_0 | ability->rotations);
}

static bool is_converted(const struct drm_plane_state *state,
			 const struct rst_drm_plane_ability *ability)
{
	unsigned int i;

	for (i = 0; i < ability->num_formats; i++) {
		if (state->fb->format->format == ability->formats[i])
			return false;
	}
	return ability->formats;
}

/* Return: why the plane can't, or NULL. */
static const char *cannot_show(const struct drm_plane_state *state,
			       const struct rst_drm_plane_ability *ability)
{
	if (is_shadowed(state->plane))
		return "the driver reads the pixels of this plane";
	if (is_converted(state, ability))
		return "the format would have to be converted";
	if (is_rotated(state, ability))
		return "it would have to be rotated";
	if (!ability->scales && is_scaled(state))
		return "it would have to be scaled";
	return NULL;
}

static bool holds_restricted(const struct drm_framebuffer *fb)
{
	unsigned int i;

	for (i = 0; i < fb->format->num_planes; i++) {
		if (fb->obj[i] && rst_drm_gem_is_restricted(fb->obj[i]))
			return true;
	}
	return false;
}

static int check_policy(const struct drm_framebuffer *fb)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < fb->format->num_planes && !ret; i++) {
		if (fb->obj[i] && rst_drm_gem_is_restricted(fb->obj[i]))
			ret = rst_drm_gem_admits(fb->obj[i]);
	}
	return ret;
}

int rst_drm_plane_check(const struct drm_plane_state *state,
			const struct rst_drm_plane_ability *ability)
{
	const struct drm_plane *plane = state->plane;
	const char *why;
	int ret;

	if (!state->fb || !state->visible || !holds_restricted(state->fb))
		return 0;

	why = cannot_show(state, ability ?: &no_ability);
	if (why) {
		drm_dbg_atomic(plane->dev,
			       "[PLANE:%d:%s] can't show restricted [FB:%d]: %s\n",
			       plane->base.id, plane->name, state->fb->base.id,
			       why);
		return -EINVAL;
	}

	ret = check_policy(state->fb);
	if (ret)
		drm_dbg_atomic(plane->dev,
			       "[PLANE:%d:%s] may not show restricted [FB:%d]: %pe\n",
			       plane->base.id, plane->name, state->fb->base.id,
			       ERR_PTR(ret));
	return ret;
}
EXPORT_SYMBOL_GPL(rst_drm_plane_check);
