// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scan-out: from atomic state to the engine
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#include <drm/drm_drv.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <rstmem/drm.h>

#include "disp.h"

/* Until somebody looks at what is said to be the same. */
#define LOOK_JIFFIES HZ
/* Between two tries; the panel may stay unplugged for days. */
#define RETRY_MOST_JIFFIES ((unsigned long)HZ)

/*
 * What comes later counts, so a move that waits is forgotten. Returns whether it
 * is another picture than before, or in another place.
 */
static bool update_layer(struct rst_disp_scanout *scanout,
			 const struct drm_plane *plane,
			 const struct drm_plane_state *state)
{
	unsigned int layer = rst_disp_plane_layer(plane);
	struct drm_framebuffer *fb = state->visible ? state->fb : NULL;
	struct rst_disp_layer geometry = {};
	bool fresh;

	if (fb)
		rst_disp_job_set_geometry(&geometry, state);

	spin_lock(&scanout->move.lock);
	if (scanout->move.layer == layer)
		scanout->move.placed = false;
	spin_unlock(&scanout->move.lock);
	fresh = rst_disp_layers_set(scanout, layer, fb, &geometry);
	if (state->fb_damage_clips)
		scanout->layers[layer].drawn = true;

	return fresh;
}

static void set_drawn(struct rst_disp_scanout *scanout,
		      const struct drm_plane *plane)
{
	scanout->layers[rst_disp_plane_layer(plane)].drawn = true;
}

/* Returns whether somebody waits for a frame. */
static bool take_move(struct rst_disp_scanout *scanout)
{
	struct rst_disp_move move;

	spin_lock(&scanout->move.lock);
	move = scanout->move;
	scanout->move.placed = false;
	scanout->move.awaited = false;
	spin_unlock(&scanout->move.lock);

	if (move.placed && scanout->layers[move.layer].fb)
		rst_disp_layers_set(scanout, move.layer,
				    scanout->layers[move.layer].fb,
				    &move.geometry);
	return move.awaited;
}

static bool await_frame(struct rst_disp_move *move)
{
	bool first = !move->awaited;

	lockdep_assert_held(&move->lock);

	move->awaited = true;
	return first;
}

/**
 * rst_disp_scanout_update() - take over the planes that a commit touches
 * @disp:	the display
 * @state:	the commit
 *
 * A plane in the commit counts as changed. Where it has the framebuffer of
 * before, its pixels may still be new: the engine looks, now or within a second,
 * and doesn't send the same picture of the same framebuffer twice. A commit that
 * brings nothing else says that they are new; what others changed and nobody has
 * seen yet doesn't count for that. A commit that comes after the display was
 * unplugged must not keep framebuffers: nothing would drop them.
 */
void rst_disp_scanout_update(struct rst_disp *disp,
			     struct drm_atomic_commit *state)
{
	struct drm_plane_state *plane_state;
	struct drm_plane *plane;
	bool fresh = false;
	int idx, i;

	if (!drm_dev_enter(&disp->drm, &idx))
		return;

	mutex_lock(&disp->scanout.lock);
	for_each_new_plane_in_state(state, plane, plane_state, i)
		fresh |= update_layer(&disp->scanout, plane, plane_state);
	if (!fresh) {
		for_each_new_plane_in_state(state, plane, plane_state, i)
			set_drawn(&disp->scanout, plane);
	}
	mutex_unlock(&disp->scanout.lock);

	drm_dev_exit(idx);
}

/**
 * rst_disp_scanout_move() - note where one plane is between two commits
 * @disp:	the display
 * @plane:	the plane
 * @plane_state: what it becomes; the picture is the one that it has
 *
 * Return: whether it is the first change since the last frame; the caller sees
 * to a frame then.
 */
bool rst_disp_scanout_move(struct rst_disp *disp, const struct drm_plane *plane,
			   const struct drm_plane_state *plane_state)
{
	struct rst_disp_move *move = &disp->scanout.move;
	struct rst_disp_layer geometry = {};
	bool first;

	rst_disp_job_set_geometry(&geometry, plane_state);
	spin_lock(&move->lock);
	move->placed = true;
	move->layer = rst_disp_plane_layer(plane);
	move->geometry = geometry;
	first = await_frame(move);
	spin_unlock(&move->lock);

	return first;
}

/**
 * rst_disp_scanout_change() - take over one plane between two commits
 * @disp:	the display
 * @plane:	the plane
 * @plane_state: what it becomes
 *
 * Waits for a frame that is being shown: the caller lets go of the picture of
 * before. Returns like rst_disp_scanout_move().
 */
bool rst_disp_scanout_change(struct rst_disp *disp,
			     const struct drm_plane *plane,
			     const struct drm_plane_state *plane_state)
{
	bool first;
	int idx;

	if (!drm_dev_enter(&disp->drm, &idx))
		return false;

	mutex_lock(&disp->scanout.lock);
	update_layer(&disp->scanout, plane, plane_state);
	spin_lock(&disp->scanout.move.lock);
	first = await_frame(&disp->scanout.move);
	spin_unlock(&disp->scanout.move.lock);
	mutex_unlock(&disp->scanout.lock);

	drm_dev_exit(idx);
	return first;
}

