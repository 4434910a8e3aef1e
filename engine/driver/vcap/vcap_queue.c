// SPDX-License-Identifier: GPL-2.0-only
/*
 * The queue: buffers in, STREAMON, STREAMOFF
 */
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/string.h>
#include <rstmem/v4l2.h>

#include "compat/videobuf2.h"

#include "vcap.h"

static int rst_vcap_queue_setup(struct vb2_queue *queue, unsigned int *buffers,
				unsigned int *planes, unsigned int sizes[],
				struct device *devices[])
{
	struct rst_vcap_device *vcap = vb2_get_drv_priv(queue);

	if (*planes) {
		if (*planes != 1 || sizes[0] < vcap->format.sizeimage ||
		    sizes[0] > RST_VCAP_MAX_BUFFER)
			return -EINVAL;
		return 0;
	}
	*planes = 1;
	sizes[0] = vcap->format.sizeimage;
	return 0;
}

/* A buffer's picture is of this queueing, or there is none. */
static int rst_vcap_buf_prepare(struct vb2_buffer *vb)
{
	struct rst_vcap_device *vcap = vb2_get_drv_priv(vb->vb2_queue);

	if (vb2_plane_size(vb, 0) < vcap->format.sizeimage)
		return -EINVAL;
	vb2_set_plane_payload(vb, 0, 0);
	return 0;
}

static void rst_vcap_buf_queue(struct vb2_buffer *vb)
{
	struct rst_vcap_device *vcap = vb2_get_drv_priv(vb->vb2_queue);

	scoped_guard(spinlock_irqsave, &vcap->frames_lock)
		list_add_tail(&to_rst_vcap_buffer(vb)->node, &vcap->queued);
}

/* Formats and rates that were told must still hold. */
static int rst_vcap_same_sensor(struct rst_vcap_device *vcap,
				struct rst_engine_session *session)
{
	struct rst_cam_sensor now;
	int ret;

	ret = rst_engine_cam_query(session, &now);
	if (ret)
		return ret;
	if (now.width == vcap->sensor.width &&
	    now.height == vcap->sensor.height &&
	    now.rate_numerator == vcap->sensor.rate_numerator &&
	    now.rate_denominator == vcap->sensor.rate_denominator)
		return 0;

	dev_err_ratelimited(&vcap->adev->dev,
			    "stream refused: the sensor has been %s\n",
			    now.num_frames ? "exchanged" : "taken off");
	return -ENODEV;
}

static int rst_vcap_open_session(struct rst_vcap_device *vcap)
{
	struct rst_engine_session *session;
	int ret;

	lockdep_assert_held(&vcap->lock);

	if (vcap->gone)
		return -ENODEV;
	session = rst_engine_open(vcap->adev);
	if (IS_ERR(session))
		return PTR_ERR(session);
	ret = rst_vcap_same_sensor(vcap, session);
	if (ret) {
		rst_engine_close(session);
		return ret;
	}
	vcap->session = session;
	return 0;
}

static int rst_vcap_start_streaming(struct vb2_queue *queue, unsigned int count)
{
	struct rst_vcap_device *vcap = vb2_get_drv_priv(queue);
	int ret;

	ret = rst_vcap_open_session(vcap);
	if (ret) {
		rst_vcap_frames_return(vcap, VB2_BUF_STATE_QUEUED);
		return ret;
	}
	rst_vcap_frames_start(vcap);
	return 0;
}

static void rst_vcap_end_session(struct rst_vcap_device *vcap)
{
	lockdep_assert_held(&vcap->lock);

	rst_vcap_frames_stop(vcap);
	if (vcap->session)
		rst_engine_close(vcap->session);
	vcap->session = NULL;
}

static void rst_vcap_stop_streaming(struct vb2_queue *queue)
{
	struct rst_vcap_device *vcap = vb2_get_drv_priv(queue);

	rst_vcap_end_session(vcap);
	rst_vcap_frames_return(vcap, VB2_BUF_STATE_ERROR);
}

/*
 * The engine goes away, files stay: clients that wait get an error, and nothing
 * is left of the session.
 */
void rst_vcap_kill(struct rst_vcap_device *vcap)
{
	guard(mutex)(&vcap->lock);
	vcap->gone = true;
	rst_vcap_end_session(vcap);
	vb2_queue_error(&vcap->queue);
}

static const struct vb2_ops rst_vcap_queue_ops = {
	.queue_setup = rst_vcap_queue_setup,
	.buf_prepare = rst_vcap_buf_prepare,
	.buf_queue = rst_vcap_buf_queue,
	.start_streaming = rst_vcap_start_streaming,
	.stop_streaming = rst_vcap_stop_streaming,
	RST_VB2_WAIT_OPS
};

int rst_vcap_queue_init(struct rst_vcap_device *vcap)
{
	struct vb2_queue *queue = &vcap->queue;

	queue->type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	queue->io_modes = VB2_MMAP | VB2_DMABUF;
	queue->mem_ops = &rst_v4l2_restricted_ops;
	queue->ops = &rst_vcap_queue_ops;
	queue->drv_priv = vcap;
	queue->dev = &vcap->adev->dev;
	queue->lock = &vcap->lock;
	queue->buf_struct_size = sizeof(struct rst_vcap_buffer);
	queue->timestamp_flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC |
				 V4L2_BUF_FLAG_TSTAMP_SRC_SOE;
	return vb2_queue_init(queue);
}
