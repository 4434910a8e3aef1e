/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rst_disp: the secure engine's display controller as a KMS device
 *
 * One CRTC with a layer for each plane: primary, overlays, cursor. The engine
 * takes a whole frame with each commit and is done with the memory when the
 * command returns; between commits the panel keeps what it has.
 */
#ifndef _RST_DISP_H
#define _RST_DISP_H

#include <linux/hrtimer.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <drm/drm_connector.h>
#include <drm/drm_crtc.h>
#include <drm/drm_device.h>
#include <drm/drm_encoder.h>
#include <drm/drm_file.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_plane.h>
#include <drm/drm_vblank.h>
#include <drm/drm_vblank_work.h>
#include <drm/drm_writeback.h>

#include "compat/drm-atomic.h"
#include "engine/driver/bus/rst_engine.h"

struct dentry;
struct dma_buf;
struct rst_disp_monitor;
struct tee_shm;

/* Of modes; RST_DISP_MAX_SIZE is the largest, and that of framebuffers. */
#define RST_DISP_MIN_SIZE	16

/* Frames a second. */
#define RST_DISP_MAX_RATE	240

/**
 * struct rst_disp_move - what changed between two commits
 * @lock:	guards the rest; innermost, so that who moves doesn't wait for a
 *		frame that is being shown
 * @awaited:	the next frame is to show it
 * @placed:	@layer has the same picture at @geometry
 * @layer:	which one
 * @geometry:	where it is
 */
struct rst_disp_move {
	spinlock_t lock;	/* see above */
	bool awaited;
	bool placed;
	unsigned int layer;
	struct rst_disp_layer geometry;
};

/**
 * struct rst_disp_scanout - what the panel shows
 * @lock:	guards the rest, and is held while the engine shows a frame
 * @session:	session on the engine; NULL until the first frame, and after the
 *		trusted application died
 * @sequence:	of the next frame; a frame that fails leaves a gap
 * @vblank:	in which the last frame was shown
 * @width:	of the panel in the last frame
 * @height:	of the panel in the last frame
 * @complete:	the next frame carries every layer, changed or not, because the
 *		engine may not have the one before
 * @error:	what the last frame failed with, which has been logged, or 0
 * @patience:	until a frame that failed is shown once more, in jiffies
 * @fetches:	restricted pictures that were given to the engine, for debugfs
 * @move:	of a plane between two commits, which waits for a frame
 * @layers:	geometry, as the engine wants it, and what was changed since the
 *		last frame; the framebuffers are held. What is repeated is
 *		changed, too, but has the framebuffer and place of before. What
 *		is refused may not be shown, and the frame goes without it; what
 *		is absent was refused in the last frame, or is kept dark, so the
 *		engine doesn't have it. What is drawn is to be looked at: the
 *		client says that it has new pixels, or it was skipped for long.
 *		What is skipped is repeated, and nobody has looked whether it is
 *		the same.
 * @look:	looks at what was skipped
 * @retry:	shows a frame that failed once more
 * @job:	the frame that is being shown; too large for the stack
 * @part:	the part of it that goes with a command
 * @crc_wanted:	a client reads CRCs, so that each frame is copied
 * @copy:	where to; NULL until the first one
 *
 * Commits touch it, which run one after the other, and beside them moves of the
 * cursor, and who begins to read CRCs; all inside drm_dev_enter().
 */
struct rst_disp_scanout {
	struct mutex lock;	/* see above */
	struct rst_engine_session *session;
	u64 sequence;
	u64 vblank;
	u32 width;
	u32 height;
	bool complete;
	int error;
	unsigned long patience;
	u64 fetches;
	struct rst_disp_move move;
	struct {
		struct drm_framebuffer *fb;
		struct rst_disp_layer geometry;
		bool changed;
		bool repeated;
		bool refused;
		bool absent;
		bool drawn;
		bool skipped;
	} layers[RST_DISP_MAX_LAYERS];
	struct delayed_work look;
	struct delayed_work retry;
	struct rst_disp_job job;
	struct rst_disp_job part;
	bool crc_wanted;
	struct drm_gem_object *copy;
};

