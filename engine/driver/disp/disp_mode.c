// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mode configuration: framebuffers, commits, and all the parts together
 */
#include <drm/drm_drv.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_mode_config.h>
#include <drm/drm_print.h>
#include <drm/drm_vblank.h>

#include "compat/drm-framebuffer.h"

#include "disp.h"

#define RST_DISP_CURSOR_SIZE	64

/*
 * Overlays are above the primary plane unless a client moves them below it. The
 * first one, which many clients take, is the uppermost.
 */
#define ZPOS_PRIMARY	1
#define ZPOS_OVERLAY	(RST_DISP_MAX_LAYERS - 1)
#define ZPOS_CURSOR	RST_DISP_MAX_LAYERS

/*
 * The engine takes one memory a layer, so all planes lie in one object. A
 * client is told here that it may not show the buffer: a commit that names it
 * goes without the layer.
 */
static struct drm_framebuffer *
rst_disp_fb_create(struct drm_device *drm, struct drm_file *file,
		   const struct drm_format_info *info,
		   const struct drm_mode_fb_cmd2 *cmd)
{
	struct drm_framebuffer *fb;
	unsigned int i;
	int ret;

	fb = drm_gem_fb_create_with_dirty(drm, file, info, cmd);
	if (IS_ERR(fb))
		return fb;

	for (i = 1; i < fb->format->num_planes; i++) {
		if (fb->obj[i] != fb->obj[0]) {
			drm_dbg_kms(drm, "colour planes in several objects\n");
			drm_framebuffer_put(fb);
			return ERR_PTR(-EINVAL);
		}
	}

	ret = rst_disp_gem_may_show(fb->obj[0]);
	if (ret) {
		drm_dbg_kms(drm, "buffer may not be shown: error %d\n", ret);
		drm_framebuffer_put(fb);
		return ERR_PTR(ret);
	}

	return fb;
}

RST_DRM_DEFINE_FB_CREATE(rst_disp_fb_create)

static bool is_awaited(struct drm_atomic_commit *state)
{
	struct drm_crtc_state *crtc_state;
	struct drm_crtc *crtc;
	int i;

	for_each_new_crtc_in_state(state, crtc, crtc_state, i)
		if (rst_disp_has_user_event(crtc_state))
			return true;

	return false;
}

/* A commit with an event is busy until the event: one flip at a time. */
static void rst_disp_commit_tail(struct drm_atomic_commit *state)
{
	struct drm_device *drm = state->dev;
	bool wait = is_awaited(state);

	drm_atomic_helper_commit_modeset_disables(drm, state);
	drm_atomic_helper_commit_modeset_enables(drm, state);
	drm_atomic_helper_commit_planes(drm, state,
					DRM_PLANE_COMMIT_ACTIVE_ONLY);
	drm_atomic_helper_commit_hw_done(state);
	if (wait)
		drm_atomic_helper_wait_for_flip_done(drm, state);
	drm_atomic_helper_cleanup_planes(drm, state);
}

static const struct drm_mode_config_funcs rst_disp_mode_config_funcs = {
	.fb_create = RST_DRM_FB_CREATE(rst_disp_fb_create),
	.atomic_check = drm_atomic_helper_check,
	.atomic_commit = drm_atomic_helper_commit,
};

static const struct drm_mode_config_helper_funcs
rst_disp_mode_config_helper_funcs = {
	.atomic_commit_tail = rst_disp_commit_tail,
};

static int create_pipe(struct rst_disp *disp)
{
	struct drm_plane *primary, *overlay, *cursor;
	unsigned int layer;
	int ret;

	primary = rst_disp_plane_create(disp, DRM_PLANE_TYPE_PRIMARY, 0,
					ZPOS_PRIMARY);
	if (IS_ERR(primary))
		return PTR_ERR(primary);
	overlay = rst_disp_plane_create(disp, DRM_PLANE_TYPE_OVERLAY, 1,
					ZPOS_OVERLAY);
	if (IS_ERR(overlay))
		return PTR_ERR(overlay);
	cursor = rst_disp_plane_create(disp, DRM_PLANE_TYPE_CURSOR, 2,
				       ZPOS_CURSOR);
	if (IS_ERR(cursor))
		return PTR_ERR(cursor);

	ret = rst_disp_crtc_init(disp, primary, cursor);
	if (ret)
		return ret;

	for (layer = 3; layer < RST_DISP_MAX_LAYERS; layer++) {
		overlay = rst_disp_plane_create(disp, DRM_PLANE_TYPE_OVERLAY,
						layer,
						ZPOS_OVERLAY + 2 - layer);
		if (IS_ERR(overlay))
			return PTR_ERR(overlay);
	}

	ret = rst_disp_output_init(disp);
	if (ret)
		return ret;

	return rst_disp_writeback_init(disp);
}

int rst_disp_mode_config_init(struct rst_disp *disp)
{
	struct drm_device *drm = &disp->drm;
	int ret;

	ret = drmm_mode_config_init(drm);
	if (ret)
		return ret;

	/* Of framebuffers: cursors of one pixel hide what others draw. */
	drm->mode_config.min_width = 1;
	drm->mode_config.min_height = 1;
	drm->mode_config.max_width = RST_DISP_MAX_SIZE;
	drm->mode_config.max_height = RST_DISP_MAX_SIZE;
	drm->mode_config.cursor_width = RST_DISP_CURSOR_SIZE;
	drm->mode_config.cursor_height = RST_DISP_CURSOR_SIZE;
	drm->mode_config.preferred_depth = 24;
	drm->mode_config.funcs = &rst_disp_mode_config_funcs;
	drm->mode_config.helper_private = &rst_disp_mode_config_helper_funcs;

	ret = create_pipe(disp);
	if (ret)
		return ret;

	ret = rst_disp_vblank_init(disp);
	if (ret)
		return ret;
	ret = rst_disp_cursor_init(disp);
	if (ret)
		return ret;

	drm_mode_config_reset(drm);
	return 0;
}
