// SPDX-License-Identifier: GPL-2.0-only
/*
 * Planes: what can be shown, and where
 */
#include <drm/drm_blend.h>
#include <drm/drm_damage_helper.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_atomic_helper.h>
#include <drm/drm_print.h>

#include "disp.h"

/*
 * The primary plane takes NV12 for clients that flip the CRTC rather than set
 * a plane, and ARGB for films below it; the overlays take RGB for a trusted user
 * interface.
 */
static const u32 primary_formats[] = {
	DRM_FORMAT_XRGB8888, DRM_FORMAT_ARGB8888, DRM_FORMAT_NV12,
};

static const u32 overlay_formats[] = {
	DRM_FORMAT_NV12, DRM_FORMAT_XRGB8888, DRM_FORMAT_ARGB8888,
};

static const u32 cursor_formats[] = { DRM_FORMAT_ARGB8888 };

static const u64 modifiers[] = {
	DRM_FORMAT_MOD_LINEAR, DRM_FORMAT_MOD_INVALID,
};

static const struct {
	const u32 *formats;
	unsigned int count;
	const char *name;
} plane_kinds[] = {
	[DRM_PLANE_TYPE_OVERLAY] = {
		overlay_formats, ARRAY_SIZE(overlay_formats), "overlay",
	},
	[DRM_PLANE_TYPE_PRIMARY] = {
		primary_formats, ARRAY_SIZE(primary_formats), "primary",
	},
	[DRM_PLANE_TYPE_CURSOR] = {
		cursor_formats, ARRAY_SIZE(cursor_formats), "cursor",
	},
};

static bool is_fractional(const struct drm_rect *src)
{
	return (src->x1 | src->y1 | src->x2 | src->y2) & 0xffff;
}

/* DRM's core looks, too, but takes the framebuffer for 65,536 times as large. */
static bool is_damaged_outside(const struct drm_plane_state *state)
{
	const struct drm_mode_rect *clip = drm_plane_get_damage_clips(state);
	unsigned int left = drm_plane_get_damage_clips_count(state);

	for (; left; left--, clip++) {
		if (clip->x2 > (int)state->fb->width ||
		    clip->y2 > (int)state->fb->height)
			return true;
	}
	return false;
}

static int rst_disp_plane_atomic_check(struct drm_plane *plane,
				       struct drm_atomic_commit *state)
{
	struct drm_plane_state *plane_state =
		drm_atomic_get_new_plane_state(state, plane);
	struct drm_crtc_state *crtc_state;
	int ret;

	if (!plane_state->crtc) {
		plane_state->visible = false;
		return 0;
	}

	/*
	 * Planes may be set while the CRTC is off, and stay set when it is
	 * turned off: nothing of them is visible then.
	 */
	crtc_state = drm_atomic_get_new_crtc_state(state, plane_state->crtc);
	ret = drm_atomic_helper_check_plane_state(plane_state, crtc_state,
						  DRM_PLANE_NO_SCALING,
						  DRM_PLANE_NO_SCALING,
						  true, true);
	if (ret || !plane_state->visible)
		return ret;

	/* After clipping, by the panel's edges. */
	if (is_fractional(&plane_state->src)) {
		drm_dbg_atomic(plane->dev, "%s: source " DRM_RECT_FP_FMT
			       " is not whole pixels\n", plane->name,
			       DRM_RECT_FP_ARG(&plane_state->src));
		return -EINVAL;
	}
	if (is_damaged_outside(plane_state)) {
		drm_dbg_atomic(plane->dev, "%s: damage outside the framebuffer\n",
			       plane->name);
		return -EINVAL;
	}

	return 0;
}

static int rst_disp_plane_prepare_fb(struct drm_plane *plane,
				     struct drm_plane_state *state)
{
	int ret;

	ret = drm_gem_plane_helper_prepare_fb(plane, state);
	if (ret || !state->fb)
		return ret;

	return rst_disp_gem_get_shared(state->fb->obj[0]);
}

static void rst_disp_plane_cleanup_fb(struct drm_plane *plane,
				      struct drm_plane_state *state)
{
	if (state->fb)
		rst_disp_gem_put_shared(state->fb->obj[0]);
}