/**
 * struct rst_disp_vblank - the display's clock
 * @timer:	fires at the mode's rate while a client wants vblanks
 * @lock:	guards the rest; taken in hard interrupts
 * @running:	the timer is wanted
 * @period:	of a frame
 * @time:	of the last vblank
 * @crc:	of the frame on the panel, as far as it is not restricted
 * @crc_known:	it could be had
 * @crc_wanted:	a client reads CRCs
 */
struct rst_disp_vblank {
	struct hrtimer timer;
	spinlock_t lock;	/* guards what follows, innermost */
	bool running;
	ktime_t period;
	ktime_t time;
	u32 crc;
	bool crc_known;
	bool crc_wanted;
};

/**
 * struct rst_disp_protect - the cable's protection
 * @wanted:	RST_DISP_PROTECTION_*, by clients
 * @lit:	the panel gets a picture
 * @due:	clients may have to be told, even if @link stays the same
 * @link:	what the engine said last
 * @follow:	the link, while no frame does
 * @tell:	clients, through the connector's property
 *
 * Guarded by the scan-out's lock.
 */
struct rst_disp_protect {
	u32 wanted;
	bool lit;
	bool due;
	struct rst_disp_link link;
	struct delayed_work follow;
	struct work_struct tell;
};

/**
 * struct rst_disp_late - a frame for what was moved between two commits
 * @frame:	shows it, if no commit does
 * @lock:	guards @wanted
 * @wanted:	vblanks come
 */
struct rst_disp_late {
	struct drm_vblank_work frame;
	struct mutex lock;	/* see above */
	bool wanted;
};

/**
 * struct rst_disp_shares - the dumb buffers that the TEE knows
 * @lock:	guards the rest, and what each buffer says of its share
 * @used:	by planes
 * @idle:	by none, longest first; a client that flips shows them again
 * @num_idle:	how many are in @idle
 * @idle_bytes:	of all in @idle
 */
struct rst_disp_shares {
	struct mutex lock;	/* see above */
	struct list_head used;
	struct list_head idle;
	unsigned int num_idle;
	size_t idle_bytes;
};

struct rst_disp {
	struct drm_device drm;
	struct auxiliary_device *adev;
	struct drm_crtc crtc;
	struct drm_encoder encoder;
	struct drm_connector connector;
	/* what is plugged in, or NULL */
	const struct rst_disp_monitor *monitor;
	struct drm_writeback_connector writeback;
	/* what the commit that runs wants its frame copied for, or NULL */
	struct drm_writeback_job *writeback_job;
	struct rst_disp_vblank vblank;
	struct rst_disp_scanout scanout;
	struct rst_disp_protect protect;
	struct rst_disp_late late;
	struct rst_disp_shares shares;
};

/**
 * struct rst_disp_plane - a plane, which is one of the engine's layers
 * @base:	the plane
 * @layer:	which one
 */
struct rst_disp_plane {
	struct drm_plane base;
	unsigned int layer;
};

static inline unsigned int rst_disp_plane_layer(const struct drm_plane *plane)
{
	return container_of_const(plane, struct rst_disp_plane, base)->layer;
}

/**
 * struct rst_disp_gem - a dumb buffer
 * @shmem:	its pages
 * @users:	planes that use it, and commits that are about to
 * @shm:	the same pages as the TEE sees them, or NULL. The pages are pinned
 *		as long as it is set, and it is set while there are users.
 * @link:	in &rst_disp.shares while @shm is set
 */
struct rst_disp_gem {
	struct drm_gem_shmem_object shmem;
	unsigned int users;
	struct tee_shm *shm;
	struct list_head link;
};

static inline struct rst_disp_gem *to_rst_disp_gem(struct drm_gem_object *obj)
{
	return container_of(to_drm_gem_shmem_obj(obj), struct rst_disp_gem,
			    shmem);
}

