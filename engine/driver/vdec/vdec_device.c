// SPDX-License-Identifier: GPL-2.0-only
/*
 * The decoder: coming and going of the device
 */
#include <linux/cpu.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/pm.h>
#include <linux/rstmem.h>
#include <linux/slab.h>
#include <media/v4l2-ioctl.h>
#include <rstmem/v4l2.h>

#include "compat/kdump.h"
#include "vdec.h"

static void rst_vdec_nothing(struct work_struct *work)
{
}

/*
 * Finishing a job makes v4l2-mem2mem look for another in a work item that no
 * driver can wait for, while the structure it is in goes with the last file.
 * Such items start in order on each processor and don't sleep.
 */
static void rst_vdec_settle_m2m(void)
{
	struct work_struct work;
	int cpu;

	INIT_WORK_ONSTACK(&work, rst_vdec_nothing);
	cpus_read_lock();
	for_each_online_cpu(cpu) {
		schedule_work_on(cpu, &work);
		flush_work(&work);
	}
	cpus_read_unlock();
	destroy_work_on_stack(&work);
}

/* The last file is closed, and the engine's device is gone or going. */
static void rst_vdec_release(struct v4l2_device *v4l2)
{
	struct rst_vdec_device *vdec =
		container_of(v4l2, struct rst_vdec_device, v4l2);

	destroy_workqueue(vdec->jobs);
	rst_vdec_settle_m2m();
	v4l2_m2m_release(vdec->m2m);
	put_device(&vdec->adev->dev);
	mutex_destroy(&vdec->lock);
	kfree(vdec);
}

static void rst_vdec_init_video(struct rst_vdec_device *vdec)
{
	struct video_device *video = &vdec->video;

	strscpy(video->name, RST_VDEC_NAME, sizeof(video->name));
	video->v4l2_dev = &vdec->v4l2;
	video->fops = &rst_vdec_file_ops;
	video->ioctl_ops = &rst_vdec_ioctl_ops;
	video->release = video_device_release_empty;
	video->vfl_dir = VFL_DIR_M2M;
	video->device_caps = V4L2_CAP_VIDEO_M2M_MPLANE | V4L2_CAP_STREAMING;
	video_set_drvdata(video, vdec);
}

static struct rst_vdec_device *rst_vdec_create(struct auxiliary_device *adev)
{
	struct rst_vdec_device *vdec;
	int ret;

	vdec = kzalloc(sizeof(*vdec), GFP_KERNEL);
	if (!vdec)
		return ERR_PTR(-ENOMEM);
	mutex_init(&vdec->lock);
	INIT_LIST_HEAD(&vdec->contexts);

	vdec->jobs = alloc_ordered_workqueue("%s", 0, RST_VDEC_NAME);
	if (!vdec->jobs) {
		ret = -ENOMEM;
		goto free_device;
	}
	vdec->m2m = v4l2_m2m_init(&rst_vdec_m2m_ops);
	if (IS_ERR(vdec->m2m)) {
		ret = PTR_ERR(vdec->m2m);
		goto destroy_jobs;
	}
	ret = v4l2_device_register(&adev->dev, &vdec->v4l2);
	if (ret)
		goto release_m2m;

	/* Files that are open keep the device's address in use. */
	get_device(&adev->dev);
	vdec->adev = adev;
	vdec->v4l2.release = rst_vdec_release;
	rst_vdec_init_video(vdec);
	return vdec;

release_m2m:
	v4l2_m2m_release(vdec->m2m);
destroy_jobs:
	destroy_workqueue(vdec->jobs);
free_device:
	kfree(vdec);
	return ERR_PTR(ret);
}

