// SPDX-License-Identifier: GPL-2.0-only
/*
 * The output: a panel that is always there, and its modes
 */
#include <drm/drm_atomic_state_helper.h>
#include <drm/drm_atomic_uapi.h>
#include <drm/drm_drv.h>
#include <drm/drm_modes.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_modeset_lock.h>
#include <drm/drm_print.h>
#include <drm/drm_probe_helper.h>

#include "disp.h"

/* The laboratory's film is 640x360, which is shown unscaled. */
static const struct {
	u16 width;
	u16 height;
	u16 htotal;
	u16 vtotal;
} modes[] = {
	{ 640, 360, 800, 375 },
	{ 640, 480, 800, 500 },
	{ 800, 600, 1000, 625 },
	{ 1280, 720, 1600, 750 },
};

/* The totals make the clock come out at exactly 60 frames a second. */
static struct drm_display_mode *create_mode(struct drm_device *drm, int i)
{
	struct drm_display_mode *mode;

	mode = drm_mode_create(drm);
	if (!mode)
		return NULL;

	mode->type = DRM_MODE_TYPE_DRIVER;
	mode->clock = modes[i].htotal * modes[i].vtotal * 60 / 1000;
	mode->hdisplay = modes[i].width;
	mode->hsync_start = mode->hdisplay + 16;
	mode->hsync_end = mode->hdisplay + 48;
	mode->htotal = modes[i].htotal;
	mode->vdisplay = modes[i].height;
	mode->vsync_start = mode->vdisplay + 2;
	mode->vsync_end = mode->vdisplay + 6;
	mode->vtotal = modes[i].vtotal;
	mode->flags = DRM_MODE_FLAG_NHSYNC | DRM_MODE_FLAG_PVSYNC;
	if (!i)
		mode->type |= DRM_MODE_TYPE_PREFERRED;
	drm_mode_set_name(mode);
	return mode;
}

static int rst_disp_connector_get_modes(struct drm_connector *connector)
{
	struct drm_display_mode *mode;
	int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		mode = create_mode(connector->dev, i);
		if (!mode)
			break;
		drm_mode_probed_add(connector, mode);
	}

	return i + rst_disp_wishes_add(connector);
}

static const struct drm_connector_helper_funcs
rst_disp_connector_helper_funcs = {
	.get_modes = rst_disp_connector_get_modes,
};

static const struct drm_connector_funcs rst_disp_connector_funcs = {
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
	mode = create_mode(&disp->drm, 0);
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

	return drm_connector_attach_encoder(&disp->connector, &disp->encoder);
}
