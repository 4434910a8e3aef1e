// SPDX-License-Identifier: GPL-2.0-only
/*
 * A copy engine: grey pictures from OUTPUT to CAPTURE
 */
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/rstmem.h>
#include <linux/slab.h>
#include <media/v4l2-device.h>
#include <media/v4l2-ioctl.h>
#include <media/v4l2-mem2mem.h>
#include <rstmem/v4l2.h>

#include "compat/v4l2-fh.h"
#include "compat/videobuf2.h"
#include "secure.h"

#define NAME	KBUILD_MODNAME

struct copy_device {
	struct v4l2_device v4l2;	/* its references are the structure's */
	struct video_device video;
	struct v4l2_m2m_dev *m2m;
	struct mutex lock;		/* of ioctls and queues */
	struct copy_secure secure;
};

struct copy_context {
	struct v4l2_fh fh;
	struct copy_device *copy;
	struct v4l2_pix_format format;	/* of both queues */
	struct work_struct work;
};

static struct copy_context *to_context(struct file *file)
{
	return container_of(file_to_v4l2_fh(file), struct copy_context, fh);
}

static int copy_picture(struct copy_device *copy, struct vb2_buffer *from,
			struct vb2_buffer *to)
{
	unsigned long size = vb2_get_plane_payload(from, 0);
	int err = rst_v4l2_check_pair(from, to);

	if (!err)
		err = copy_secure_run(&copy->secure, rst_v4l2_plane_shm(to, 0),
				      rst_v4l2_plane_shm(from, 0), size);
	vb2_set_plane_payload(to, 0, err ? 0 : size);
	return err;
}

static void copy_work(struct work_struct *work)
{
	struct copy_context *context =
		container_of(work, struct copy_context, work);
	struct v4l2_m2m_ctx *m2m = context->fh.m2m_ctx;
	struct vb2_v4l2_buffer *from = v4l2_m2m_next_src_buf(m2m);
	struct vb2_v4l2_buffer *to = v4l2_m2m_next_dst_buf(m2m);
	int err = copy_picture(context->copy, &from->vb2_buf, &to->vb2_buf);

	to->vb2_buf.timestamp = from->vb2_buf.timestamp;
	v4l2_m2m_buf_done_and_job_finish(context->copy->m2m, m2m,
					 err ? VB2_BUF_STATE_ERROR :
					       VB2_BUF_STATE_DONE);
}

static void copy_device_run(void *priv)
{
	struct copy_context *context = priv;

	schedule_work(&context->work);
}

static const struct v4l2_m2m_ops copy_m2m_ops = {
	.device_run = copy_device_run,
};

static int copy_queue_setup(struct vb2_queue *queue, unsigned int *buffers,
			    unsigned int *planes, unsigned int sizes[],
			    struct device *devices[])
{
	struct copy_context *context = vb2_get_drv_priv(queue);

	if (*planes)
		return sizes[0] < context->format.sizeimage ? -EINVAL : 0;
	*planes = 1;
	sizes[0] = context->format.sizeimage;
	return 0;
}

static int copy_buf_out_validate(struct vb2_buffer *vb)
{
	to_vb2_v4l2_buffer(vb)->field = V4L2_FIELD_NONE;
	return 0;
}

static int copy_buf_prepare(struct vb2_buffer *vb)
{
	struct copy_context *context = vb2_get_drv_priv(vb->vb2_queue);
	u32 size = context->format.sizeimage;

	if (vb2_plane_size(vb, 0) < size)
		return -EINVAL;
	if (V4L2_TYPE_IS_CAPTURE(vb->type))
		return 0;
	vb2_set_plane_payload(vb, 0, size);
	return rst_v4l2_check_input(vb, v4l2_m2m_get_dst_vq(context->fh.m2m_ctx));
}

static void copy_buf_queue(struct vb2_buffer *vb)
{
	struct copy_context *context = vb2_get_drv_priv(vb->vb2_queue);

	v4l2_m2m_buf_queue(context->fh.m2m_ctx, to_vb2_v4l2_buffer(vb));
}

static void copy_stop_streaming(struct vb2_queue *queue)
{
	struct copy_context *context = vb2_get_drv_priv(queue);
	struct v4l2_m2m_ctx *m2m = context->fh.m2m_ctx;
	struct vb2_v4l2_buffer *buffer;

	while ((buffer = V4L2_TYPE_IS_OUTPUT(queue->type) ?
		v4l2_m2m_src_buf_remove(m2m) : v4l2_m2m_dst_buf_remove(m2m)))
		v4l2_m2m_buf_done(buffer, VB2_BUF_STATE_ERROR);
}

static const struct vb2_ops copy_queue_ops = {
	.queue_setup = copy_queue_setup,
	.buf_out_validate = copy_buf_out_validate,
	.buf_prepare = copy_buf_prepare,
	.buf_queue = copy_buf_queue,
	.stop_streaming = copy_stop_streaming,
	RST_VB2_WAIT_OPS
};

