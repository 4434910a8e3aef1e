// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scan-out: from atomic state to the engine
 */
#include <linux/err.h>
#include <linux/timekeeping.h>

#include <drm/drm_drv.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem.h>
#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include "disp.h"

static void set_layer_fb(struct rst_disp_scanout *scanout, unsigned int layer,
			 struct drm_framebuffer *fb)
{
	drm_framebuffer_assign(&scanout->layers[layer].fb, fb);
	scanout->layers[layer].changed = true;
}

/* What was moved twice since the last frame may be back in its place. */
static void set_layer(struct rst_disp_scanout *scanout, unsigned int layer,
		      struct drm_framebuffer *fb,
		      const struct rst_disp_layer *geometry)
{
	scanout->layers[layer].repeated =
		(!scanout->layers[layer].changed ||
		 scanout->layers[layer].repeated) &&
		fb == scanout->layers[layer].fb &&
		!memcmp(geometry, &scanout->layers[layer].geometry,
			sizeof(*geometry));
	scanout->layers[layer].geometry = *geometry;
	set_layer_fb(scanout, layer, fb);
}

/* What comes later counts, so a move that waits is forgotten. */
static void update_layer(struct rst_disp_scanout *scanout,
			 const struct drm_plane *plane,
			 const struct drm_plane_state *state)
{
	unsigned int layer = rst_disp_plane_layer(plane);
	struct drm_framebuffer *fb = state->visible ? state->fb : NULL;
	struct rst_disp_layer geometry = {};

	if (fb)
		rst_disp_job_set_geometry(&geometry, state);

	spin_lock(&scanout->move.lock);
	if (scanout->move.layer == layer)
		scanout->move.placed = false;
	spin_unlock(&scanout->move.lock);
	set_layer(scanout, layer, fb, &geometry);
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
		set_layer(scanout, move.layer, scanout->layers[move.layer].fb,
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
 * before, its pixels may still be new: the engine looks, and doesn't send the
 * same picture of the same framebuffer twice. A commit that comes after the
 * display was unplugged must not keep framebuffers: nothing would drop them.
 */
void rst_disp_scanout_update(struct rst_disp *disp,
			     struct drm_atomic_commit *state)
{
	struct drm_plane_state *plane_state;
	struct drm_plane *plane;
	int idx, i;

	if (!drm_dev_enter(&disp->drm, &idx))
		return;

	mutex_lock(&disp->scanout.lock);
	for_each_new_plane_in_state(state, plane, plane_state, i)
		update_layer(&disp->scanout, plane, plane_state);
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
	struct rst_disp_layer geometry;
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

static u32 layer_flags(const struct rst_disp_scanout *scanout,
		       unsigned int layer)
{
	if (scanout->complete || scanout->layers[layer].absent)
		return 0;
	if (!scanout->layers[layer].changed)
		return RST_DISP_LAYER_UNCHANGED;

	return scanout->layers[layer].repeated ? RST_DISP_LAYER_REPEATED : 0;
}

/* One line for each loss, however many frames it lasts. */
static void set_layer_dark(struct rst_disp *disp, unsigned int layer, int error)
{
	bool *dark = &disp->scanout.layers[layer].dark;

	if (error && !*dark)
		drm_warn(&disp->drm, "layer %u is not shown: error %d (%s)\n",
			 layer, error,
			 error == -EACCES ? "the administrator denies it" :
			 error == -ENODEV ? "its memory's pool has gone" :
			 "the TEE does not know its memory");
	*dark = error;
}

/*
 * A buffer that may not be shown any more costs its layer, not the frame: a
 * compositor's commits name all planes, and it can't tell which is to blame.
 * What is kept unchanged is asked for as well.
 */
static void resolve_memory(struct rst_disp *disp,
			   struct rst_engine_memory *memory)
{
	unsigned int i;

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		struct drm_framebuffer *fb = disp->scanout.layers[i].fb;
		struct tee_shm *shm;

		if (!fb) {
			disp->scanout.layers[i].dark = false;
			continue;
		}

		shm = rst_disp_gem_shm(fb->obj[0]);
		set_layer_dark(disp, i, PTR_ERR_OR_ZERO(shm));
		if (IS_ERR(shm))
			continue;
		memory[i].shm = shm;
		memory[i].size = fb->obj[0]->size;
	}
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
		job->layers[i].flags = layer_flags(scanout, i);
		if (job->layers[i].flags & RST_DISP_LAYER_UNCHANGED)
			memory[i] = (struct rst_engine_memory){};
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

	resolve_memory(disp, memory);
	ret = open_session(disp);
	if (ret)
		return ret;

	prepare_job(scanout, memory);
	ret = rst_disp_job_send(scanout, memory);
	if (ret == -ENODEV)
		close_session(scanout);

	return ret;
}

static void frame_shown(struct rst_disp *disp)
{
	struct rst_disp_scanout *scanout = &disp->scanout;
	unsigned int i;

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		scanout->layers[i].changed = false;
		scanout->layers[i].absent = scanout->layers[i].dark;
	}
	scanout->complete = false;
	if (scanout->failed)
		drm_info(&disp->drm, "the engine shows frames again\n");
	scanout->failed = false;
}

static void frame_failed(struct rst_disp *disp, int error)
{
	struct rst_disp_scanout *scanout = &disp->scanout;

	/* Once, not for each frame: the panel may stay unplugged for days. */
	if (!scanout->failed)
		drm_err(&disp->drm, "the engine doesn't show the frame: %pe%s\n",
			ERR_PTR(error),
			error == -ENOLINK ? " (no panel on the cable)" : "");
	scanout->complete = true;
	scanout->failed = true;
}

static void show_locked(struct rst_disp *disp)
{
	int ret;

	lockdep_assert_held(&disp->scanout.lock);

	ret = show_frame(disp);
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
 * brings every layer anew, in a new session if the old one has died.
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

static void clear_layers(struct rst_disp_scanout *scanout)
{
	unsigned int i;

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		set_layer_fb(scanout, i, NULL);
		memset(&scanout->layers[i].geometry, 0,
		       sizeof(scanout->layers[i].geometry));
	}
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
	clear_layers(&disp->scanout);
	disp->scanout.width = mode->hdisplay;
	disp->scanout.height = mode->vdisplay;
	show_locked(disp);
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
	clear_layers(&disp->scanout);
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
