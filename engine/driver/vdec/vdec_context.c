// SPDX-License-Identifier: GPL-2.0-only
/*
 * Open files
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <media/v4l2-event.h>
#include <media/v4l2-ioctl.h>

#include "vdec.h"

static int rst_vdec_context_add(struct rst_vdec_context *context)
{
	struct rst_vdec_device *vdec = context->vdec;

	guard(mutex)(&vdec->lock);
	if (vdec->gone)
		return -ENODEV;
	list_add(&context->node, &vdec->contexts);
	return 0;
}

static int rst_vdec_open(struct file *file)
{
	struct rst_vdec_device *vdec = video_drvdata(file);
	struct rst_vdec_context *context;
	int ret;

	context = kzalloc(sizeof(*context), GFP_KERNEL);
	if (!context)
		return -ENOMEM;
	context->vdec = vdec;
	context->id = atomic_inc_return(&vdec->next_id);
	mutex_init(&context->lock);
	spin_lock_init(&context->state_lock);
	INIT_WORK(&context->work, rst_vdec_job_work);
	rst_vdec_format_init(context);

	v4l2_fh_init(&context->fh, &vdec->video);
	ret = rst_vdec_controls_init(context);
	if (ret)
		goto exit_fh;

	context->fh.m2m_ctx = v4l2_m2m_ctx_init(vdec->m2m, context,
						rst_vdec_queues_init);
	if (IS_ERR(context->fh.m2m_ctx)) {
		ret = PTR_ERR(context->fh.m2m_ctx);
		goto free_controls;
	}
	/* Which buffers a job needs, rst_vdec_next_step() knows better. */
	context->fh.m2m_ctx->ignore_cap_streaming = true;
	v4l2_m2m_set_src_buffered(context->fh.m2m_ctx, true);
	v4l2_m2m_set_dst_buffered(context->fh.m2m_ctx, true);

	ret = rst_vdec_context_add(context);
	if (ret)
		goto release_m2m;
	v4l2_fh_add(&context->fh, file);
	rst_vdec_debug_add(context);
	return 0;

release_m2m:
	v4l2_m2m_ctx_release(context->fh.m2m_ctx);
free_controls:
	v4l2_ctrl_handler_free(&context->controls);
exit_fh:
	v4l2_fh_exit(&context->fh);
	mutex_destroy(&context->lock);
	kfree(context);
	return ret;
}

/*
 * Finishing a job schedules the next, and touches the context after it woke
 * those who wait for the job. So first see to it that there is no next one,
 * and then wait for the whole of the last.
 */
static void rst_vdec_context_stop(struct rst_vdec_context *context)
{
	struct v4l2_m2m_ctx *m2m = context->fh.m2m_ctx;

	scoped_guard(spinlock_irqsave, &context->state_lock)
		context->closing = true;
	scoped_guard(mutex, &context->lock) {
		v4l2_m2m_streamoff(NULL, m2m,
				   V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE);
		v4l2_m2m_streamoff(NULL, m2m,
				   V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE);
	}
	flush_work(&context->work);
}

static int rst_vdec_close(struct file *file)
{
	struct rst_vdec_context *context = rst_vdec_context_of(file);

	rst_vdec_debug_remove(context);
	/* A context may only leave the list, and then go, when no job runs. */
	rst_vdec_context_stop(context);
	scoped_guard(mutex, &context->vdec->lock)
		list_del(&context->node);

	scoped_guard(mutex, &context->lock)
		v4l2_m2m_ctx_release(context->fh.m2m_ctx);
	if (context->session)
		rst_engine_close(context->session);

	v4l2_fh_del(&context->fh, file);
	v4l2_fh_exit(&context->fh);
	v4l2_ctrl_handler_free(&context->controls);
	mutex_destroy(&context->lock);
	kfree(context);
	return 0;
}

/*
 * The engine goes away, the file stays: clients that wait get an error, and
 * nothing is left of the session. No job may be running.
 */
void rst_vdec_context_kill(struct rst_vdec_context *context)
{
	rst_vdec_state_fail(context, -ENODEV);

	guard(mutex)(&context->lock);
	if (context->session)
		rst_engine_close(context->session);
	context->session = NULL;
}

const struct v4l2_file_operations rst_vdec_file_ops = {
	.owner = THIS_MODULE,
	.open = rst_vdec_open,
	.release = rst_vdec_close,
	.poll = v4l2_m2m_fop_poll,
	.mmap = v4l2_m2m_fop_mmap,
	.unlocked_ioctl = video_ioctl2,
};