/* Copies and CRCs have what is in the memory, so the panel must, too. */
static void skip_layers(struct rst_disp *disp)
{
	struct rst_disp_scanout *scanout = &disp->scanout;
	bool may = !scanout->complete && !scanout->crc_wanted &&
		   !disp->writeback_job;

	if (rst_disp_layers_skip(scanout, may))
		schedule_delayed_work(&scanout->look, LOOK_JIFFIES);
}

static void prepare_job(struct rst_disp_scanout *scanout,
			struct rst_engine_memory *memory)
{
	struct rst_disp_job *job = &scanout->job;
	unsigned int i;

	*job = (struct rst_disp_job) {
		.mode_width = scanout->width,
		.mode_height = scanout->height,
		.sequence = scanout->sequence++,
		.timestamp = ktime_get_ns(),
	};

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		if (!memory[i].shm)
			continue;

		job->layers[i] = scanout->layers[i].geometry;
		job->layers[i].flags = rst_disp_layers_flags(scanout, i);
		if (rst_disp_fb_is_trusted(scanout->layers[i].fb))
			job->layers[i].flags |= RST_DISP_LAYER_TRUSTED;
		if (job->layers[i].flags & RST_DISP_LAYER_UNCHANGED)
			memory[i] = (struct rst_engine_memory){};
		else if (rst_drm_gem_is_restricted(scanout->layers[i].fb->obj[0]))
			scanout->fetches++;
	}
}

static int open_session(struct rst_disp *disp)
{
	struct rst_disp_scanout *scanout = &disp->scanout;
	struct rst_engine_session *session;

	if (scanout->session)
		return 0;

	session = rst_engine_open(disp->adev);
	if (IS_ERR(session))
		return PTR_ERR(session);

	scanout->session = session;
	scanout->complete = true;
	return 0;
}

static void close_session(struct rst_disp_scanout *scanout)
{
	if (!scanout->session)
		return;

	rst_engine_close(scanout->session);
	scanout->session = NULL;
}

static int show_frame(struct rst_disp *disp)
{
	struct rst_engine_memory memory[RST_DISP_MAX_LAYERS] = {};
	struct rst_disp_scanout *scanout = &disp->scanout;
	int ret;

	lockdep_assert_held(&scanout->lock);

	rst_disp_verdicts_ask(disp, memory);
	ret = open_session(disp);
	if (ret)
		return ret;

	skip_layers(disp);
	prepare_job(scanout, memory);
	scanout->job.link.wanted = disp->protect.wanted;
	ret = rst_disp_job_send(scanout, memory);
	if (ret == -ENODEV)
		close_session(scanout);

	return ret;
}

static void frame_shown(struct rst_disp *disp)
{
	struct rst_disp_scanout *scanout = &disp->scanout;

	rst_disp_layers_shown(scanout, disp->protect.link.dark);
	scanout->complete = false;
	if (scanout->error)
		drm_info(&disp->drm, "the engine shows frames again\n");
	scanout->error = 0;
	scanout->patience = 0;
}

/*
 * A client that shows a still picture, or none any more, sends no frame that
 * would put right what the panel has: a layer that was denied meanwhile, say. The
 * first try comes with the next frame, each further one after twice the time.
 */
static void retry_later(struct rst_disp *disp)
{
	struct rst_disp_scanout *scanout = &disp->scanout;

	scanout->patience = clamp(2 * scanout->patience,
				  rst_disp_link_frame_jiffies(disp),
				  RETRY_MOST_JIFFIES);
	mod_delayed_work(system_long_wq, &scanout->retry, scanout->patience);
}

static void frame_failed(struct rst_disp *disp, int error)
{
	struct rst_disp_scanout *scanout = &disp->scanout;

	/* Once, not for each frame: the panel may stay unplugged for days. */
	if (!scanout->error)
		drm_err(&disp->drm, "the engine doesn't show the frame: %pe%s\n",
			ERR_PTR(error),
			error == -ENOLINK ? " (no panel on the cable)" :
			error == -EPERM ?
			" (a trusted user interface is not alone on the panel)" : "");
	scanout->complete = true;
	scanout->error = error;
	retry_later(disp);
}

static void show_locked(struct rst_disp *disp)
{
	int ret;

	lockdep_assert_held(&disp->scanout.lock);

	ret = show_frame(disp);
	rst_disp_link_answer(disp, ret ? NULL : &disp->scanout.part.link);
	if (ret)
		frame_failed(disp, ret);
	else
		frame_shown(disp);
	if (disp->scanout.crc_wanted)
		rst_disp_copy_crc(disp);
}

