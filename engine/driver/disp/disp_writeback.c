// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writeback: the frame that a commit shows, copied to a client's framebuffer,
 * with restricted layers black. On the panel they stay.
 */
#include <drm/drm_atomic_state_helper.h>
#include <drm/drm_drv.h>
#include <drm/drm_edid.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_print.h>
#include <drm/drm_probe_helper.h>

#include <rstmem/drm.h>

#include "disp.h"

static const u32 formats[] = { DRM_FORMAT_XRGB8888, DRM_FORMAT_NV12 };

static int get_modes(struct drm_connector *connector)
{
	return drm_add_modes_noedid(connector, RST_DISP_MAX_SIZE,
				    RST_DISP_MAX_SIZE);
}

static bool fits(const struct drm_framebuffer *fb,
		 const struct drm_display_mode *mode)
{
	return fb->width == mode->hdisplay && fb->height == mode->vdisplay;
}

static bool is_copied(const struct drm_framebuffer *fb)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(formats); i++)
		if (fb->format->format == formats[i])
			return true;

	return false;
}

static int check(struct drm_connector *connector,
		 struct drm_connector_state *state,
		 const struct drm_crtc_state *crtc_state)
{
	const struct drm_framebuffer *fb = state->writeback_job->fb;

	if (!fits(fb, &crtc_state->mode)) {
		drm_dbg_atomic(connector->dev,
			       "a copy of %ux%u, where the mode is %ux%u\n",
			       fb->width, fb->height,
			       crtc_state->mode.hdisplay,
			       crtc_state->mode.vdisplay);
		return -EINVAL;
	}
	if (!is_copied(fb)) {
		drm_dbg_atomic(connector->dev, "a copy of format %p4cc\n",
			       &fb->format->format);
		return -EINVAL;
	}
	if (rst_drm_gem_is_restricted(fb->obj[0])) {
		drm_dbg_atomic(connector->dev, "a copy to restricted memory\n");
		return -EACCES;
	}

	return 0;
}

static int atomic_check(struct drm_connector *connector,
			struct drm_atomic_commit *state)
{
	struct drm_connector_state *connector_state =
		drm_atomic_get_new_connector_state(state, connector);
	struct drm_crtc_state *crtc_state;

	if (!connector_state->writeback_job ||
	    !connector_state->writeback_job->fb || !connector_state->crtc)
		return 0;

	crtc_state = drm_atomic_get_crtc_state(state, connector_state->crtc);
	if (IS_ERR(crtc_state))
		return PTR_ERR(crtc_state);

	return check(connector, connector_state, crtc_state);
}

static bool is_converted(const struct drm_writeback_job *job)
{
	return job->fb->format->format == DRM_FORMAT_NV12;
}

/* What is converted is composed first, in memory that is the job's own. */
static int prepare_job(struct drm_writeback_connector *writeback,
		       struct drm_writeback_job *job)
{
	struct drm_gem_object *room = NULL;
	int ret;

	if (is_converted(job))
		room = rst_disp_copy_room(to_rst_disp(writeback->base.dev),
					  job->fb->width, job->fb->height);
	if (IS_ERR(room))
		return PTR_ERR(room);

	ret = rst_disp_gem_get_shared(job->fb->obj[0]);
	if (ret && room)
		rst_disp_copy_put_room(room);
	else
		job->priv = room;

	return ret;
}

static void cleanup_job(struct drm_writeback_connector *writeback,
			struct drm_writeback_job *job)
{
	if (job->priv)
		rst_disp_copy_put_room(job->priv);
	rst_disp_gem_put_shared(job->fb->obj[0]);
}

/* The frame is not on the panel yet: the CRTC's flush does the work. */
static void atomic_commit(struct drm_connector *connector,
			  struct drm_atomic_commit *state)
{
	struct drm_connector_state *connector_state =
		drm_atomic_get_new_connector_state(state, connector);
	struct rst_disp *disp = to_rst_disp(connector->dev);

	disp->writeback_job = connector_state->writeback_job;
	drm_writeback_queue_job(&disp->writeback, connector_state);
}

static int copy(struct rst_disp *disp, const struct drm_writeback_job *job)
{
	const struct drm_framebuffer *fb = job->fb;
	int idx, ret;
	u32 crc;

	if (!drm_dev_enter(&disp->drm, &idx))
		return -ENODEV;

	mutex_lock(&disp->scanout.lock);
	ret = rst_disp_copy_error(disp);
	if (!ret && is_converted(job))
		ret = rst_disp_copy_to_nv12(disp, fb, job->priv);
	else if (!ret)
		ret = rst_disp_copy_to(disp, fb->obj[0], fb->pitches[0],
				       fb->offsets[0], &crc);
	mutex_unlock(&disp->scanout.lock);

	drm_dev_exit(idx);
	return ret;
}

/**
 * rst_disp_writeback_flush() - copy the frame, if the commit asks for it
 * @disp:	the display, which has just shown the frame
 *
 * The job lives until its completion is signalled.
 */
void rst_disp_writeback_flush(struct rst_disp *disp)
{
	struct drm_writeback_job *job = disp->writeback_job;
	int ret;

	if (!job)
		return;

	ret = copy(disp, job);
	if (ret)
		drm_err_ratelimited(&disp->drm, "no copy of the frame: %pe\n",
				    ERR_PTR(ret));
	disp->writeback_job = NULL;
	drm_writeback_signal_completion(&disp->writeback, ret);
}

static const struct drm_connector_helper_funcs helper_funcs = {
	.get_modes = get_modes,
	.atomic_check = atomic_check,
	.atomic_commit = atomic_commit,
	.prepare_writeback_job = prepare_job,
	.cleanup_writeback_job = cleanup_job,
};

static const struct drm_connector_funcs funcs = {
	.fill_modes = drm_helper_probe_single_connector_modes,
	.destroy = drm_connector_cleanup,
	.reset = drm_atomic_helper_connector_reset,
	.atomic_duplicate_state = drm_atomic_helper_connector_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_connector_destroy_state,
};

/**
 * rst_disp_writeback_init() - add the writeback connector
 * @disp:	the display, with its CRTC and its output
 */
int rst_disp_writeback_init(struct rst_disp *disp)
{
	struct drm_writeback_connector *writeback = &disp->writeback;
	u32 clones;
	int ret;

	drm_connector_helper_add(&writeback->base, &helper_funcs);
	ret = drm_writeback_connector_init(&disp->drm, writeback, &funcs, NULL,
					   formats, ARRAY_SIZE(formats),
					   drm_crtc_mask(&disp->crtc));
	if (ret)
		return ret;

	/* The panel goes on while its picture is copied. */
	clones = drm_encoder_mask(&disp->encoder) |
		 drm_encoder_mask(&writeback->encoder);
	disp->encoder.possible_clones = clones;
	writeback->encoder.possible_clones = clones;
	return 0;
}