static inline struct rst_disp *to_rst_disp(struct drm_device *drm)
{
	return container_of(drm, struct rst_disp, drm);
}

/*
 * An event that a client asked for, or a fence; without either the helpers bring
 * an event of their own.
 */
static inline bool
rst_disp_has_user_event(const struct drm_crtc_state *crtc_state)
{
	return crtc_state->event && (crtc_state->event->base.file_priv ||
				     crtc_state->event->base.fence);
}

/* disp_mode.c */
int rst_disp_mode_config_init(struct rst_disp *disp);

/* disp_output.c */
int rst_disp_output_init(struct rst_disp *disp);
void rst_disp_output_light_up(struct rst_disp *disp);

/* disp_monitor.c */
void rst_disp_monitor_init(struct rst_disp *disp);
int rst_disp_monitor_add_modes(struct rst_disp *disp);
struct drm_display_mode *rst_disp_monitor_preferred(struct rst_disp *disp);
enum drm_connector_status rst_disp_monitor_detect(struct rst_disp *disp);
void rst_disp_monitor_debugfs(struct drm_connector *connector,
			      struct dentry *root);

/* disp_link.c */
void rst_disp_link_answer(struct rst_disp *disp,
			  const struct rst_disp_link *link);
unsigned long rst_disp_link_frame_jiffies(struct rst_disp *disp);
void rst_disp_link_light(struct rst_disp *disp, bool lit);
void rst_disp_link_changed(struct rst_disp *disp);

/* disp_protect.c */
int rst_disp_protect_init(struct rst_disp *disp);
void rst_disp_protect_fini(struct rst_disp *disp);
int rst_disp_protect_check(struct drm_connector *connector,
			   struct drm_atomic_commit *state);
void rst_disp_protect_update(struct rst_disp *disp,
			     struct drm_atomic_commit *state);
void rst_disp_protect_debugfs(struct drm_connector *connector,
			      struct dentry *root);

/* disp_wish.c */
int rst_disp_wishes_add(struct drm_connector *connector);

/* disp_plane.c */
struct drm_plane *rst_disp_plane_create(struct rst_disp *disp,
					enum drm_plane_type type,
					unsigned int layer, unsigned int zpos);

/* disp_crtc.c */
int rst_disp_crtc_init(struct rst_disp *disp, struct drm_plane *primary,
		       struct drm_plane *cursor);

/* disp_crc.c */
const char *const *rst_disp_get_crc_sources(struct drm_crtc *crtc,
					    size_t *count);
int rst_disp_verify_crc_source(struct drm_crtc *crtc, const char *source,
			       size_t *values);
int rst_disp_set_crc_source(struct drm_crtc *crtc, const char *source);
void rst_disp_add_crc_entry(struct rst_disp *disp);

/* disp_cursor.c */
int rst_disp_cursor_init(struct rst_disp *disp);
void rst_disp_cursor_start(struct rst_disp *disp);
void rst_disp_cursor_stop(struct rst_disp *disp);
bool rst_disp_cursor_flush(struct rst_disp *disp,
			   struct drm_atomic_commit *state);
int rst_disp_cursor_async_check(struct drm_plane *plane,
				struct drm_atomic_commit *state, bool flip);
void rst_disp_cursor_async_update(struct drm_plane *plane,
				  struct drm_atomic_commit *state);

/* disp_vblank.c */
int rst_disp_vblank_init(struct rst_disp *disp);
int rst_disp_enable_vblank(struct drm_crtc *crtc);
void rst_disp_disable_vblank(struct drm_crtc *crtc);
bool rst_disp_get_vblank_timestamp(struct drm_crtc *crtc, int *max_error,
				   ktime_t *time, bool in_vblank_irq);

/* disp_copy.c */
int rst_disp_copy_to(struct rst_disp *disp, struct drm_gem_object *to,
		     u32 stride, u32 offset, u32 *crc);
