// SPDX-License-Identifier: GPL-2.0-only
/*
 * The camera: coming and going of the device
 */
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/pm.h>
#include <linux/rstmem.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <media/v4l2-fh.h>
#include <media/v4l2-ioctl.h>
#include <rstmem/v4l2.h>

#include "compat/kdump.h"
#include "vcap.h"

static const struct v4l2_file_operations rst_vcap_file_ops = {
	.owner = THIS_MODULE,
	.open = v4l2_fh_open,
	.release = vb2_fop_release,
	.poll = vb2_fop_poll,
	.mmap = vb2_fop_mmap,
	.unlocked_ioctl = video_ioctl2,
};

/* The last file is closed, and the engine's device is gone or going. */
static void rst_vcap_release(struct v4l2_device *v4l2)
{
	struct rst_vcap_device *vcap =
		container_of(v4l2, struct rst_vcap_device, v4l2);

	destroy_workqueue(vcap->worker);
	put_device(&vcap->adev->dev);
	mutex_destroy(&vcap->lock);
	kfree(vcap);
}

static void rst_vcap_init_video(struct rst_vcap_device *vcap)
{
	struct video_device *video = &vcap->video;

	strscpy(video->name, RST_VCAP_NAME, sizeof(video->name));
	video->v4l2_dev = &vcap->v4l2;
	video->fops = &rst_vcap_file_ops;
	video->ioctl_ops = &rst_vcap_ioctl_ops;
	video->release = video_device_release_empty;
	video->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
	video->lock = &vcap->lock;
	video->queue = &vcap->queue;
	video_set_drvdata(video, vcap);
}

/* A camera without a sensor is none. */
static int rst_vcap_ask_sensor(struct rst_vcap_device *vcap,
			       struct auxiliary_device *adev)
{
	struct rst_engine_session *session;
	int ret;

	session = rst_engine_open(adev);
	if (IS_ERR(session))
		return dev_err_probe(&adev->dev, PTR_ERR(session),
				     "cannot open the camera\n");
	ret = rst_engine_cam_query(session, &vcap->sensor);
	rst_engine_close(session);
	if (ret)
		return dev_err_probe(&adev->dev, ret,
				     "cannot make sense of the sensor\n");

	if (!vcap->sensor.num_frames) {
		dev_info(&adev->dev, "no sensor on the camera's cable\n");
		return -ENODEV;
	}
	return rst_vcap_format_init(vcap);
}

static struct rst_vcap_device *rst_vcap_create(struct auxiliary_device *adev)
{
	struct rst_vcap_device *vcap;
	int ret;

	vcap = kzalloc(sizeof(*vcap), GFP_KERNEL);
	if (!vcap)
		return ERR_PTR(-ENOMEM);
	mutex_init(&vcap->lock);
	vcap->divisor = 1;
	rst_vcap_frames_init(vcap);

	ret = rst_vcap_ask_sensor(vcap, adev);
	if (ret)
		goto free_device;
	vcap->worker = alloc_ordered_workqueue("%s", WQ_HIGHPRI, RST_VCAP_NAME);
	if (!vcap->worker) {
		ret = -ENOMEM;
		goto free_device;
	}
	ret = v4l2_device_register(&adev->dev, &vcap->v4l2);
	if (ret)
		goto destroy_worker;

	/* Files that are open keep the device's address in use. */
	get_device(&adev->dev);
	vcap->adev = adev;
	vcap->v4l2.release = rst_vcap_release;
	rst_vcap_init_video(vcap);
	return vcap;

destroy_worker:
	destroy_workqueue(vcap->worker);
free_device:
	mutex_destroy(&vcap->lock);
	kfree(vcap);
	return ERR_PTR(ret);
}

static int rst_vcap_probe(struct auxiliary_device *adev,
			  const struct auxiliary_device_id *id)
{
	struct rst_vcap_device *vcap;
	int ret;

	vcap = rst_vcap_create(adev);
	if (IS_ERR(vcap))
		return PTR_ERR(vcap);
	auxiliary_set_drvdata(adev, vcap);

	ret = rst_v4l2_bind(&adev->dev, rst_engine_tee(adev),
			    RSTMEM_USE_CASE_SECURE_VIDEO_RECORD);
	if (ret) {
		dev_err_probe(&adev->dev, ret, "cannot bind\n");
		goto put_device;
	}
	ret = rst_vcap_queue_init(vcap);
	if (!ret)
		ret = video_register_device(&vcap->video, VFL_TYPE_VIDEO, -1);
	if (ret) {
		dev_err_probe(&adev->dev, ret, "cannot register\n");
		goto unbind;
	}
	return 0;

unbind:
	rst_v4l2_unbind(&adev->dev);
put_device:
	v4l2_device_unregister(&vcap->v4l2);
	v4l2_device_put(&vcap->v4l2);
	return ret;
}

static void rst_vcap_remove(struct auxiliary_device *adev)
{
	struct rst_vcap_device *vcap = auxiliary_get_drvdata(adev);

	/* Clients that wait for a frame get an error before the node goes. */
	rst_vcap_kill(vcap);
	vb2_video_unregister_device(&vcap->video);
	rst_v4l2_unbind(&adev->dev);
	v4l2_device_unregister(&vcap->v4l2);
	v4l2_device_put(&vcap->v4l2);
}

/* When it returns, the worker rests, and the TEE has nothing of ours. */
static void rst_vcap_shutdown(struct auxiliary_device *adev)
{
	rst_vcap_kill(auxiliary_get_drvdata(adev));
	rst_v4l2_unbind(&adev->dev);
}

/* The stream stays, and goes on in step; no client can start or stop it now. */
static int rst_vcap_suspend(struct device *dev)
{
	struct rst_vcap_device *vcap = dev_get_drvdata(dev);

	guard(mutex)(&vcap->lock);
	rst_vcap_frames_stop(vcap);
	return 0;
}

static int rst_vcap_resume(struct device *dev)
{
	struct rst_vcap_device *vcap = dev_get_drvdata(dev);

	guard(mutex)(&vcap->lock);
	if (vcap->session)
		rst_vcap_frames_resume(vcap);
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(rst_vcap_pm_ops, rst_vcap_suspend,
				rst_vcap_resume);

static const struct auxiliary_device_id rst_vcap_ids[] = {
	{ .name = RST_ENGINE_CAM_DEV },
	{}
};
MODULE_DEVICE_TABLE(auxiliary, rst_vcap_ids);

static struct auxiliary_driver rst_vcap_driver = {
	.name = "vcap",
	.id_table = rst_vcap_ids,
	.probe = rst_vcap_probe,
	.remove = rst_vcap_remove,
	.shutdown = rst_vcap_shutdown,
	.driver = {
		.pm = pm_sleep_ptr(&rst_vcap_pm_ops),
	},
};

static int __init rst_vcap_init(void)
{
	if (rstmem_in_kdump())
		return -ENODEV;
	return auxiliary_driver_register(&rst_vcap_driver);
}
module_init(rst_vcap_init);

static void __exit rst_vcap_exit(void)
{
	auxiliary_driver_unregister(&rst_vcap_driver);
}
module_exit(rst_vcap_exit);

MODULE_DESCRIPTION("Secure camera");
MODULE_LICENSE("GPL");