static int rst_vdec_probe(struct auxiliary_device *adev,
			  const struct auxiliary_device_id *id)
{
	struct rst_vdec_device *vdec;
	int ret;

	vdec = rst_vdec_create(adev);
	if (IS_ERR(vdec))
		return PTR_ERR(vdec);
	auxiliary_set_drvdata(adev, vdec);

	ret = rst_v4l2_bind(&adev->dev, rst_engine_tee(adev),
			    RSTMEM_USE_CASE_SECURE_VIDEO_PLAY);
	if (ret) {
		dev_err_probe(&adev->dev, ret, "cannot bind\n");
		goto put_device;
	}
	ret = video_register_device(&vdec->video, VFL_TYPE_VIDEO, -1);
	if (ret) {
		dev_err_probe(&adev->dev, ret, "cannot register\n");
		goto unbind;
	}
	rst_vdec_debug_add_device(vdec);
	return 0;

unbind:
	rst_v4l2_unbind(&adev->dev);
put_device:
	v4l2_device_unregister(&vdec->v4l2);
	v4l2_device_put(&vdec->v4l2);
	return ret;
}

/* When it returns, no job runs or will, and the TEE has nothing of ours. */
static void rst_vdec_quiesce(struct rst_vdec_device *vdec)
{
	struct rst_vdec_context *context;

	WRITE_ONCE(vdec->gone, true);
	scoped_guard(mutex, &vdec->lock) {
		/* Waits for the running job in its context, which thus must stay. */
		v4l2_m2m_suspend(vdec->m2m);
		flush_workqueue(vdec->jobs);
		list_for_each_entry(context, &vdec->contexts, node)
			rst_vdec_context_kill(context);
	}
	rst_v4l2_unbind(&vdec->adev->dev);
}

static void rst_vdec_remove(struct auxiliary_device *adev)
{
	struct rst_vdec_device *vdec = auxiliary_get_drvdata(adev);

	video_unregister_device(&vdec->video);
	rst_vdec_debug_remove_device(vdec);
	rst_vdec_quiesce(vdec);
	v4l2_device_unregister(&vdec->v4l2);
	v4l2_device_put(&vdec->v4l2);
}

static void rst_vdec_shutdown(struct auxiliary_device *adev)
{
	rst_vdec_quiesce(auxiliary_get_drvdata(adev));
}

/* The unit that is being decoded is finished; those behind it wait. */
static int rst_vdec_suspend(struct device *dev)
{
	struct rst_vdec_device *vdec = dev_get_drvdata(dev);

	v4l2_m2m_suspend(vdec->m2m);
	flush_workqueue(vdec->jobs);
	return 0;
}

static int rst_vdec_resume(struct device *dev)
{
	struct rst_vdec_device *vdec = dev_get_drvdata(dev);

	v4l2_m2m_resume(vdec->m2m);
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(rst_vdec_pm_ops, rst_vdec_suspend,
				rst_vdec_resume);

static const struct auxiliary_device_id rst_vdec_ids[] = {
	{ .name = RST_ENGINE_VDEC_DEV },
	{}
};
MODULE_DEVICE_TABLE(auxiliary, rst_vdec_ids);

static struct auxiliary_driver rst_vdec_driver = {
	.name = "vdec",
	.id_table = rst_vdec_ids,
	.probe = rst_vdec_probe,
	.remove = rst_vdec_remove,
	.shutdown = rst_vdec_shutdown,
	.driver = {
		.pm = pm_sleep_ptr(&rst_vdec_pm_ops),
	},
};

static int __init rst_vdec_init(void)
{
	int ret;

	if (rstmem_in_kdump())
		return -ENODEV;
	rst_vdec_debug_init();
	ret = auxiliary_driver_register(&rst_vdec_driver);
	if (ret)
		rst_vdec_debug_exit();
	return ret;
}
module_init(rst_vdec_init);

static void __exit rst_vdec_exit(void)
{
	auxiliary_driver_unregister(&rst_vdec_driver);
	rst_vdec_debug_exit();
}
module_exit(rst_vdec_exit);

MODULE_DESCRIPTION("Secure video decoder");
MODULE_LICENSE("GPL");
