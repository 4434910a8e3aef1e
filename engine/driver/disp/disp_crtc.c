// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CRTC: a frame goes to the engine in its flush, which may sleep
 */
#include <linux/limits.h>
#include <linux/math64.h>

#include <drm/drm_print.h>
#include <drm/drm_vblank.h>

#include "disp.h"

/* Beyond what is due: a clock that lags is no reason for a lost frame. */
#define VBLANK_DELAY_NS	(50 * NSEC_PER_MSEC)

/*
 * A client may bring a mode of its own, and its framebuffers may be smaller, so
 * nobody else looks at the size. What the engine refuses would be lost frame by
 * frame, the dark one of turning off included.
 */
static enum drm_mode_status size_valid(const struct drm_display_mode *mode)
{
	if (mode->hdisplay < RST_DISP_MIN_SIZE ||
	    mode->vdisplay < RST_DISP_MIN_SIZE)
		return MODE_BAD;
	if (mode->hdisplay > RST_DISP_MAX_SIZE)
		return MODE_VIRTUAL_X;
	return mode->vdisplay > RST_DISP_MAX_SIZE ? MODE_VIRTUAL_Y : MODE_OK;
}

/*
 * The vblank's timer fires at a mode's rate. Up to here the duration of a frame
 * fits DRM's int of nanoseconds, too.
 */
static enum drm_mode_status rate_valid(const struct drm_display_mode *mode)
{
	u32 frame = (u32)mode->htotal * mode->vtotal;
	u64 rate;

	if (!frame || frame > INT_MAX || mode->clock <= 0)
		return MODE_BAD;

	rate = div_u64(mul_u32_u32(mode->clock, 1000), frame);
	if (!rate)
		return MODE_CLOCK_LOW;
	return rate > RST_DISP_MAX_RATE ? MODE_CLOCK_HIGH : MODE_OK;
}

static enum drm_mode_status
rst_disp_crtc_mode_valid(struct drm_crtc *crtc,
			 const struct drm_display_mode *mode)
{
	enum drm_mode_status status = size_valid(mode);

	if (status != MODE_OK)
		return status;
	if (mode->flags & DRM_MODE_FLAG_INTERLACE)
		return MODE_NO_INTERLACE;
	if (mode->flags & DRM_MODE_FLAG_DBLSCAN)
		return MODE_NO_DBLESCAN;
	if (mode->vscan > 1)
		return MODE_NO_VSCAN;

	return rate_valid(mode);
}

static void send_event_now(struct drm_crtc *crtc)
{
	struct drm_pending_vblank_event *event = crtc->state->event;

	if (!event)
		return;

	crtc->state->event = NULL;
	spin_lock_irq(&crtc->dev->event_lock);
	drm_crtc_send_vblank_event(crtc, event);
	spin_unlock_irq(&crtc->dev->event_lock);
}

static void send_event_at_vblank(struct drm_crtc *crtc)
{
	struct drm_pending_vblank_event *event = crtc->state->event;

	if (drm_crtc_vblank_get(crtc)) {
		send_event_now(crtc);
		return;
	}

	crtc->state->event = NULL;
	spin_lock_irq(&crtc->dev->event_lock);
	drm_crtc_arm_vblank_event(crtc, event);
	spin_unlock_irq(&crtc->dev->event_lock);
}

/* Of one that is awaited; a mode's may be a second apart. */
static unsigned long vblank_timeout(const struct drm_vblank_crtc *vblank)
{
	return nsecs_to_jiffies(2ull * vblank->framedur_ns + VBLANK_DELAY_NS);
}

/*
 * One frame a vblank. The wait is here rather than after the frame, so that a
 * client that waits for the vblank by itself isn't made to wait for two.
 */
