// SPDX-License-Identifier: GPL-2.0-only
/*
 * The decoder's state machine: what comes next, and what events change
 *
 * v4l2-mem2mem's own drain states are not used: they take a decoder without
 * queued units for one without frames, and this one holds frames back.
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <media/v4l2-event.h>
#include <media/videobuf2-v4l2.h>

#include "vdec.h"
#include "vdec_trace.h"

/* All units from before the drain have been decoded. */
static bool rst_vdec_drain_fetches(struct rst_vdec_context *context)
{
	return context->drain == RST_VDEC_DRAIN_PENDING &&
	       !context->drain_units;
}

static enum rst_vdec_step rst_vdec_choose(struct rst_vdec_context *context)
{
	struct v4l2_m2m_ctx *m2m = context->fh.m2m_ctx;
	bool unit, frame;

	lockdep_assert_held(&context->state_lock);

	if (context->closing || context->failed ||
	    READ_ONCE(context->vdec->gone) ||
	    context->drain == RST_VDEC_DRAIN_STOPPED ||
	    !context->output_streams)
		return RST_VDEC_IDLE;

	unit = v4l2_m2m_num_src_bufs_ready(m2m);
	frame = context->capture_streams && v4l2_m2m_num_dst_bufs_ready(m2m);

	switch (context->phase) {
	case RST_VDEC_PARSE:
		if (rst_vdec_drain_fetches(context)) {
			if (!context->capture_streams)
				return RST_VDEC_STEP_EMPTY;
			return frame ? RST_VDEC_STEP_LAST : RST_VDEC_IDLE;
		}
		return unit ? RST_VDEC_STEP_PARSE : RST_VDEC_IDLE;
	case RST_VDEC_DECODE:
		if (!frame)
			return RST_VDEC_IDLE;
		if (rst_vdec_drain_fetches(context))
			return RST_VDEC_STEP_FETCH;
		return unit ? RST_VDEC_STEP_DECODE : RST_VDEC_IDLE;
	case RST_VDEC_CHANGE:
		if (!frame)
			return RST_VDEC_IDLE;
		return context->known ? RST_VDEC_STEP_FETCH :
					RST_VDEC_STEP_LAST;
	case RST_VDEC_SETUP:
		break;
	}
	return RST_VDEC_IDLE;
}

enum rst_vdec_step rst_vdec_next_step(struct rst_vdec_context *context)
{
	enum rst_vdec_step step = RST_VDEC_IDLE;

	scoped_guard(spinlock_irqsave, &context->state_lock)
		step = rst_vdec_choose(context);
	return step;
}

static void rst_vdec_move(struct rst_vdec_context *context,
			  enum rst_vdec_phase phase, enum rst_vdec_drain drain)
{
	lockdep_assert_held(&context->state_lock);

	context->phase = phase;
	context->drain = drain;
	if (drain != RST_VDEC_DRAIN_PENDING)
		context->drain_units = 0;
	trace_rst_vdec_state(context->id, phase, drain);
}

/* A session that knows nothing yet. No job runs. */
void rst_vdec_state_reset(struct rst_vdec_context *context)
{
	context->told = false;
	context->starved = 0;
	scoped_guard(spinlock_irqsave, &context->state_lock) {
		context->known = false;
		context->accept = false;
		context->empty = false;
		context->flush = false;
		context->failed = false;
		rst_vdec_move(context, RST_VDEC_PARSE, RST_VDEC_DRAIN_NONE);
	}
}

/* A client that was stopped and seeks may dequeue again. */
void rst_vdec_state_output_start(struct rst_vdec_context *context)
{
	scoped_guard(spinlock_irqsave, &context->state_lock)
		context->output_streams = true;
	vb2_clear_last_buffer_dequeued(v4l2_m2m_get_dst_vq(context->fh.m2m_ctx));
}

/*
 * A seek. Return: whether the session can go on. It can't where the engine has
 * reported a sequence that was not accepted: the stream may never come back to
 * it, while the formats speak of it already. No job runs.
 */
bool rst_vdec_state_output_stop(struct rst_vdec_context *context)
{
	bool keep = false;

	scoped_guard(spinlock_irqsave, &context->state_lock) {
		context->output_streams = false;
		keep = !context->failed && !context->accept &&
		       context->phase != RST_VDEC_CHANGE &&
		       context->phase != RST_VDEC_SETUP;
		if (keep) {
			context->flush = context->known;
			rst_vdec_move(context, context->phase,
				      RST_VDEC_DRAIN_NONE);
		}
	}
	return keep;
}

