// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames: the sensor's ticks, and the worker that has one captured
 */
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <rstmem/v4l2.h>

#include "vcap.h"
#include "vcap_trace.h"

static struct rst_vcap_buffer *rst_vcap_next(struct rst_vcap_device *vcap)
{
	struct rst_vcap_buffer *buffer;

	lockdep_assert_held(&vcap->frames_lock);

	buffer = list_first_entry_or_null(&vcap->queued, struct rst_vcap_buffer,
					  node);
	if (buffer)
		list_del(&buffer->node);
	return buffer;
}

static void rst_vcap_drop(struct rst_vcap_device *vcap, u32 frames)
{
	lockdep_assert_held(&vcap->frames_lock);

	trace_rst_vcap_drop(vcap->ticks, frames, vcap->filling);
	vcap->ticks += frames;
	vcap->dropped += frames;
}

/* A frame begins, at @start, after @missed others that were not captured. */
static void rst_vcap_begin(struct rst_vcap_device *vcap, u64 missed, u64 start)
{
	struct rst_vcap_buffer *buffer;

	lockdep_assert_held(&vcap->frames_lock);

	if (missed)
		rst_vcap_drop(vcap, missed);
	buffer = vcap->filling ? NULL : rst_vcap_next(vcap);
	if (!buffer) {
		rst_vcap_drop(vcap, 1);
		return;
	}
	buffer->vb.sequence = vcap->ticks++;
	buffer->vb.vb2_buf.timestamp = start;
	vcap->filling = buffer;
	queue_work(vcap->worker, &vcap->work);
}

static enum hrtimer_restart rst_vcap_tick_locked(struct rst_vcap_device *vcap)
{
	struct hrtimer *timer = &vcap->timer;
	u64 passed;

	if (!vcap->running)
		return HRTIMER_NORESTART;

	/* Nominal times, so that stamps have no jitter. */
	passed = hrtimer_forward_now(timer, ns_to_ktime(vcap->interval));
	rst_vcap_begin(vcap, passed - 1,
		       ktime_to_ns(hrtimer_get_expires(timer)) -
		       vcap->interval);
	return HRTIMER_RESTART;
}

static enum hrtimer_restart rst_vcap_tick(struct hrtimer *timer)
{
	struct rst_vcap_device *vcap =
		container_of(timer, struct rst_vcap_device, timer);
	enum hrtimer_restart restart = HRTIMER_NORESTART;

	scoped_guard(spinlock_irqsave, &vcap->frames_lock)
		restart = rst_vcap_tick_locked(vcap);
	return restart;
}

static int rst_vcap_capture(struct rst_vcap_device *vcap,
			    struct rst_vcap_buffer *buffer)
{
	struct vb2_buffer *vb = &buffer->vb.vb2_buf;
	struct rst_engine_memory frame = {
		.shm = rst_v4l2_plane_shm(vb, 0),
		.size = vb2_plane_size(vb, 0),
	};
	struct rst_cam_job job = {
		.stride = vcap->format.bytesperline,
		.lines = vcap->format.height,
		.number = (u64)buffer->vb.sequence * vcap->divisor,
	};
	int ret;

	if (!frame.shm)
		return -ENODEV;
	ret = rst_engine_cam_capture(vcap->session, &frame, &job);
	trace_rst_vcap_frame(buffer->vb.sequence, vb->timestamp, &job, ret);
	if (!ret)
		vb2_set_plane_payload(vb, 0, job.bytes);
	return ret;
}

/*
 * A frame that cannot be captured is flagged, and the stream goes on; without
 * an engine it doesn't.
 */
static void rst_vcap_work(struct work_struct *work)
{
	struct rst_vcap_device *vcap =
		container_of(work, struct rst_vcap_device, work);
	struct rst_vcap_buffer *buffer = vcap->filling;
	bool gone;
	int ret;

	ret = rst_vcap_capture(vcap, buffer);
	gone = ret == -ENODEV || ret == -ENOLINK;
	scoped_guard(spinlock_irqsave, &vcap->frames_lock) {
		vcap->filling = NULL;
		if (gone)
			vcap->running = false;
	}

	buffer->vb.field = V4L2_FIELD_NONE;
	vb2_buffer_done(&buffer->vb.vb2_buf, ret ? VB2_BUF_STATE_ERROR :
						   VB2_BUF_STATE_DONE);
	if (gone) {
		dev_err_ratelimited(&vcap->adev->dev,
				    "stream given up: the camera is gone\n");
		vb2_queue_error(&vcap->queue);
	}
}

void rst_vcap_frames_init(struct rst_vcap_device *vcap)
{
	spin_lock_init(&vcap->frames_lock);
	INIT_LIST_HEAD(&vcap->queued);
	INIT_WORK(&vcap->work, rst_vcap_work);
	hrtimer_setup(&vcap->timer, rst_vcap_tick, CLOCK_MONOTONIC,
		      HRTIMER_MODE_ABS);
}

/* A stream begins: its first frame is number 0, and begins at once. */
void rst_vcap_frames_start(struct rst_vcap_device *vcap)
{
	lockdep_assert_held(&vcap->lock);

	vcap->interval = rst_vcap_interval_ns(vcap);
	scoped_guard(spinlock_irqsave, &vcap->frames_lock) {
		vcap->ticks = 0;
		vcap->dropped = 0;
		vcap->running = true;
	}
	hrtimer_start(&vcap->timer, ktime_get(), HRTIMER_MODE_ABS);
}

/* What would have come since frames were stopped counts as dropped. */
void rst_vcap_frames_resume(struct rst_vcap_device *vcap)
{
	lockdep_assert_held(&vcap->lock);

	scoped_guard(spinlock_irqsave, &vcap->frames_lock)
		vcap->running = true;
	hrtimer_restart(&vcap->timer);
}

/* When it returns there are no ticks, and the worker is through. */
void rst_vcap_frames_stop(struct rst_vcap_device *vcap)
{
	lockdep_assert_held(&vcap->lock);

	scoped_guard(spinlock_irqsave, &vcap->frames_lock)
		vcap->running = false;
	hrtimer_cancel(&vcap->timer);
	flush_work(&vcap->work);
}

/* Gives back what waits for a frame. The worker is through. */
void rst_vcap_frames_return(struct rst_vcap_device *vcap,
			    enum vb2_buffer_state state)
{
	struct rst_vcap_buffer *buffer;

	do {
		scoped_guard(spinlock_irqsave, &vcap->frames_lock)
			buffer = rst_vcap_next(vcap);
		if (buffer)
			vb2_buffer_done(&buffer->vb.vb2_buf, state);
	} while (buffer);
}
