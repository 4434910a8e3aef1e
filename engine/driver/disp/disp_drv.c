// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver: an auxiliary device of the engine becomes a DRM device
 */
#include <linux/auxiliary_bus.h>
#include <linux/bits.h>
#include <linux/module.h>
#include <linux/pm.h>

#include <drm/drm_atomic_helper.h>
#include <drm/drm_drv.h>
#include <drm/drm_fb_helper.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_managed.h>
#include <drm/drm_modeset_helper.h>

#include <linux/rstmem.h>
#include <rstmem/drm.h>

#include "compat/drm-driver.h"
#include "compat/kdump.h"

#include "disp.h"

/* What a camera records is for encoders; showing it is not this one's job. */
#define RST_DISP_USE_CASES	(BIT(RSTMEM_USE_CASE_SECURE_VIDEO_PLAY) | \
				 BIT(RSTMEM_USE_CASE_TRUSTED_UI))

DEFINE_DRM_GEM_FOPS(rst_disp_fops);

/* DRM has its helper even if there is to be no console. */
static bool has_console(const struct drm_device *drm)
{
	return drm->fb_helper && drm->fb_helper->info;
}

/* What a console does by itself. */
static void rst_disp_postclose(struct drm_device *drm, struct drm_file *file)
{
	int idx;

	if (has_console(drm) || !drm_is_primary_client(file) || drm->master)
		return;
	if (!drm_dev_enter(drm, &idx))
		return;

	rst_disp_output_light_up(to_rst_disp(drm));
	drm_dev_exit(idx);
}

static const struct drm_driver rst_disp_driver = {
	.driver_features = DRIVER_MODESET | DRIVER_ATOMIC | DRIVER_GEM,
	.fops = &rst_disp_fops,
	.postclose = rst_disp_postclose,
	.gem_create_object = rst_disp_gem_create,
	.gem_prime_import = rst_disp_gem_prime_import,
	.dumb_create = drm_gem_shmem_dumb_create,
	.name = "rst-disp",
	DRM_FBDEV_SHMEM_DRIVER_OPS,
	RST_DRM_DRIVER_DESC("Secure media engine display"),
	.major = 1,
	.minor = 0,
};

static int rst_disp_probe(struct auxiliary_device *adev,
			  const struct auxiliary_device_id *id)
{
	struct rst_disp *disp;
	int ret;

	disp = devm_drm_dev_alloc(&adev->dev, &rst_disp_driver,
				  struct rst_disp, drm);
	if (IS_ERR(disp))
		return PTR_ERR(disp);

	disp->adev = adev;
	ret = rst_disp_shares_init(disp);
	if (ret)
		return ret;
	ret = rst_disp_scanout_init(disp);
	if (ret)
		return ret;
	rst_disp_later_init(disp);

	ret = devm_rst_drm_allow(&disp->drm, RST_DISP_USE_CASES);
	if (ret)
		return dev_err_probe(&adev->dev, ret,
				     "restricted buffers not allowed\n");

	ret = rst_disp_mode_config_init(disp);
	if (ret)
		return dev_err_probe(&adev->dev, ret, "no display pipe\n");

	ret = drm_dev_register(&disp->drm, 0);
	if (ret)
		return ret;

	auxiliary_set_drvdata(adev, disp);
	/* The console sets the preferred mode, so that it is there from boot. */
	drm_client_setup_with_color_mode(&disp->drm, 32);
	rst_disp_output_light_up(disp);
	return 0;
}

static int rst_disp_suspend(struct device *dev)
{
	struct rst_disp *disp = dev_get_drvdata(dev);
	int ret = drm_mode_config_helper_suspend(&disp->drm);

	if (!ret)
		rst_disp_later_stop(disp);
	return ret;
}

static int rst_disp_resume(struct device *dev)
{
	struct rst_disp *disp = dev_get_drvdata(dev);

	return drm_mode_config_helper_resume(&disp->drm);
}

/* The panel is dark while the machine sleeps, and shows what it did after. */
static DEFINE_SIMPLE_DEV_PM_OPS(rst_disp_pm_ops, rst_disp_suspend,
				rst_disp_resume);

/*
 * Once unplugged, no commit reaches the engine. What the TEE still knows of is
 * taken back here, however long user space keeps the device open; so nothing is
 * left shared to the next kernel at shutdown, either.
 */
static void rst_disp_remove(struct auxiliary_device *adev)
{
	struct rst_disp *disp = auxiliary_get_drvdata(adev);

	drm_dev_unplug(&disp->drm);
	drm_atomic_helper_shutdown(&disp->drm);
	rst_disp_later_stop(disp);
	rst_disp_scanout_fini(disp);
	rst_disp_protect_fini(disp);
	rst_disp_gem_unshare_all(disp);
}

static const struct auxiliary_device_id rst_disp_ids[] = {
	{ .name = RST_ENGINE_DISP_DEV },
	{ }
};
MODULE_DEVICE_TABLE(auxiliary, rst_disp_ids);

static struct auxiliary_driver rst_disp_auxiliary_driver = {
	.name = "rst_disp",
	.driver = {
		.pm = pm_sleep_ptr(&rst_disp_pm_ops),
	},
	.probe = rst_disp_probe,
	.remove = rst_disp_remove,
	.shutdown = rst_disp_remove,
	.id_table = rst_disp_ids,
};

static int __init rst_disp_init(void)
{
	if (rstmem_in_kdump() || drm_firmware_drivers_only())
		return -ENODEV;

	return auxiliary_driver_register(&rst_disp_auxiliary_driver);
}
module_init(rst_disp_init);

static void __exit rst_disp_exit(void)
{
	auxiliary_driver_unregister(&rst_disp_auxiliary_driver);
}
module_exit(rst_disp_exit);

MODULE_DESCRIPTION("Secure media engine display controller");
MODULE_LICENSE("GPL");
