/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of rst_vdec.ko share
 *
 * A context is an open file, a stream, and (while OUTPUT streams) a session
 * with the engine. One job is one call into the engine; it sleeps, in the
 * device's ordered workqueue, without any lock held.
 *
 * Locks, outer to inner: rst_vdec_device.lock, rst_vdec_context.lock (both
 * queues; ioctls), v4l2-mem2mem's job lock, rst_vdec_context.state_lock (what
 * ioctls and the job share). The job must not take the mutex: STREAMOFF waits
 * for the job with the mutex held.
 */
#ifndef _RST_VDEC_H
#define _RST_VDEC_H

#include <linux/auxiliary_bus.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sizes.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <media/v4l2-ctrls.h>
#include <media/v4l2-device.h>
#include <media/v4l2-mem2mem.h>

#include "compat/v4l2-fh.h"
#include "engine/driver/bus/rst_engine.h"

#define RST_VDEC_NAME		"rst-vdec"

/* RST_VDEC_CODEC_* are below. */
#define RST_VDEC_CODECS		2

/* Frames, in luma samples; what the memory holds decides in the end. */
#define RST_VDEC_MIN_SIZE	16
#define RST_VDEC_MAX_SIZE	1920		/* each way, upright or not */
#define RST_VDEC_MAX_AREA	(1920 * 1088)
#define RST_VDEC_ALIGN		16

/* What the formats say until the client sets them. */
#define RST_VDEC_DEFAULT_WIDTH	640
#define RST_VDEC_DEFAULT_HEIGHT	360

/* Access units in clear buffers, bytes. */
#define RST_VDEC_MIN_UNIT	SZ_64K
#define RST_VDEC_MAX_UNIT	SZ_4M

/* NV12M: luma and chroma apart. */
#define RST_VDEC_MAX_PLANES	2

/* Any buffer that a client may ask for, bytes. */
#define RST_VDEC_MAX_BUFFER	SZ_8M

/*
 * A unit that makes no sense may ask for any amount of memory. If there is none
 * for that many in a row, it is the stream that needs more than there is.
 */
#define RST_VDEC_MAX_STARVED	4

/*
 * Units whose frames may be outstanding. Codecs hold back 16 frames at most, H.264
 * of two fields each.
 */
#define RST_VDEC_ORIGINS	64

/**
 * struct rst_vdec_device - the decoder
 * @v4l2:	its reference count is the structure's
 * @video:	the device node
 * @m2m:	schedules one job at a time
 * @jobs:	where jobs run
 * @adev:	the engine's device; referenced
 * @lock:	protects @contexts
 * @contexts:	all that are open
 * @next_id:	names contexts in traces and debugfs
 * @debug:	folder in debugfs
 * @gone:	the engine must not be called any more; read under
 *		rst_vdec_context.lock
 */
struct rst_vdec_device {
	struct v4l2_device v4l2;
	struct video_device video;
	struct v4l2_m2m_dev *m2m;
	struct workqueue_struct *jobs;
	struct auxiliary_device *adev;
	struct mutex lock;	/* see above */
	struct list_head contexts;
	atomic_t next_id;
	struct dentry *debug;
	bool gone;
};

/**
 * enum rst_vdec_phase - where a context stands in its stream
 * @RST_VDEC_PARSE:	no sequence is known: units go in without a frame
 * @RST_VDEC_DECODE:	units go in, frames come out
 * @RST_VDEC_CHANGE:	another sequence was found: the frames of the one
 *			before are fetched, then comes the last buffer
 * @RST_VDEC_SETUP:	the client has to set CAPTURE up for the sequence
 */
enum rst_vdec_phase {
	RST_VDEC_PARSE,
	RST_VDEC_DECODE,
	RST_VDEC_CHANGE,
	RST_VDEC_SETUP,
};

/**
 * enum rst_vdec_drain - where a context stands in a drain
 * @RST_VDEC_DRAIN_NONE:	the client has not asked for one
 * @RST_VDEC_DRAIN_PENDING:	units and frames remain
 * @RST_VDEC_DRAIN_STOPPED:	the last buffer is out; nothing happens until
 *				the client starts again
 */
enum rst_vdec_drain {
	RST_VDEC_DRAIN_NONE,
	RST_VDEC_DRAIN_PENDING,
	RST_VDEC_DRAIN_STOPPED,
};

/**
 * struct rst_vdec_layout - how a frame lies in its buffer
 * @stride:	bytes, luma and chroma lines
 * @lines:	luma lines; chroma follows them, or has a plane of its own
 * @planes:	how many
 * @size:	bytes of each
 */
