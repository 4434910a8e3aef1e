// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jobs: one call into the engine each
 */
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/string.h>
#include <media/v4l2-mem2mem.h>
#include <media/videobuf2-v4l2.h>
#include <rstmem/v4l2.h>

#include "vdec.h"
#include "vdec_trace.h"

static int rst_vdec_unit_memory(struct vb2_v4l2_buffer *unit,
				struct rst_engine_memory *memory)
{
	struct vb2_buffer *vb = &unit->vb2_buf;

	memory->shm = rst_v4l2_plane_shm(vb, 0);
	memory->offset = vb->planes[0].data_offset;
	memory->size = vb2_get_plane_payload(vb, 0) - memory->offset;
	return memory->shm ? 0 : -ENODEV;
}

/* @memory is RST_VDEC_MAX_PLANES; a plane that isn't there is none. */
static int rst_vdec_frame_memory(struct vb2_v4l2_buffer *frame,
				 const struct rst_vdec_layout *layout,
				 struct rst_engine_memory *memory)
{
	unsigned int i;

	for (i = 0; i < layout->planes; i++) {
		memory[i].shm = rst_v4l2_plane_shm(&frame->vb2_buf, i);
		memory[i].size = layout->size[i];
		if (!memory[i].shm)
			return -ENODEV;
	}
	return 0;
}

static int rst_vdec_call(struct rst_vdec_context *context,
			 enum rst_vdec_step step,
			 const struct rst_engine_memory *unit,
			 const struct rst_engine_memory *planes,
			 struct rst_vdec_job *job)
{
	int ret;

	context->counts.calls++;
	ret = rst_engine_vdec_decode(context->session, unit,
				     planes ? &planes[0] : NULL,
				     planes && context->layout.planes > 1 ?
				     &planes[1] : NULL, job);
	trace_rst_vdec_job(context->id, step, job, ret);
	return ret;
}

/*
 * Remembers what the unit's frame inherits. A unit that comes a second time,
 * because it was not used up, is remembered twice; that does no harm.
 */
static u64 rst_vdec_remember(struct rst_vdec_context *context,
			     const struct vb2_v4l2_buffer *unit)
{
	u64 cookie = ++context->next_cookie;

	context->origins[cookie % RST_VDEC_ORIGINS] = (struct rst_vdec_origin) {
		.cookie = cookie,
		.timestamp = unit->vb2_buf.timestamp,
		.timecode = unit->timecode,
		.flags = unit->flags & (V4L2_BUF_FLAG_TIMECODE |
					V4L2_BUF_FLAG_TSTAMP_SRC_MASK),
	};
	return cookie;
}

static bool rst_vdec_inherit(struct rst_vdec_context *context, u64 cookie,
			     struct vb2_v4l2_buffer *frame)
{
	const struct rst_vdec_origin *origin =
		&context->origins[cookie % RST_VDEC_ORIGINS];

	frame->flags &= ~(V4L2_BUF_FLAG_TIMECODE |
			  V4L2_BUF_FLAG_TSTAMP_SRC_MASK |
			  V4L2_BUF_FLAG_KEYFRAME | V4L2_BUF_FLAG_PFRAME |
			  V4L2_BUF_FLAG_BFRAME);
	if (!cookie || origin->cookie != cookie)
		return false;
	frame->vb2_buf.timestamp = origin->timestamp;
	frame->timecode = origin->timecode;
	frame->flags |= origin->flags;
	return true;
}

static void rst_vdec_return_unit(struct rst_vdec_context *context, bool error)
{
	struct vb2_v4l2_buffer *unit = rst_vdec_state_take_unit(context);

	unit->sequence = context->out_sequence++;
	context->counts.units++;
	context->counts.bad_units += error;
	v4l2_m2m_buf_done(unit, error ? VB2_BUF_STATE_ERROR :
					VB2_BUF_STATE_DONE);
}

static void rst_vdec_return_frame(struct rst_vdec_context *context,
				  const struct rst_vdec_job *job)
{
	struct vb2_v4l2_buffer *frame =
		v4l2_m2m_dst_buf_remove(context->fh.m2m_ctx);
	bool error = job->status & RST_VDEC_FRAME_DAMAGED;

	if (!rst_vdec_inherit(context, job->frame_cookie, frame)) {
		dev_err_ratelimited(&context->vdec->adev->dev,
				    "frame of an unknown access unit %llu\n",
				    job->frame_cookie);
		error = true;
	}
	if (job->frame_key)
		frame->flags |= V4L2_BUF_FLAG_KEYFRAME;
	frame->sequence = context->cap_sequence++;
	frame->field = V4L2_FIELD_NONE;
	vb2_set_plane_payload(&frame->vb2_buf, 0, job->frame_bytes);
	if (frame->vb2_buf.num_planes > 1)
		vb2_set_plane_payload(&frame->vb2_buf, 1, job->chroma_bytes);
	context->counts.frames++;
	context->counts.bad_frames += error;
	v4l2_m2m_buf_done(frame, error ? VB2_BUF_STATE_ERROR :
					 VB2_BUF_STATE_DONE);
}