int rst_disp_copy_to_nv12(struct rst_disp *disp,
			  const struct drm_framebuffer *fb,
			  struct drm_gem_object *picture);
struct drm_gem_object *rst_disp_copy_room(struct rst_disp *disp, u32 width,
					  u32 height);
void rst_disp_copy_put_room(struct drm_gem_object *room);
int rst_disp_copy_crc(struct rst_disp *disp);
int rst_disp_copy_error(const struct rst_disp *disp);
void rst_disp_copy_free(struct rst_disp *disp);

/* disp_writeback.c */
int rst_disp_writeback_init(struct rst_disp *disp);
void rst_disp_writeback_flush(struct rst_disp *disp);

/* disp_job.c */
void rst_disp_job_set_geometry(struct rst_disp_layer *geometry,
			       const struct drm_plane_state *state);
int rst_disp_job_send(struct rst_disp_scanout *scanout,
		      struct rst_engine_memory *memory);

/* disp_trusted.c */
bool rst_disp_fb_is_trusted(const struct drm_framebuffer *fb);
int rst_disp_trusted_check(struct drm_crtc *crtc,
			   struct drm_atomic_commit *state);

/* disp_verdict.c */
void rst_disp_verdicts_ask(struct rst_disp *disp,
			   struct rst_engine_memory *memory);
bool rst_disp_verdicts_changed(struct rst_disp *disp);

/* disp_layers.c */
bool rst_disp_layers_set(struct rst_disp_scanout *scanout, unsigned int layer,
			 struct drm_framebuffer *fb,
			 const struct rst_disp_layer *geometry);
void rst_disp_layers_clear(struct rst_disp_scanout *scanout);
bool rst_disp_layers_skip(struct rst_disp_scanout *scanout, bool may);
bool rst_disp_layers_look(struct rst_disp_scanout *scanout);
u32 rst_disp_layers_flags(const struct rst_disp_scanout *scanout,
			  unsigned int layer);
void rst_disp_layers_shown(struct rst_disp_scanout *scanout, u32 kept_dark);

/* disp_scanout.c */
int rst_disp_scanout_init(struct rst_disp *disp);
bool rst_disp_scanout_move(struct rst_disp *disp, const struct drm_plane *plane,
			   const struct drm_plane_state *plane_state);
bool rst_disp_scanout_change(struct rst_disp *disp,
			     const struct drm_plane *plane,
			     const struct drm_plane_state *plane_state);
void rst_disp_scanout_catch_up(struct rst_disp *disp);
void rst_disp_scanout_update(struct rst_disp *disp,
			     struct drm_atomic_commit *state);
void rst_disp_scanout_show(struct rst_disp *disp,
			   const struct drm_display_mode *mode);
void rst_disp_scanout_blank(struct rst_disp *disp,
			    const struct drm_display_mode *mode);
void rst_disp_scanout_look(struct rst_disp *disp);
void rst_disp_scanout_retry(struct rst_disp *disp);
void rst_disp_scanout_follow_link(struct rst_disp *disp);
void rst_disp_scanout_fini(struct rst_disp *disp);

/* disp_later.c */
void rst_disp_later_init(struct rst_disp *disp);
void rst_disp_later_stop(struct rst_disp *disp);

/* disp_gem.c */
struct drm_gem_object *rst_disp_gem_create(struct drm_device *drm, size_t size);
struct drm_gem_object *rst_disp_gem_prime_import(struct drm_device *drm,
						 struct dma_buf *dmabuf);
int rst_disp_gem_may_show(struct drm_gem_object *obj);
struct tee_shm *rst_disp_gem_shm(struct drm_gem_object *obj);

/* disp_share.c */
int rst_disp_shares_init(struct rst_disp *disp);
int rst_disp_gem_get_shared(struct drm_gem_object *obj);
void rst_disp_gem_put_shared(struct drm_gem_object *obj);
void rst_disp_gem_unshare(struct drm_gem_object *obj);
void rst_disp_gem_unshare_all(struct rst_disp *disp);

#endif /* _RST_DISP_H */
