/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of rst_vcap.ko share
 *
 * The sensor runs at its own rate, from STREAMON to STREAMOFF: a timer ticks
 * once a frame. A tick that finds a buffer has it filled by one call into the
 * engine, which sleeps, in a worker; one that finds none, or the worker still
 * at the frame before, drops the frame. Both count in the sequence.
 *
 * Locks, outer to inner: rst_vcap_device.lock (ioctls, the queue, coming and
 * going), rst_vcap_device.frames_lock (what the timer, the worker and ioctls
 * share). The worker must not take the mutex: STREAMOFF waits for the worker
 * with the mutex held.
 */
#ifndef _RST_VCAP_H
#define _RST_VCAP_H

#include <linux/auxiliary_bus.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sizes.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <media/v4l2-device.h>
#include <media/videobuf2-v4l2.h>

#include "compat/hrtimer.h"
#include "engine/driver/bus/rst_engine.h"

#define RST_VCAP_NAME		"rst-vcap"

/* Every frame, every second, ... of the sensor's. */
#define RST_VCAP_MAX_DIVISOR	8

/* Any buffer that a client may ask for, bytes. */
#define RST_VCAP_MAX_BUFFER	SZ_32M

/**
 * struct rst_vcap_buffer - a buffer of the queue
 * @vb:		videobuf2's part
 * @node:	in &struct rst_vcap_device.queued
 */
struct rst_vcap_buffer {
	struct vb2_v4l2_buffer vb;
	struct list_head node;
};

/**
 * struct rst_vcap_device - the camera
 * @v4l2:	its reference count is the structure's
 * @video:	the device node
 * @queue:	the only one: a camera has one stream
 * @adev:	the engine's device; referenced
 * @sensor:	what the camera had when it was probed
 * @format:	the only one, of @sensor
 * @lock:	protects @divisor, @session, @gone
 * @divisor:	of the sensor's rate
 * @session:	with the engine, from STREAMON to STREAMOFF
 * @gone:	the engine must not be called any more
 * @interval:	ns between ticks; set while the timer is off
 * @timer:	ticks while the sensor runs
 * @worker:	has a frame captured
 * @work:	on @worker, for @filling
 * @frames_lock:	protects what follows
 * @running:	ticks are wanted
 * @queued:	buffers that wait for a frame
 * @filling:	the buffer that is being filled, the worker's
 * @ticks:	frames of this stream, dropped ones included
 * @dropped:	frames of this stream that went nowhere
 */
struct rst_vcap_device {
	struct v4l2_device v4l2;
	struct video_device video;
	struct vb2_queue queue;
	struct auxiliary_device *adev;
	struct rst_cam_sensor sensor;
	struct v4l2_pix_format format;

	struct mutex lock;	/* see above */
	u32 divisor;
	struct rst_engine_session *session;
	bool gone;

	u64 interval;
	struct hrtimer timer;
	struct workqueue_struct *worker;
	struct work_struct work;

	spinlock_t frames_lock;	/* see above */
	bool running;
	struct list_head queued;
	struct rst_vcap_buffer *filling;
	u32 ticks;
	u32 dropped;
};

/* vcap_ioctl.c */
extern const struct v4l2_ioctl_ops rst_vcap_ioctl_ops;
int rst_vcap_format_init(struct rst_vcap_device *vcap);

/* vcap_rate.c */
u64 rst_vcap_interval_ns(const struct rst_vcap_device *vcap);
int rst_vcap_enum_intervals(struct file *file, void *priv,
			    struct v4l2_frmivalenum *interval);
int rst_vcap_get_parm(struct file *file, void *priv,
		      struct v4l2_streamparm *parm);
int rst_vcap_set_parm(struct file *file, void *priv,
		      struct v4l2_streamparm *parm);

/* vcap_queue.c */
int rst_vcap_queue_init(struct rst_vcap_device *vcap);
void rst_vcap_kill(struct rst_vcap_device *vcap);

/* vcap_frame.c */
void rst_vcap_frames_init(struct rst_vcap_device *vcap);
void rst_vcap_frames_start(struct rst_vcap_device *vcap);
void rst_vcap_frames_stop(struct rst_vcap_device *vcap);
void rst_vcap_frames_resume(struct rst_vcap_device *vcap);
void rst_vcap_frames_return(struct rst_vcap_device *vcap,
			    enum vb2_buffer_state state);

static inline struct rst_vcap_buffer *
to_rst_vcap_buffer(struct vb2_buffer *vb)
{
	return container_of(to_vb2_v4l2_buffer(vb), struct rst_vcap_buffer, vb);
}

#endif /* _RST_VCAP_H */