static void rst_vdec_return_last(struct rst_vdec_context *context)
{
	struct vb2_v4l2_buffer *frame =
		v4l2_m2m_dst_buf_remove(context->fh.m2m_ctx);

	rst_vdec_state_last(context);
	frame->sequence = context->cap_sequence++;
	frame->field = V4L2_FIELD_NONE;
	frame->flags |= V4L2_BUF_FLAG_LAST;
	context->counts.lasts++;
	/* Its payload is 0 since it was queued. */
	v4l2_m2m_buf_done(frame, VB2_BUF_STATE_DONE);
}

static bool rst_vdec_holds(const struct rst_vdec_layout *layout,
			   struct vb2_buffer *vb)
{
	unsigned int i;

	if (vb->num_planes != layout->planes)
		return false;
	for (i = 0; i < layout->planes; i++) {
		if (vb2_plane_size(vb, i) < layout->size[i])
			return false;
	}
	return true;
}

/* The client keeps buffers of an earlier sequence that this one outgrew. */
static bool rst_vdec_frame_fits(struct rst_vdec_context *context,
				struct vb2_v4l2_buffer *frame)
{
	if (rst_vdec_holds(&context->layout, &frame->vb2_buf))
		return true;

	dev_err_ratelimited(&context->vdec->adev->dev,
			    "CAPTURE buffer refused: %u planes, the first of %lu bytes; frames have %u and %u\n",
			    frame->vb2_buf.num_planes,
			    vb2_plane_size(&frame->vb2_buf, 0),
			    context->layout.planes, context->layout.size[0]);
	v4l2_m2m_dst_buf_remove(context->fh.m2m_ctx);
	v4l2_m2m_buf_done(frame, VB2_BUF_STATE_ERROR);
	return false;
}

static const char *rst_vdec_why(u32 unsupported)
{
	if (unsupported & RST_VDEC_INTERLACED)
		return "interlaced";
	if (unsupported & RST_VDEC_DEPTH)
		return "more than 8 bits a sample";
	if (unsupported & RST_VDEC_CHROMA)
		return "not 4:2:0";
	return "coding tools";
}

/* Once a sequence: the flags of its units say that something is wrong, not what. */
static void rst_vdec_tell_unsupported(struct rst_vdec_context *context,
				      const struct rst_vdec_job *job)
{
	if (context->told)
		return;
	context->told = true;
	dev_warn_ratelimited(&context->vdec->adev->dev,
			     "stream not supported: %s; profile %u, level %u, %ux%u\n",
			     rst_vdec_why(job->sequence.unsupported),
			     job->sequence.profile_idc,
			     job->sequence.level_idc,
			     job->sequence.coded_width,
			     job->sequence.coded_height);
}

static int rst_vdec_check_memory(struct rst_vdec_context *context, u32 status)
{
	if (!(status & RST_VDEC_STARVED)) {
		context->starved = 0;
		return 0;
	}
	if (++context->starved < RST_VDEC_MAX_STARVED)
		return 0;
	dev_err_ratelimited(&context->vdec->adev->dev,
			    "the engine's memory does not hold the stream's %ux%u pictures\n",
			    context->capture.width, context->capture.height);
	return -ENOMEM;
}

static int rst_vdec_results(struct rst_vdec_context *context,
			    const struct rst_vdec_job *job)
{
	u32 status = job->status;

	if (status & RST_VDEC_FRAME)
		rst_vdec_return_frame(context, job);
	if (status & RST_VDEC_UNSUPPORTED) {
		rst_vdec_tell_unsupported(context, job);
		rst_vdec_return_unit(context, true);
	} else if (status & RST_VDEC_CONSUMED) {
		rst_vdec_return_unit(context, status & RST_VDEC_DAMAGED);
	} else if (status & RST_VDEC_SEQUENCE) {
		return rst_vdec_state_sequence(context, &job->sequence);
	}
	return rst_vdec_check_memory(context, status);
}

static int rst_vdec_parse(struct rst_vdec_context *context)
{
	struct vb2_v4l2_buffer *unit =
		v4l2_m2m_next_src_buf(context->fh.m2m_ctx);
	struct rst_engine_memory bitstream;
	struct rst_vdec_job job = {};
	int ret;

	ret = rst_vdec_unit_memory(unit, &bitstream);
	if (ret)
		return ret;
	job.cookie = rst_vdec_remember(context, unit);
	ret = rst_vdec_call(context, RST_VDEC_STEP_PARSE, &bitstream, NULL,
			    &job);
	return ret ? ret : rst_vdec_results(context, &job);
}

