// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted applications on the TEE bus, and the devices they become
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/tee.h>

#include "compat/kdump.h"
#include "compat/tee.h"

#include "engine.h"

static const struct tee_client_device_id rst_engine_ids[] = {
	{ RST_TA_VDEC_UUID },
	{ RST_TA_DISP_UUID },
	{ RST_TA_CAM_UUID },
	{}
};
MODULE_DEVICE_TABLE(tee, rst_engine_ids);

static const uuid_t rst_engine_vdec_uuid = RST_TA_VDEC_UUID;
static const uuid_t rst_engine_disp_uuid = RST_TA_DISP_UUID;

/* Part of the auxiliary device's name, see rst_engine.h. */
static const char *rst_engine_role(const uuid_t *uuid)
{
	if (uuid_equal(uuid, &rst_engine_vdec_uuid))
		return "vdec";
	return uuid_equal(uuid, &rst_engine_disp_uuid) ? "disp" : "cam";
}

struct tee_context *rst_engine_tee(struct auxiliary_device *adev)
{
	return to_rst_engine(adev)->tee;
}
EXPORT_SYMBOL_GPL(rst_engine_tee);

static int rst_engine_match(struct tee_ioctl_version_data *version,
			    const void *data)
{
	return version->impl_id == TEE_IMPL_ID_OPTEE;
}

static void rst_engine_release(struct device *dev)
{
	struct rst_engine *engine = to_rst_engine(to_auxiliary_dev(dev));

	mutex_destroy(&engine->lock);
	kfree(engine);
}

static struct rst_engine *rst_engine_create(struct tee_client_device *device)
{
	struct rst_engine *engine;
	int ret;

	engine = kzalloc(sizeof(*engine), GFP_KERNEL);
	if (!engine)
		return ERR_PTR(-ENOMEM);

	uuid_copy(&engine->uuid, &device->id.uuid);
	rst_engine_sessions_init(engine);
	engine->adev.name = rst_engine_role(&engine->uuid);
	engine->adev.dev.parent = &device->dev;
	engine->adev.dev.release = rst_engine_release;
	ret = auxiliary_device_init(&engine->adev);
	if (ret) {
		kfree(engine);
		return ERR_PTR(ret);
	}
	return engine;
}

static int rst_engine_probe(struct tee_client_device *device)
{
	struct device *dev = &device->dev;
	struct rst_engine *engine;
	int ret;

	engine = rst_engine_create(device);
	if (IS_ERR(engine))
		return PTR_ERR(engine);

	engine->tee = tee_client_open_context(NULL, rst_engine_match, NULL,
					      NULL);
	if (IS_ERR(engine->tee)) {
		ret = dev_err_probe(dev, PTR_ERR(engine->tee),
				    "cannot open the TEE\n");
		goto uninit_device;
	}

	dev_set_drvdata(dev, engine);
	ret = auxiliary_device_add(&engine->adev);
	if (ret) {
		dev_err_probe(dev, ret, "cannot add %s\n", engine->adev.name);
		goto close_tee;
	}
	return 0;

close_tee:
	tee_client_close_context(engine->tee);
uninit_device:
	auxiliary_device_uninit(&engine->adev);
	return ret;
}

static void rst_engine_remove(struct tee_client_device *device)
{
	struct rst_engine *engine = dev_get_drvdata(&device->dev);

	auxiliary_device_delete(&engine->adev);
	rst_engine_sessions_close(engine);
	tee_client_close_context(engine->tee);
	auxiliary_device_uninit(&engine->adev);
}

/*
 * The next kernel must not find pages of ours shared with the secure world.
 * The context stays: user space may still run and call the drivers.
 */
static void rst_engine_shutdown(struct tee_client_device *device)
{
	rst_engine_sessions_close(dev_get_drvdata(&device->dev));
}

RST_DEFINE_TEE_CLIENT_DRIVER(rst_engine_driver, rst_engine_ids, rst_engine);

static int __init rst_engine_init(void)
{
	/* The crashed kernel's sessions and pages are still out there. */
	if (rstmem_in_kdump())
		return -ENODEV;
	return tee_client_driver_register(&rst_engine_driver);
}
module_init(rst_engine_init);

static void __exit rst_engine_exit(void)
{
	tee_client_driver_unregister(&rst_engine_driver);
}
module_exit(rst_engine_exit);

MODULE_DESCRIPTION("Secure media engine, client of the TEE bus");
MODULE_LICENSE("GPL");