/**
 * rst_disp_scanout_show() - put the layers on the panel
 * @disp:	the display
 * @mode:	the panel's mode
 *
 * Where the engine fails, the panel keeps what it has, and the next frame
 * brings every layer anew, in a new session if the old one has died. If no client
 * sends one, the driver does.
 */
void rst_disp_scanout_show(struct rst_disp *disp,
			   const struct drm_display_mode *mode)
{
	int idx;

	if (!drm_dev_enter(&disp->drm, &idx))
		return;

	mutex_lock(&disp->scanout.lock);
	take_move(&disp->scanout);
	disp->scanout.width = mode->hdisplay;
	disp->scanout.height = mode->vdisplay;
	rst_disp_link_light(disp, true);
	show_locked(disp);
	mutex_unlock(&disp->scanout.lock);

	drm_dev_exit(idx);
}

/**
 * rst_disp_scanout_catch_up() - show what was moved, if no frame did meanwhile
 * @disp:	the display
 */
void rst_disp_scanout_catch_up(struct rst_disp *disp)
{
	int idx;

	if (!drm_dev_enter(&disp->drm, &idx))
		return;

	mutex_lock(&disp->scanout.lock);
	if (take_move(&disp->scanout))
		show_locked(disp);
	mutex_unlock(&disp->scanout.lock);

	drm_dev_exit(idx);
}

static void follow_link_locked(struct rst_disp *disp)
{
	struct rst_disp_link link = { .wanted = disp->protect.wanted };
	int ret;

	lockdep_assert_held(&disp->scanout.lock);

	if (!disp->protect.lit || !disp->scanout.session)
		return;

	ret = rst_engine_disp_link(disp->scanout.session, &link);
	if (ret == -ENODEV)
		close_session(&disp->scanout);
	/* A link that protects no frame would be told as lost with each of them. */
	if (disp->scanout.error)
		link.protection = RST_DISP_PROTECTION_NONE;
	if (ret == -ENODEV || (!ret && link.stale) ||
	    rst_disp_verdicts_changed(disp))
		show_locked(disp);
	else
		rst_disp_link_answer(disp, ret ? NULL : &link);
}

/**
 * rst_disp_scanout_follow_link() - ask for the link, and show what follows
 * @disp:	the display
 *
 * Where restricted layers have to get dark, or may be seen again, be it for the
 * link or for the policy, the frame is shown once more; in a new session, too, if
 * the old one turns out to be dead.
 */
void rst_disp_scanout_follow_link(struct rst_disp *disp)
{
	int idx;

	if (!drm_dev_enter(&disp->drm, &idx))
		return;

	mutex_lock(&disp->scanout.lock);
	follow_link_locked(disp);
	mutex_unlock(&disp->scanout.lock);

	drm_dev_exit(idx);
}

/**
 * rst_disp_scanout_look() - have the engine look at what was skipped
 * @disp:	the display
 *
 * The caller holds the scan-out's lock and is inside drm_dev_enter().
 */
void rst_disp_scanout_look(struct rst_disp *disp)
{
	if (rst_disp_layers_look(&disp->scanout))
		show_locked(disp);
}

/**
 * rst_disp_scanout_retry() - show the frame once more, if it has failed
 * @disp:	the display
 *
 * The caller holds the scan-out's lock and is inside drm_dev_enter().
 */
void rst_disp_scanout_retry(struct rst_disp *disp)
{
	if (disp->scanout.error)
		show_locked(disp);
}

/**
 * rst_disp_scanout_blank() - turn the panel dark
 * @disp:	the display
 * @mode:	the mode it had
 */
void rst_disp_scanout_blank(struct rst_disp *disp,
			    const struct drm_display_mode *mode)
{
	int idx;

	/* Unplugged, the layers are rst_disp_scanout_fini()'s to clear. */
	if (!drm_dev_enter(&disp->drm, &idx))
		return;

	mutex_lock(&disp->scanout.lock);
	take_move(&disp->scanout);
	rst_disp_layers_clear(&disp->scanout);
	disp->scanout.width = mode->hdisplay;
	disp->scanout.height = mode->vdisplay;
	show_locked(disp);
	rst_disp_link_light(disp, false);
	mutex_unlock(&disp->scanout.lock);
	drm_dev_exit(idx);
}

/**
 * rst_disp_scanout_fini() - turn the panel dark, and let go of the engine
 * @disp:	the display, unplugged and off
 *
 * Here, where no commit can follow: else the last frame would stay up.
 */
void rst_disp_scanout_fini(struct rst_disp *disp)
{
	mutex_lock(&disp->scanout.lock);
	rst_disp_layers_clear(&disp->scanout);
	/* An engine that is gone has nothing on the panel. */
	if (disp->scanout.session)
		show_frame(disp);
	close_session(&disp->scanout);
	rst_disp_copy_free(disp);
	mutex_unlock(&disp->scanout.lock);
}

int rst_disp_scanout_init(struct rst_disp *disp)
{
	spin_lock_init(&disp->scanout.move.lock);
	return drmm_mutex_init(&disp->drm, &disp->scanout.lock);
}