static int rst_vdec_decode(struct rst_vdec_context *context)
{
	struct v4l2_m2m_ctx *m2m = context->fh.m2m_ctx;
	struct vb2_v4l2_buffer *unit = v4l2_m2m_next_src_buf(m2m);
	struct vb2_v4l2_buffer *frame = v4l2_m2m_next_dst_buf(m2m);
	struct rst_engine_memory planes[RST_VDEC_MAX_PLANES] = {};
	struct rst_engine_memory bitstream;
	struct rst_vdec_job job = {
		.flags = context->accept ? RST_VDEC_JOB_ACCEPT_SEQUENCE : 0,
		.frame_stride = context->layout.stride,
		.frame_lines = context->layout.lines,
	};
	int ret;

	if (!rst_vdec_frame_fits(context, frame))
		return 0;
	ret = rst_vdec_unit_memory(unit, &bitstream);
	if (!ret)
		ret = rst_vdec_frame_memory(frame, &context->layout, planes);
	if (ret)
		return ret;

	job.cookie = rst_vdec_remember(context, unit);
	ret = rst_vdec_call(context, RST_VDEC_STEP_DECODE, &bitstream, planes,
			    &job);
	if (ret)
		return ret;
	if (context->accept && !(job.status & RST_VDEC_SEQUENCE))
		rst_vdec_state_accepted(context);
	return rst_vdec_results(context, &job);
}

static int rst_vdec_fetch(struct rst_vdec_context *context)
{
	struct vb2_v4l2_buffer *frame =
		v4l2_m2m_next_dst_buf(context->fh.m2m_ctx);
	struct rst_engine_memory planes[RST_VDEC_MAX_PLANES] = {};
	struct rst_vdec_job job = {
		.flags = RST_VDEC_JOB_DRAIN,
		.frame_stride = context->layout.stride,
		.frame_lines = context->layout.lines,
	};
	int ret;

	if (!rst_vdec_frame_fits(context, frame))
		return 0;
	ret = rst_vdec_frame_memory(frame, &context->layout, planes);
	if (ret)
		return ret;
	ret = rst_vdec_call(context, RST_VDEC_STEP_FETCH, NULL, planes, &job);
	if (ret)
		return ret;

	if (job.status & RST_VDEC_FRAME)
		rst_vdec_return_frame(context, &job);
	else if (job.status & RST_VDEC_DRAINED)
		rst_vdec_return_last(context);
	else
		return -EIO;
	return 0;
}

/* The stream is over, and its client still waits for the first sequence. */
static int rst_vdec_give_up(struct rst_vdec_context *context)
{
	if (!context->out_sequence) {
		rst_vdec_state_empty(context);
		return 0;
	}
	dev_err_ratelimited(&context->vdec->adev->dev,
			    "none of %u units could be decoded\n",
			    context->out_sequence);
	return -ENODATA;
}

static int rst_vdec_run(struct rst_vdec_context *context)
{
	int ret;

	if (context->flush) {
		context->counts.calls++;
		context->counts.flushes++;
		ret = rst_engine_vdec_flush(context->session);
		if (ret)
			return ret;
		context->flush = false;
	}

	switch (rst_vdec_next_step(context)) {
	case RST_VDEC_STEP_PARSE:
		return rst_vdec_parse(context);
	case RST_VDEC_STEP_DECODE:
		return rst_vdec_decode(context);
	case RST_VDEC_STEP_FETCH:
		return rst_vdec_fetch(context);
	case RST_VDEC_STEP_LAST:
		rst_vdec_return_last(context);
		return 0;
	case RST_VDEC_STEP_EMPTY:
		return rst_vdec_give_up(context);
	case RST_VDEC_IDLE:
		break;
	}
	return 0;
}

void rst_vdec_job_work(struct work_struct *work)
{
	struct rst_vdec_context *context =
		container_of(work, struct rst_vdec_context, work);
	int ret;

	ret = rst_vdec_run(context);
	if (ret) {
		dev_err_ratelimited(&context->vdec->adev->dev,
				    "stream given up: error %d\n", ret);
		rst_vdec_state_fail(context, ret);
	}
	v4l2_m2m_job_finish(context->vdec->m2m, context->fh.m2m_ctx);
}

static void rst_vdec_device_run(void *priv)
{
	struct rst_vdec_context *context = priv;

	queue_work(context->vdec->jobs, &context->work);
}

/* Called with v4l2-mem2mem's job lock held. */
static int rst_vdec_job_ready(void *priv)
{
	return rst_vdec_next_step(priv) != RST_VDEC_IDLE;
}

const struct v4l2_m2m_ops rst_vdec_m2m_ops = {
	.device_run = rst_vdec_device_run,
	.job_ready = rst_vdec_job_ready,
};
