// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cursor moves by the legacy ioctls: as many as the mouse tells, none of them
 * waits for a vblank, and none takes one away from a commit. A cursor that comes
 * or goes waits for a flip that is under way: DRM has it a commit of its own.
 *
 * A change is noted, and goes to the engine with the next frame. A client that
 * flips makes that frame. Where none comes, the clock does: in the vblank after
 * the next, so that a commit that is made in the next one is in time.
 */
#include <drm/drm_atomic_helper.h>
#include <drm/drm_managed.h>
#include <drm/drm_plane.h>
#include <drm/drm_vblank.h>

#include "disp.h"

#define LATE_VBLANKS	2

static void show_late(struct kthread_work *work)
{
	struct rst_disp *disp = container_of(to_drm_vblank_work(work),
					     struct rst_disp, late.frame);

	rst_disp_scanout_catch_up(disp);
}

int rst_disp_cursor_init(struct rst_disp *disp)
{
	drm_vblank_work_init(&disp->late.frame, &disp->crtc, show_late);
	return drmm_mutex_init(&disp->drm, &disp->late.lock);
}

/**
 * rst_disp_cursor_start() - the CRTC's vblanks are on
 * @disp:	the display
 */
void rst_disp_cursor_start(struct rst_disp *disp)
{
	mutex_lock(&disp->late.lock);
	disp->late.wanted = true;
	mutex_unlock(&disp->late.lock);
}

/**
 * rst_disp_cursor_stop() - the CRTC's vblanks go off
 * @disp:	the display
 *
 * A frame follows, in another mode or a dark one. DRM warns of work that waits
 * for vblanks that don't come.
 */
void rst_disp_cursor_stop(struct rst_disp *disp)
{
	mutex_lock(&disp->late.lock);
	disp->late.wanted = false;
	mutex_unlock(&disp->late.lock);
	drm_vblank_work_cancel_sync(&disp->late.frame);
}

/* The mode may be about to change: the commit of that has no lock of DRM's. */
static void schedule_late_frame(struct rst_disp *disp)
{
	struct drm_crtc *crtc = &disp->crtc;

	mutex_lock(&disp->late.lock);
	if (disp->late.wanted && !drm_crtc_vblank_get(crtc)) {
		drm_vblank_work_schedule(&disp->late.frame,
					 drm_crtc_vblank_count(crtc) +
					 LATE_VBLANKS, true);
		drm_crtc_vblank_put(crtc);
	}
	mutex_unlock(&disp->late.lock);
}

static void change_plane(struct rst_disp *disp, const struct drm_plane *plane,
			 const struct drm_plane_state *plane_state)
{
	if (rst_disp_scanout_change(disp, plane, plane_state))
		schedule_late_frame(disp);
}

/**
 * rst_disp_cursor_flush() - note a cursor that comes or goes
 * @disp:	the display
 * @state:	the commit
 *
 * For DRM that can't be asynchronous, as the plane gets a CRTC or loses it.
 *
 * Return: whether that is all, so that the commit needs no frame of its own.
 */
bool rst_disp_cursor_flush(struct rst_disp *disp,
			   struct drm_atomic_commit *state)
{
	struct drm_plane_state *plane_state;
	struct drm_plane *plane;
	int i;

	if (!state->legacy_cursor_update)
		return false;

	for_each_new_plane_in_state(state, plane, plane_state, i)
		change_plane(disp, plane, plane_state);
	return true;
}

/**
 * rst_disp_cursor_async_check() - whether a plane can change by itself
 * @plane:	the plane
 * @state:	the commit, which names nothing else
 * @flip:	the client wants to flip asynchronously, which tears
 *
 * DRM has checked that no commit of the plane is under way. The caller holds
 * the CRTC's lock.
 */
int rst_disp_cursor_async_check(struct drm_plane *plane,
				struct drm_atomic_commit *state, bool flip)
{
	const struct drm_crtc *crtc = plane->state->crtc;

	if (flip || plane->type != DRM_PLANE_TYPE_CURSOR)
		return -EINVAL;

	return crtc && crtc->state->active ? 0 : -EINVAL;
}

/**
 * rst_disp_cursor_async_update() - note what changed
 * @plane:	the cursor
 * @state:	the commit; it gets the framebuffer of before
 */
void rst_disp_cursor_async_update(struct drm_plane *plane,
				  struct drm_atomic_commit *state)
{
	struct drm_plane_state *new_state =
		drm_atomic_get_new_plane_state(state, plane);
	struct rst_disp *disp = to_rst_disp(plane->dev);
	bool same_picture = plane->state->visible && new_state->visible &&
			    plane->state->fb == new_state->fb;

	if (!same_picture)
		change_plane(disp, plane, new_state);
	else if (rst_disp_scanout_move(disp, plane, new_state))
		schedule_late_frame(disp);

	swap(plane->state->fb, new_state->fb);
	plane->state->crtc_x = new_state->crtc_x;
	plane->state->crtc_y = new_state->crtc_y;
	plane->state->crtc_w = new_state->crtc_w;
	plane->state->crtc_h = new_state->crtc_h;
	plane->state->src_x = new_state->src_x;
	plane->state->src_y = new_state->src_y;
	plane->state->src_w = new_state->src_w;
	plane->state->src_h = new_state->src_h;
	plane->state->src = new_state->src;
	plane->state->dst = new_state->dst;
	plane->state->visible = new_state->visible;
}
