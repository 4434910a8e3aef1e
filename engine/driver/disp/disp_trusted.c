// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted user interfaces: the engine marks them, where they are alone on the
 * panel and whole. A commit in which one is not is refused here, so that a client
 * learns it before its frame would be lost.
 */
#include <linux/dma-buf.h>

#include <drm/drm_atomic.h>
#include <drm/drm_blend.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem.h>
#include <drm/drm_print.h>

#include <rstmem/buffer.h>
#include <rstmem/drm.h>
#include <uapi/linux/rstmem.h>

#include "disp.h"

/**
 * rst_disp_fb_is_trusted() - is it a trusted user interface, by its memory
 * @fb:	a framebuffer of the display's
 */
bool rst_disp_fb_is_trusted(const struct drm_framebuffer *fb)
{
	const struct drm_gem_object *obj = fb->obj[0];

	return rst_drm_gem_is_restricted(obj) &&
	       rstmem_buffer_use_case(obj->import_attach->dmabuf) ==
	       RSTMEM_USE_CASE_TRUSTED_UI;
}

static bool is_whole(const struct drm_plane_state *state)
{
	return drm_rect_width(&state->dst) == state->fb->width &&
	       drm_rect_height(&state->dst) == state->fb->height;
}

/* What keeps a plane from being marked, or NULL. */
static const char *flaw_of(const struct drm_plane_state *state)
{
	if (state->fb->format->format != DRM_FORMAT_XRGB8888)
		return "is not XRGB8888";
	if (state->alpha != DRM_BLEND_ALPHA_OPAQUE)
		return "is not opaque";

	return is_whole(state) ? NULL : "is not shown whole";
}

/**
 * rst_disp_trusted_check() - check what is on the panel with a trusted interface
 * @crtc:	the CRTC, whose planes are checked
 * @state:	the commit
 *
 * Return: 0, or -EINVAL where the engine would refuse the frame.
 */
int rst_disp_trusted_check(struct drm_crtc *crtc,
			   struct drm_atomic_commit *state)
{
	struct drm_crtc_state *crtc_state =
		drm_atomic_get_new_crtc_state(state, crtc);
	const struct drm_plane_state *plane_state;
	struct drm_plane *plane, *trusted = NULL;
	const char *flaw = NULL;
	unsigned int visible = 0;

	drm_atomic_crtc_state_for_each_plane_state(plane, plane_state,
						   crtc_state) {
		if (!plane_state->visible)
			continue;
		visible++;
		if (!rst_disp_fb_is_trusted(plane_state->fb))
			continue;
		trusted = plane;
		flaw = flaw_of(plane_state) ?: flaw;
	}
	if (!trusted || (visible == 1 && !flaw))
		return 0;

	drm_dbg_atomic(crtc->dev, "%s: the trusted user interface %s\n",
		       trusted->name, flaw ?: "is not alone on the panel");
	return -EINVAL;
}