/* Frames are as CAPTURE's format says, which clients may change between them. */
static void rst_vdec_lay_out(struct rst_vdec_context *context)
{
	lockdep_assert_held(&context->state_lock);

	context->layout = (struct rst_vdec_layout) {
		.stride = context->capture.plane_fmt[0].bytesperline,
		.lines = context->capture.height,
		.planes = context->capture.num_planes,
		.size = {
			context->capture.plane_fmt[0].sizeimage,
			context->capture.plane_fmt[1].sizeimage,
		},
	};
}

/* The client is ready for the frames of the sequence that was reported. */
static void rst_vdec_set_up(struct rst_vdec_context *context)
{
	rst_vdec_lay_out(context);
	context->accept = !context->empty;
	rst_vdec_move(context, context->empty ? RST_VDEC_PARSE : RST_VDEC_DECODE,
		      context->drain);
	context->empty = false;
}

void rst_vdec_state_capture_start(struct rst_vdec_context *context)
{
	scoped_guard(spinlock_irqsave, &context->state_lock) {
		context->capture_streams = true;
		if (context->phase == RST_VDEC_SETUP)
			rst_vdec_set_up(context);
		else if (context->phase == RST_VDEC_DECODE)
			rst_vdec_lay_out(context);
	}
}

static void rst_vdec_stop_capture(struct rst_vdec_context *context)
{
	lockdep_assert_held(&context->state_lock);

	context->capture_streams = false;
	switch (context->phase) {
	case RST_VDEC_CHANGE:
		/* The frames of the old sequence are given up. */
		context->flush = context->known;
		rst_vdec_move(context, RST_VDEC_SETUP, context->drain);
		break;
	case RST_VDEC_SETUP:
		break;
	default:
		/* Some of the frames may have been fetched, some not. */
		if (rst_vdec_drain_fetches(context))
			context->flush = context->known;
		rst_vdec_move(context, context->phase, RST_VDEC_DRAIN_NONE);
		break;
	}
}

/*
 * Ends a drain, but not one that waits for a new sequence to be set up, for
 * which clients stop CAPTURE. No job runs.
 */
void rst_vdec_state_capture_stop(struct rst_vdec_context *context)
{
	scoped_guard(spinlock_irqsave, &context->state_lock)
		rst_vdec_stop_capture(context);
}

static void rst_vdec_queue_source_change(struct rst_vdec_context *context)
{
	static const struct v4l2_event event = {
		.type = V4L2_EVENT_SOURCE_CHANGE,
		.u.src_change.changes = V4L2_EVENT_SRC_CH_RESOLUTION,
	};

	v4l2_event_queue_fh(&context->fh, &event);
}

static void rst_vdec_queue_eos(struct rst_vdec_context *context)
{
	static const struct v4l2_event event = { .type = V4L2_EVENT_EOS };

	v4l2_event_queue_fh(&context->fh, &event);
}

static bool rst_vdec_may_be_held(const struct rst_vdec_sequence *sequence)
{
	return sequence->coded_width <= RST_VDEC_MAX_SIZE &&
	       sequence->coded_height <= RST_VDEC_MAX_SIZE &&
	       sequence->coded_width * sequence->coded_height <=
	       RST_VDEC_MAX_AREA;
}

/* The engine came upon a sequence; the unit that has it stays queued. */
int rst_vdec_state_sequence(struct rst_vdec_context *context,
			    const struct rst_vdec_sequence *sequence)
{
	trace_rst_vdec_sequence(context->id, sequence);
	if (!rst_vdec_may_be_held(sequence)) {
		dev_err_ratelimited(&context->vdec->adev->dev,
				    "stream refused: %ux%u is above %u each way, or %u pixels\n",
				    sequence->coded_width,
				    sequence->coded_height,
				    RST_VDEC_MAX_SIZE, RST_VDEC_MAX_AREA);
		return -EINVAL;
	}

	context->counts.sequences++;
	context->told = false;
	context->starved = 0;
	/* Queries that follow the event must see the new values. */
	rst_vdec_controls_set_sequence(context, sequence);
	scoped_guard(spinlock_irqsave, &context->state_lock) {
		rst_vdec_format_set_sequence(context, sequence);
		context->accept = false;
		rst_vdec_move(context, context->capture_streams ?
			      RST_VDEC_CHANGE : RST_VDEC_SETUP,
			      context->drain);
	}
	rst_vdec_queue_source_change(context);
	return 0;
}