static void show_in_new_vblank(struct drm_crtc *crtc,
			       const struct drm_display_mode *mode)
{
	struct drm_vblank_crtc *vblank = drm_crtc_vblank_crtc(crtc);
	struct rst_disp *disp = to_rst_disp(crtc->dev);
	bool ticking = !drm_crtc_vblank_get(crtc);

	if (ticking)
		wait_event_timeout(vblank->queue, drm_crtc_vblank_count(crtc) !=
				   disp->scanout.vblank,
				   vblank_timeout(vblank));
	rst_disp_scanout_show(disp, mode);
	disp->scanout.vblank = drm_crtc_vblank_count(crtc);
	if (ticking)
		drm_crtc_vblank_put(crtc);
}

/*
 * The engine has the frame and needs the memory no more when the show returns.
 * Where no client asked for an event, there is only the helpers' own one, and
 * it can go at once: a flip must not find the display busy with a mode or a
 * plane that was set, and is in place.
 */
static void rst_disp_crtc_atomic_flush(struct drm_crtc *crtc,
				       struct drm_atomic_commit *state)
{
	struct drm_crtc_state *crtc_state =
		drm_atomic_get_new_crtc_state(state, crtc);

	rst_disp_protect_update(to_rst_disp(crtc->dev), state);
	if (rst_disp_cursor_flush(to_rst_disp(crtc->dev), state)) {
		send_event_now(crtc);
		return;
	}

	rst_disp_scanout_update(to_rst_disp(crtc->dev), state);
	show_in_new_vblank(crtc, &crtc_state->mode);
	rst_disp_writeback_flush(to_rst_disp(crtc->dev));
	if (rst_disp_has_user_event(crtc_state))
		send_event_at_vblank(crtc);
	else
		send_event_now(crtc);
}

static void rst_disp_crtc_atomic_enable(struct drm_crtc *crtc,
					struct drm_atomic_commit *state)
{
	drm_crtc_vblank_on(crtc);
	rst_disp_cursor_start(to_rst_disp(crtc->dev));
}

static void rst_disp_crtc_atomic_disable(struct drm_crtc *crtc,
					 struct drm_atomic_commit *state)
{
	struct drm_crtc_state *old_state =
		drm_atomic_get_old_crtc_state(state, crtc);

	rst_disp_cursor_stop(to_rst_disp(crtc->dev));
	drm_crtc_vblank_off(crtc);

	/* On the way to another mode, the flush shows the next frame. */
	if (crtc->state->active)
		return;

	rst_disp_scanout_blank(to_rst_disp(crtc->dev), &old_state->mode);
	send_event_now(crtc);
}

static const struct drm_crtc_helper_funcs rst_disp_crtc_helper_funcs = {
	.mode_valid = rst_disp_crtc_mode_valid,
	.atomic_check = rst_disp_trusted_check,
	.atomic_flush = rst_disp_crtc_atomic_flush,
	.atomic_enable = rst_disp_crtc_atomic_enable,
	.atomic_disable = rst_disp_crtc_atomic_disable,
};

static const struct drm_crtc_funcs rst_disp_crtc_funcs = {
	.set_config = drm_atomic_helper_set_config,
	.page_flip = drm_atomic_helper_page_flip,
	.reset = drm_atomic_helper_crtc_reset,
	.atomic_duplicate_state = drm_atomic_helper_crtc_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_crtc_destroy_state,
	.enable_vblank = rst_disp_enable_vblank,
	.disable_vblank = rst_disp_disable_vblank,
	.get_vblank_timestamp = rst_disp_get_vblank_timestamp,
	.get_crc_sources = rst_disp_get_crc_sources,
	.verify_crc_source = rst_disp_verify_crc_source,
	.set_crc_source = rst_disp_set_crc_source,
};

int rst_disp_crtc_init(struct rst_disp *disp, struct drm_plane *primary,
		       struct drm_plane *cursor)
{
	int ret;

	ret = drmm_crtc_init_with_planes(&disp->drm, &disp->crtc, primary,
					 cursor, &rst_disp_crtc_funcs, NULL);
	if (ret)
		return ret;

	drm_crtc_helper_add(&disp->crtc, &rst_disp_crtc_helper_funcs);
	return 0;
}