struct rst_vdec_layout {
	u32 stride;
	u32 lines;
	unsigned int planes;
	u32 size[RST_VDEC_MAX_PLANES];
};

/**
 * struct rst_vdec_counts - what a context did since it was opened
 * @calls:	into the engine, all kinds
 * @flushes:	of these, to forget what was decoded
 * @units:	access units returned
 * @bad_units:	of these, flagged
 * @frames:	frames returned
 * @bad_frames:	of these, flagged
 * @sequences:	source changes reported
 * @lasts:	empty last buffers returned
 */
struct rst_vdec_counts {
	u64 calls;
	u64 flushes;
	u64 units;
	u64 bad_units;
	u64 frames;
	u64 bad_frames;
	u64 sequences;
	u64 lasts;
};

/**
 * struct rst_vdec_origin - what a frame inherits from its access unit
 * @cookie:	names the unit in the engine's answers
 * @timestamp:	ns
 * @timecode:	where @flags say that there is one
 * @flags:	V4L2_BUF_FLAG_TIMECODE and V4L2_BUF_FLAG_TSTAMP_SRC_MASK
 */
struct rst_vdec_origin {
	u64 cookie;
	u64 timestamp;
	struct v4l2_timecode timecode;
	u32 flags;
};

/**
 * struct rst_vdec_context - an open file
 * @fh:		V4L2's part
 * @vdec:	the device
 * @node:	in @vdec->contexts
 * @id:		names the context in traces and debugfs
 * @lock:	both queues' lock, and that of ioctls; protects @session
 *		together with the rule that no job runs while it changes
 * @controls:	has its own lock; what the stream says is in @profile and @level
 * @profile:	V4L2_CID_MPEG_VIDEO_H264_PROFILE and the like, by RST_VDEC_CODEC_*
 * @level:	V4L2_CID_MPEG_VIDEO_H264_LEVEL and the like
 * @session:	with the engine, from STREAMON to STREAMOFF of OUTPUT; a healthy
 *		one is kept across a seek
 * @work:	the job
 * @origins:	of frames that may still come; only the job uses it
 * @next_cookie:	likewise
 * @starved:	units in a row that the engine had no memory for; only the job
 * @told:	that the sequence is unsupported; only the job
 * @out_sequence:	units returned, since OUTPUT started; only the job
 * @cap_sequence:	frames returned, since CAPTURE started; only the job
 * @counts:	for people; only the job writes them
 * @debug:	its file in debugfs
 * @state_lock:	protects what follows
 * @phase:	see there
 * @drain:	see there
 * @drain_units:	units that were queued when the drain was asked for
 * @known:	the engine decodes a sequence, @layout is that of its frames
 * @accept:	the next unit begins the sequence that was reported
 * @empty:	the client sets CAPTURE up for nothing but the last buffer
 * @flush:	the engine must forget references and frames before the next
 *		job
 * @failed:	an error that the stream doesn't survive
 * @closing:	the file is being closed
 * @output_streams:	between STREAMON and STREAMOFF; videobuf2's own flag
 *			changes where the job cannot see it in order
 * @capture_streams:	likewise
 * @layout:	see @known
 * @output:	format
 * @capture:	format
 * @visible:	rectangle, of @capture
 */
struct rst_vdec_context {
	struct v4l2_fh fh;
	struct rst_vdec_device *vdec;
	struct list_head node;
	u32 id;
	struct mutex lock;	/* see above */

	struct v4l2_ctrl_handler controls;
	struct v4l2_ctrl *profile[RST_VDEC_CODECS];
	struct v4l2_ctrl *level[RST_VDEC_CODECS];

	struct rst_engine_session *session;
	struct work_struct work;
	struct rst_vdec_origin origins[RST_VDEC_ORIGINS];
	u64 next_cookie;
	unsigned int starved;
	bool told;
	u32 out_sequence;
	u32 cap_sequence;
	struct rst_vdec_counts counts;
	struct dentry *debug;

	spinlock_t state_lock;	/* see above */
	enum rst_vdec_phase phase;
	enum rst_vdec_drain drain;
	unsigned int drain_units;
	bool known;
	bool accept;
	bool empty;
	bool flush;
	bool failed;
	bool closing;
	bool output_streams;
	bool capture_streams;
	struct rst_vdec_layout layout;
	struct v4l2_pix_format_mplane output;
	struct v4l2_pix_format_mplane capture;
	struct v4l2_rect visible;
};