RST_DRM_DEFINE_ASYNC_CHECK(rst_disp_cursor_async_check)

/* The CRTC's flush hands all planes to the engine at once. */
static void rst_disp_plane_atomic_update(struct drm_plane *plane,
					 struct drm_atomic_commit *state)
{
}

static const struct drm_plane_helper_funcs rst_disp_plane_helper_funcs = {
	.prepare_fb = rst_disp_plane_prepare_fb,
	.cleanup_fb = rst_disp_plane_cleanup_fb,
	.atomic_check = rst_disp_plane_atomic_check,
	.atomic_update = rst_disp_plane_atomic_update,
	.atomic_async_check = RST_DRM_ASYNC_CHECK(rst_disp_cursor_async_check),
	.atomic_async_update = rst_disp_cursor_async_update,
};

static const struct drm_plane_funcs rst_disp_plane_funcs = {
	.update_plane = drm_atomic_helper_update_plane,
	.disable_plane = drm_atomic_helper_disable_plane,
	.reset = drm_atomic_helper_plane_reset,
	.atomic_duplicate_state = drm_atomic_helper_plane_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_plane_destroy_state,
};

/*
 * An overlay may be anywhere below the cursor, also below the primary plane. All
 * have the same range: Weston 16 tries those first that end lowest, goes down
 * from there, and aborts when it arrives at the primary plane.
 */
static int create_zpos(struct drm_plane *plane, unsigned int zpos)
{
	if (plane->type == DRM_PLANE_TYPE_OVERLAY)
		return drm_plane_create_zpos_property(plane, zpos, 0,
						      RST_DISP_MAX_LAYERS - 1);

	return drm_plane_create_zpos_immutable_property(plane, zpos);
}

static int create_colors(struct drm_plane *plane)
{
	if (plane->type == DRM_PLANE_TYPE_CURSOR)
		return 0;

	return drm_plane_create_color_properties(plane,
						 BIT(DRM_COLOR_YCBCR_BT601) |
						 BIT(DRM_COLOR_YCBCR_BT709),
						 BIT(DRM_COLOR_YCBCR_LIMITED_RANGE) |
						 BIT(DRM_COLOR_YCBCR_FULL_RANGE),
						 DRM_COLOR_YCBCR_BT601,
						 DRM_COLOR_YCBCR_LIMITED_RANGE);
}

static int create_properties(struct drm_plane *plane, unsigned int zpos)
{
	int ret;

	ret = create_zpos(plane, zpos);
	if (ret)
		return ret;
	ret = drm_plane_create_alpha_property(plane);
	if (ret)
		return ret;
	ret = drm_plane_create_blend_mode_property(plane,
						   BIT(DRM_MODE_BLEND_PIXEL_NONE) |
						   BIT(DRM_MODE_BLEND_PREMULTI) |
						   BIT(DRM_MODE_BLEND_COVERAGE));
	if (ret)
		return ret;
	drm_plane_enable_fb_damage_clips(plane);

	return create_colors(plane);
}

/**
 * rst_disp_plane_create() - add a plane
 * @disp:	the display
 * @type:	of the plane
 * @layer:	the engine's layer that it is
 * @zpos:	where it is, unless a client says otherwise; 0 is the bottom
 *
 * Return: the plane, or ERR_PTR.
 */
struct drm_plane *rst_disp_plane_create(struct rst_disp *disp,
					enum drm_plane_type type,
					unsigned int layer, unsigned int zpos)
{
	struct rst_disp_plane *plane;
	int ret;

	plane = drmm_universal_plane_alloc(&disp->drm, struct rst_disp_plane,
					   base, BIT(0), &rst_disp_plane_funcs,
					   plane_kinds[type].formats,
					   plane_kinds[type].count, modifiers,
					   type, "%s-%u",
					   plane_kinds[type].name, layer);
	if (IS_ERR(plane))
		return ERR_CAST(plane);

	plane->layer = layer;
	drm_plane_helper_add(&plane->base, &rst_disp_plane_helper_funcs);
	ret = create_properties(&plane->base, zpos);
	return ret ? ERR_PTR(ret) : &plane->base;
}