static int copy_queue_init(struct copy_context *context,
			   struct vb2_queue *queue, u32 type)
{
	queue->type = type;
	queue->io_modes = VB2_MMAP | VB2_DMABUF;
	queue->mem_ops = &rst_v4l2_bitstream_ops;
	queue->drv_priv = context;
	queue->dev = context->copy->v4l2.dev;
	queue->lock = &context->copy->lock;
	queue->ops = &copy_queue_ops;
	queue->buf_struct_size = sizeof(struct v4l2_m2m_buffer);
	queue->timestamp_flags = V4L2_BUF_FLAG_TIMESTAMP_COPY;
	return vb2_queue_init(queue);
}

static int copy_queues_init(void *priv, struct vb2_queue *output,
			    struct vb2_queue *capture)
{
	return copy_queue_init(priv, output, V4L2_BUF_TYPE_VIDEO_OUTPUT) ?:
	       copy_queue_init(priv, capture, V4L2_BUF_TYPE_VIDEO_CAPTURE);
}

static int copy_querycap(struct file *file, void *priv,
			 struct v4l2_capability *capability)
{
	strscpy(capability->driver, NAME);
	strscpy(capability->card, NAME);
	return 0;
}

static int copy_enum_format(struct file *file, void *priv,
			    struct v4l2_fmtdesc *format)
{
	format->pixelformat = V4L2_PIX_FMT_GREY;
	return format->index ? -EINVAL : 0;
}

static int copy_get_format(struct file *file, void *priv,
			   struct v4l2_format *format)
{
	format->fmt.pix = to_context(file)->format;
	return 0;
}

static int copy_try_format(struct file *file, void *priv,
			   struct v4l2_format *format)
{
	struct v4l2_pix_format *pix = &format->fmt.pix;

	pix->width = clamp(pix->width, 16, 1920);
	pix->height = clamp(pix->height, 16, 1088);
	pix->pixelformat = V4L2_PIX_FMT_GREY;
	pix->field = V4L2_FIELD_NONE;
	pix->bytesperline = pix->width;
	pix->sizeimage = pix->width * pix->height;
	return 0;
}

static int copy_set_format(struct file *file, void *priv,
			   struct v4l2_format *format)
{
	struct copy_context *context = to_context(file);
	struct v4l2_m2m_ctx *m2m = context->fh.m2m_ctx;

	if (vb2_is_busy(v4l2_m2m_get_src_vq(m2m)) ||
	    vb2_is_busy(v4l2_m2m_get_dst_vq(m2m)))
		return -EBUSY;
	copy_try_format(file, priv, format);
	context->format = format->fmt.pix;
	return 0;
}

static const struct v4l2_ioctl_ops copy_ioctl_ops = {
	.vidioc_querycap = copy_querycap,
	.vidioc_enum_fmt_vid_out = copy_enum_format,
	.vidioc_enum_fmt_vid_cap = copy_enum_format,
	.vidioc_g_fmt_vid_out = copy_get_format,
	.vidioc_g_fmt_vid_cap = copy_get_format,
	.vidioc_try_fmt_vid_out = copy_try_format,
	.vidioc_try_fmt_vid_cap = copy_try_format,
	.vidioc_s_fmt_vid_out = copy_set_format,
	.vidioc_s_fmt_vid_cap = copy_set_format,
	.vidioc_reqbufs = v4l2_m2m_ioctl_reqbufs,
	.vidioc_querybuf = v4l2_m2m_ioctl_querybuf,
	.vidioc_qbuf = v4l2_m2m_ioctl_qbuf,
	.vidioc_dqbuf = v4l2_m2m_ioctl_dqbuf,
	.vidioc_streamon = v4l2_m2m_ioctl_streamon,
	.vidioc_streamoff = v4l2_m2m_ioctl_streamoff,
};

static int copy_open(struct file *file)
{
	struct copy_device *copy = video_drvdata(file);
	struct v4l2_format format = {};
	struct copy_context *context;

	context = kzalloc(sizeof(*context), GFP_KERNEL);
	if (!context)
		return -ENOMEM;
	context->copy = copy;
	INIT_WORK(&context->work, copy_work);
	copy_try_format(file, NULL, &format);
	context->format = format.fmt.pix;
	context->fh.m2m_ctx = v4l2_m2m_ctx_init(copy->m2m, context,
						copy_queues_init);
	if (IS_ERR(context->fh.m2m_ctx)) {
		int err = PTR_ERR(context->fh.m2m_ctx);

		kfree(context);
		return err;
	}
	v4l2_fh_init(&context->fh, &copy->video);
	v4l2_fh_add(&context->fh, file);
	return 0;
}