/*
 * The stream was over before it began. A client that waits for the first sequence
 * learns that as it learns everything else: it is told to set CAPTURE up, in the
 * format that is there, and gets an empty last buffer.
 */
void rst_vdec_state_empty(struct rst_vdec_context *context)
{
	scoped_guard(spinlock_irqsave, &context->state_lock) {
		/* It has set it up meanwhile, and waits for nothing else. */
		if (context->capture_streams)
			return;
		context->empty = true;
		rst_vdec_move(context, RST_VDEC_SETUP, context->drain);
	}
	rst_vdec_queue_source_change(context);
}

/* The engine took the unit that begins the sequence. */
void rst_vdec_state_accepted(struct rst_vdec_context *context)
{
	scoped_guard(spinlock_irqsave, &context->state_lock) {
		context->accept = false;
		context->known = true;
	}
}

/* The last buffer, of a sequence or of a drain, goes out. */
void rst_vdec_state_last(struct rst_vdec_context *context)
{
	bool drained = false;

	scoped_guard(spinlock_irqsave, &context->state_lock) {
		if (context->phase == RST_VDEC_CHANGE) {
			rst_vdec_move(context, RST_VDEC_SETUP, context->drain);
		} else {
			rst_vdec_move(context, context->phase,
				      RST_VDEC_DRAIN_STOPPED);
			drained = true;
		}
	}
	if (drained)
		rst_vdec_queue_eos(context);
}

void rst_vdec_state_fail(struct rst_vdec_context *context, int error)
{
	struct v4l2_m2m_ctx *m2m = context->fh.m2m_ctx;

	scoped_guard(spinlock_irqsave, &context->state_lock)
		context->failed = true;
	trace_rst_vdec_fail(context->id, error);
	vb2_queue_error(v4l2_m2m_get_src_vq(m2m));
	vb2_queue_error(v4l2_m2m_get_dst_vq(m2m));
}

/* Where CAPTURE doesn't stream, setting up waits for its STREAMON. */
static int rst_vdec_resume(struct rst_vdec_context *context)
{
	lockdep_assert_held(&context->state_lock);

	switch (context->phase) {
	case RST_VDEC_CHANGE:
		return -EBUSY;
	case RST_VDEC_SETUP:
		if (context->capture_streams)
			rst_vdec_set_up(context);
		return 0;
	default:
		if (context->drain == RST_VDEC_DRAIN_PENDING)
			return -EBUSY;
		rst_vdec_move(context, context->phase, RST_VDEC_DRAIN_NONE);
		return 0;
	}
}

int rst_vdec_start(struct rst_vdec_context *context)
{
	struct v4l2_m2m_ctx *m2m = context->fh.m2m_ctx;
	int ret = 0;

	lockdep_assert_held(&context->lock);

	scoped_guard(spinlock_irqsave, &context->state_lock)
		ret = rst_vdec_resume(context);
	if (!ret)
		vb2_clear_last_buffer_dequeued(v4l2_m2m_get_dst_vq(m2m));
	return ret;
}

/*
 * Without units there is nothing to drain, so OUTPUT must stream. CAPTURE need
 * not: the end of a short stream may come before its first sequence is set up.
 */
static int rst_vdec_begin_drain(struct rst_vdec_context *context)
{
	lockdep_assert_held(&context->state_lock);

	if (!context->output_streams ||
	    context->drain == RST_VDEC_DRAIN_STOPPED)
		return 0;
	if (context->drain == RST_VDEC_DRAIN_PENDING)
		return -EBUSY;
	context->drain_units = v4l2_m2m_num_src_bufs_ready(context->fh.m2m_ctx);
	rst_vdec_move(context, context->phase, RST_VDEC_DRAIN_PENDING);
	return 0;
}

int rst_vdec_stop(struct rst_vdec_context *context)
{
	int ret = 0;

	lockdep_assert_held(&context->lock);

	scoped_guard(spinlock_irqsave, &context->state_lock)
		ret = rst_vdec_begin_drain(context);
	return ret;
}

/* Takes the unit that was used up off the queue, and off a drain's count. */
struct vb2_v4l2_buffer *
rst_vdec_state_take_unit(struct rst_vdec_context *context)
{
	struct vb2_v4l2_buffer *unit = NULL;

	scoped_guard(spinlock_irqsave, &context->state_lock) {
		if (context->drain_units)
			context->drain_units--;
		unit = v4l2_m2m_src_buf_remove(context->fh.m2m_ctx);
	}
	return unit;
}
