// SPDX-License-Identifier: GPL-2.0-only
/*
 * The output: the connector, its modes and properties
 */
#include <linux/debugfs.h>

#include <drm/drm_atomic_state_helper.h>
#include <drm/drm_atomic_uapi.h>
#include <drm/drm_drv.h>
#include <drm/drm_modes.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_modeset_lock.h>
#include <drm/drm_print.h>
#include <drm/drm_probe_helper.h>

#include "disp.h"

static int rst_disp_connector_get_modes(struct drm_connector *connector)
{
	struct rst_disp *disp = to_rst_disp(connector->dev);

	return rst_disp_monitor_add_modes(disp) +
	       rst_disp_wishes_add(connector);
}

static enum drm_connector_status
rst_disp_connector_detect(struct drm_connector *connector, bool force)
{
	return rst_disp_monitor_detect(to_rst_disp(connector->dev));
}

static void rst_disp_connector_debugfs_init(struct drm_connector *connector,
					    struct dentry *root)
{
	struct rst_disp *disp = to_rst_disp(connector->dev);

	debugfs_create_u64("restricted_fetches", 0444, root,
			   &disp->scanout.fetches);
	rst_disp_monitor_debugfs(connector, root);
	rst_disp_protect_debugfs(connector, root);
}

static const struct drm_connector_helper_funcs
rst_disp_connector_helper_funcs = {
	.get_modes = rst_disp_connector_get_modes,
	.atomic_check = rst_disp_protect_check,
};

static const struct drm_connector_funcs rst_disp_connector_funcs = {
	.detect = rst_disp_connector_detect,
	.debugfs_init = rst_disp_connector_debugfs_init,
	.fill_modes = drm_helper_probe_single_connector_modes,
	.reset = drm_atomic_helper_connector_reset,
	.atomic_duplicate_state = drm_atomic_helper_connector_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_connector_destroy_state,
};

static int set_mode(struct rst_disp *disp, struct drm_atomic_commit *state,
		    const struct drm_display_mode *mode)
{
	struct drm_connector_state *connector_state;
	struct drm_crtc_state *crtc_state;
	int ret;

	crtc_state = drm_atomic_get_crtc_state(state, &disp->crtc);
	if (IS_ERR(crtc_state))
		return PTR_ERR(crtc_state);
	connector_state = drm_atomic_get_connector_state(state,
							 &disp->connector);
	if (IS_ERR(connector_state))
		return PTR_ERR(connector_state);

	ret = drm_atomic_set_mode_for_crtc(crtc_state, mode);
	if (ret)
		return ret;
	crtc_state->active = true;
	ret = drm_atomic_set_crtc_for_connector(connector_state, &disp->crtc);
	return ret ? ret : rst_drm_atomic_commit(state);
}

static int light_up(struct rst_disp *disp, struct drm_modeset_acquire_ctx *ctx)
{
	struct drm_atomic_commit *state;
	struct drm_display_mode *mode;
	int ret = -ENOMEM;

	if (disp->crtc.state->enable)
		return 0;
	state = drm_atomic_commit_alloc(&disp->drm);
	if (!state)
		return -ENOMEM;

	state->acquire_ctx = ctx;
	mode = rst_disp_monitor_preferred(disp);
	if (mode) {
		drm_mode_set_crtcinfo(mode, 0);
		ret = set_mode(disp, state, mode);
		drm_mode_destroy(&disp->drm, mode);
	}
	drm_atomic_commit_put(state);
	return ret;
}

/**
 * rst_disp_output_light_up() - set the preferred mode, if nobody has set one
 * @disp:	the display; registered
 *
 * Where there is no console, nobody has when the driver is loaded, and nobody
 * does when a client has turned the display off and gone. A player's sink would
 * have to set one of its own then, and could show nothing but films of exactly
 * a mode's size.
 */
void rst_disp_output_light_up(struct rst_disp *disp)
{
	struct drm_modeset_acquire_ctx ctx;
	struct drm_device *drm = &disp->drm;
	int ret;

	DRM_MODESET_LOCK_ALL_BEGIN(drm, ctx, 0, ret);
	ret = light_up(disp, &ctx);
	DRM_MODESET_LOCK_ALL_END(drm, ctx, ret);
	if (ret)
		drm_warn(drm, "no mode is set: error %d\n", ret);
}

int rst_disp_output_init(struct rst_disp *disp)
{
	int ret;

	ret = drmm_encoder_init(&disp->drm, &disp->encoder, NULL,
				DRM_MODE_ENCODER_VIRTUAL, NULL);
	if (ret)
		return ret;
	disp->encoder.possible_crtcs = drm_crtc_mask(&disp->crtc);

	ret = drmm_connector_init(&disp->drm, &disp->connector,
				  &rst_disp_connector_funcs,
				  DRM_MODE_CONNECTOR_VIRTUAL, NULL);
	if (ret)
		return ret;
	drm_connector_helper_add(&disp->connector,
				 &rst_disp_connector_helper_funcs);
	drm_connector_attach_edid_property(&disp->connector);
	rst_disp_monitor_init(disp);
	ret = rst_disp_protect_init(disp);
	if (ret)
		return ret;

	return drm_connector_attach_encoder(&disp->connector, &disp->encoder);
}