static int copy_close(struct file *file)
{
	struct copy_context *context = to_context(file);
	struct v4l2_m2m_ctx *m2m = context->fh.m2m_ctx;

	/* A job touches the context after it woke those who wait for it. */
	scoped_guard(mutex, &context->copy->lock) {
		v4l2_m2m_streamoff(file, m2m, V4L2_BUF_TYPE_VIDEO_OUTPUT);
		v4l2_m2m_streamoff(file, m2m, V4L2_BUF_TYPE_VIDEO_CAPTURE);
	}
	flush_work(&context->work);
	scoped_guard(mutex, &context->copy->lock)
		v4l2_m2m_ctx_release(m2m);
	v4l2_fh_del(&context->fh, file);
	v4l2_fh_exit(&context->fh);
	kfree(context);
	return 0;
}

static const struct v4l2_file_operations copy_file_ops = {
	.owner = THIS_MODULE,
	.open = copy_open,
	.release = copy_close,
	.poll = v4l2_m2m_fop_poll,
	.mmap = v4l2_m2m_fop_mmap,
	.unlocked_ioctl = video_ioctl2,
};

static void copy_release(struct v4l2_device *v4l2)
{
	struct copy_device *copy = container_of(v4l2, struct copy_device, v4l2);

	v4l2_m2m_release(copy->m2m);
	kfree(copy);
}

static struct copy_device *copy_create(struct device *dev)
{
	struct copy_device *copy = kzalloc(sizeof(*copy), GFP_KERNEL);
	int err;

	if (!copy)
		return ERR_PTR(-ENOMEM);
	mutex_init(&copy->lock);
	copy->m2m = v4l2_m2m_init(&copy_m2m_ops);
	err = PTR_ERR_OR_ZERO(copy->m2m);
	if (err)
		goto free_copy;
	err = v4l2_device_register(dev, &copy->v4l2);
	if (err)
		goto release_m2m;

	copy->v4l2.release = copy_release;
	copy->video = (struct video_device) {
		.name = NAME,
		.v4l2_dev = &copy->v4l2,
		.fops = &copy_file_ops,
		.ioctl_ops = &copy_ioctl_ops,
		.lock = &copy->lock,
		.release = video_device_release_empty,
		.vfl_dir = VFL_DIR_M2M,
		.device_caps = V4L2_CAP_VIDEO_M2M | V4L2_CAP_STREAMING,
	};
	video_set_drvdata(&copy->video, copy);
	return copy;

release_m2m:
	v4l2_m2m_release(copy->m2m);
free_copy:
	kfree(copy);
	return ERR_PTR(err);
}

static int copy_probe(struct platform_device *pdev)
{
	struct copy_device *copy = copy_create(&pdev->dev);
	int err;

	if (IS_ERR(copy))
		return PTR_ERR(copy);
	platform_set_drvdata(pdev, copy);

	err = copy_secure_open(&copy->secure);
	if (err)
		goto put_device;
	err = rst_v4l2_bind(&pdev->dev, copy->secure.tee,
			    RSTMEM_USE_CASE_SECURE_VIDEO_PLAY);
	if (err)
		goto close_secure;
	err = video_register_device(&copy->video, VFL_TYPE_VIDEO, -1);
	if (err)
		goto unbind;
	return 0;

unbind:
	rst_v4l2_unbind(&pdev->dev);
close_secure:
	copy_secure_close(&copy->secure);
put_device:
	v4l2_device_unregister(&copy->v4l2);
	v4l2_device_put(&copy->v4l2);
	return err;
}

static void copy_remove(struct platform_device *pdev)
{
	struct copy_device *copy = platform_get_drvdata(pdev);

	video_unregister_device(&copy->video);
	/* Waits for the job that runs; none does after it. */
	scoped_guard(mutex, &copy->lock)
		v4l2_m2m_suspend(copy->m2m);
	rst_v4l2_unbind(&pdev->dev);
	copy_secure_close(&copy->secure);
	v4l2_device_unregister(&copy->v4l2);
	v4l2_device_put(&copy->v4l2);
}

static struct platform_driver copy_driver = {
	.probe = copy_probe,
	.remove = copy_remove,
	.driver = { .name = NAME },
};

static struct platform_device *copy_pdev;

static int __init copy_init(void)
{
	int err = platform_driver_register(&copy_driver);

	if (err)
		return err;
	copy_pdev = platform_device_register_simple(NAME, PLATFORM_DEVID_NONE,
						    NULL, 0);
	err = PTR_ERR_OR_ZERO(copy_pdev);
	if (err)
		platform_driver_unregister(&copy_driver);
	return err;
}
module_init(copy_init);

static void __exit copy_exit(void)
{
	platform_device_unregister(copy_pdev);
	platform_driver_unregister(&copy_driver);
}
module_exit(copy_exit);

MODULE_DESCRIPTION("A copy engine (tests)");
MODULE_LICENSE("GPL");