/**
 * enum rst_vdec_step - what a context's next job is
 * @RST_VDEC_IDLE:	there is none
 * @RST_VDEC_STEP_PARSE:	a unit, no frame
 * @RST_VDEC_STEP_DECODE:	a unit and a frame
 * @RST_VDEC_STEP_FETCH:	a frame that the engine holds back
 * @RST_VDEC_STEP_LAST:		an empty last buffer; the engine isn't asked
 * @RST_VDEC_STEP_EMPTY:	the stream ended before its first sequence, and
 *				the client waits for that
 */
enum rst_vdec_step {
	RST_VDEC_IDLE,
	RST_VDEC_STEP_PARSE,
	RST_VDEC_STEP_DECODE,
	RST_VDEC_STEP_FETCH,
	RST_VDEC_STEP_LAST,
	RST_VDEC_STEP_EMPTY,
};

static inline struct rst_vdec_context *rst_vdec_context_of(struct file *file)
{
	return container_of(file_to_v4l2_fh(file), struct rst_vdec_context, fh);
}

/* vdec_context.c */
extern const struct v4l2_file_operations rst_vdec_file_ops;
void rst_vdec_context_kill(struct rst_vdec_context *context);

/* vdec_ioctl.c */
extern const struct v4l2_ioctl_ops rst_vdec_ioctl_ops;

/* vdec_format.c */
u32 rst_vdec_codec(struct rst_vdec_context *context);
void rst_vdec_format_init(struct rst_vdec_context *context);
void rst_vdec_format_set_output(struct rst_vdec_context *context,
				const struct v4l2_pix_format_mplane *format);
void rst_vdec_format_set_sequence(struct rst_vdec_context *context,
				  const struct rst_vdec_sequence *sequence);
int rst_vdec_enum_output(struct file *file, void *priv, struct v4l2_fmtdesc *f);
int rst_vdec_enum_capture(struct file *file, void *priv,
			  struct v4l2_fmtdesc *f);
int rst_vdec_get_format(struct file *file, void *priv, struct v4l2_format *f);
int rst_vdec_try_output(struct file *file, void *priv, struct v4l2_format *f);
int rst_vdec_try_capture(struct file *file, void *priv, struct v4l2_format *f);
int rst_vdec_set_capture(struct file *file, void *priv, struct v4l2_format *f);
int rst_vdec_enum_framesizes(struct file *file, void *priv,
			     struct v4l2_frmsizeenum *size);
int rst_vdec_get_selection(struct file *file, void *priv,
			   struct v4l2_selection *selection);

/* vdec_control.c */
int rst_vdec_controls_init(struct rst_vdec_context *context);
void rst_vdec_controls_set_sequence(struct rst_vdec_context *context,
				    const struct rst_vdec_sequence *sequence);

/* vdec_queue.c */
void rst_vdec_drop_session(struct rst_vdec_context *context);
int rst_vdec_queues_init(void *priv, struct vb2_queue *output,
			 struct vb2_queue *capture);

/* vdec_state.c */
enum rst_vdec_step rst_vdec_next_step(struct rst_vdec_context *context);
void rst_vdec_state_reset(struct rst_vdec_context *context);
bool rst_vdec_state_output_stop(struct rst_vdec_context *context);
void rst_vdec_state_output_start(struct rst_vdec_context *context);
void rst_vdec_state_capture_start(struct rst_vdec_context *context);
void rst_vdec_state_capture_stop(struct rst_vdec_context *context);
int rst_vdec_state_sequence(struct rst_vdec_context *context,
			    const struct rst_vdec_sequence *sequence);
void rst_vdec_state_empty(struct rst_vdec_context *context);
void rst_vdec_state_accepted(struct rst_vdec_context *context);
void rst_vdec_state_last(struct rst_vdec_context *context);
void rst_vdec_state_fail(struct rst_vdec_context *context, int error);
int rst_vdec_start(struct rst_vdec_context *context);
int rst_vdec_stop(struct rst_vdec_context *context);
struct vb2_v4l2_buffer *
rst_vdec_state_take_unit(struct rst_vdec_context *context);

/* vdec_debug.c */
void rst_vdec_debug_init(void);
void rst_vdec_debug_exit(void);
void rst_vdec_debug_add_device(struct rst_vdec_device *vdec);
void rst_vdec_debug_remove_device(struct rst_vdec_device *vdec);
void rst_vdec_debug_add(struct rst_vdec_context *context);
void rst_vdec_debug_remove(struct rst_vdec_context *context);

/* vdec_job.c */
void rst_vdec_job_work(struct work_struct *work);
extern const struct v4l2_m2m_ops rst_vdec_m2m_ops;

#endif /* _RST_VDEC_H */
