// SPDX-License-Identifier: GPL-2.0-only
/*
 * A second TEE for user space, without any memory of its own: a platform
 * driver's, whose probe may take long, and which may be too busy to let go of
 * what was registered. Without an owner, as drivers are that are built in, it has
 * another such driver beside it, with two devices: one has data, and one none.
 * Where the kernel's TEEs may have objects, it has one.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/tee_core.h>

#include "compat/module.h"

#include "faketee.h"

#define NAME		"rst_faketee"
#define FAKE_TEE_ID	0xfffe

static unsigned int probe_ms;
module_param(probe_ms, uint, 0444);
MODULE_PARM_DESC(probe_ms, "How long the device is there before it works");

static int refuse;
module_param(refuse, int, 0644);
MODULE_PARM_DESC(refuse, "What unregistering memory returns, 0 or -errno");

static bool forgets;
module_param(forgets, bool, 0644);
MODULE_PARM_DESC(forgets, "Unregistering ends with the memory's name, whatever it returns, as OP-TEE's driver has it by FF-A");

static bool ownerless;
module_param(ownerless, bool, 0444);
MODULE_PARM_DESC(ownerless, "Drivers and TEE are of no module");

static bool dataless;
module_param(dataless, bool, 0444);
MODULE_PARM_DESC(dataless, "The TEE has no data of its driver's");

static atomic_t registered = ATOMIC_INIT(0);

static int registered_get(char *to, const struct kernel_param *param)
{
	return sysfs_emit(to, "%d\n", atomic_read(&registered));
}

static const struct kernel_param_ops registered_ops = {
	.get = registered_get,
};
module_param_cb(registered, &registered_ops, NULL, 0444);
MODULE_PARM_DESC(registered, "How much memory the TEE has");

static unsigned int early;
module_param(early, uint, 0444);
MODULE_PARM_DESC(early, "How often it was opened before it worked");

static struct platform_device *device, *bystanders[2];
static struct tee_device *teedev;
static bool works;
static u32 object_caps;

/* object.c has another one, where it is built. */
u32 __weak fake_objects(struct tee_driver_ops *ops)
{
	return 0;
}

static void fake_get_version(struct tee_device *teedev,
			     struct tee_ioctl_version_data *vers)
{
	*vers = (struct tee_ioctl_version_data){
		.impl_id = FAKE_TEE_ID,
		.gen_caps = TEE_GEN_CAP_REG_MEM | object_caps,
	};
}

static int fake_open(struct tee_context *ctx)
{
	if (!READ_ONCE(works))
		early++;
	return 0;
}

static void fake_release(struct tee_context *ctx)
{
}

static int fake_shm_register(struct tee_context *ctx, struct tee_shm *shm,
			     struct page **pages, size_t num_pages,
			     unsigned long start)
{
	shm->sec_world_id = (unsigned long)shm;
	atomic_inc(&registered);
	return 0;
}

static int fake_shm_unregister(struct tee_context *ctx, struct tee_shm *shm)
{
	int rc = READ_ONCE(refuse);

	if (READ_ONCE(forgets))
		shm->sec_world_id = 0;
	if (!rc)
		atomic_dec(&registered);
	return rc;
}

static struct tee_driver_ops fake_ops = {
	.get_version = fake_get_version,
	.open = fake_open,
	.release = fake_release,
	.shm_register = fake_shm_register,
	.shm_unregister = fake_shm_unregister,
};

static struct tee_desc fake_desc = {
	.name = NAME,
	.ops = &fake_ops,
	.owner = THIS_MODULE,
};

static int fake_pool_alloc(struct tee_shm_pool *pool, struct tee_shm *shm,
			   size_t size, size_t align)
{
	return tee_dyn_shm_alloc_helper(shm, size, align, fake_shm_register);
}

static void fake_pool_free(struct tee_shm_pool *pool, struct tee_shm *shm)
{
	tee_dyn_shm_free_helper(shm, fake_shm_unregister);
}

static const struct tee_shm_pool_ops fake_pool_ops = {
	.alloc = fake_pool_alloc,
	.free = fake_pool_free,
};

static struct tee_shm_pool fake_pool = { .ops = &fake_pool_ops };

/* As OP-TEE's driver: the device is registered before all is set up. */
static int fake_probe(struct platform_device *pdev)
{
	struct tee_device *dev = tee_device_alloc(&fake_desc, NULL, &fake_pool,
						  dataless ? NULL : pdev);
	int rc;

	if (IS_ERR(dev))
		return PTR_ERR(dev);
	rc = tee_device_register(dev);
	if (rc) {
		tee_device_unregister(dev);
		return rc;
	}
	msleep(probe_ms);
	WRITE_ONCE(works, true);
	platform_set_drvdata(pdev, pdev);
	teedev = dev;
	return 0;
}

static void fake_remove(struct platform_device *pdev)
{
	works = false;
	tee_device_unregister(teedev);
}

static struct platform_driver fake_driver = {
	.probe = fake_probe,
	.remove = fake_remove,
	.driver = { .name = NAME },
};

static int bystander_probe(struct platform_device *pdev)
{
	platform_set_drvdata(pdev, pdev->id ? NULL : pdev);
	return 0;
}

static struct platform_driver bystander_driver = {
	.probe = bystander_probe,
	.driver = { .name = NAME "_bystander" },
};

/* Unregistering looks for the owner again, to take a link out of its folder. */
static int driver_begin(struct platform_driver *driver)
{
	int rc = platform_driver_register(driver);

	if (!rc && ownerless)
		driver->driver.owner = NULL;
	return rc;
}

static void driver_end(struct platform_driver *driver)
{
	driver->driver.owner = THIS_MODULE;
	platform_driver_unregister(driver);
}

static void bystanders_end(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(bystanders); i++) {
		if (!IS_ERR(bystanders[i]))
			platform_device_unregister(bystanders[i]);
	}
	driver_end(&bystander_driver);
}

static int bystanders_begin(void)
{
	int rc = driver_begin(&bystander_driver), i;

	if (rc)
		return rc;
	for (i = 0; i < ARRAY_SIZE(bystanders); i++) {
		bystanders[i] =
			platform_device_register_simple(NAME "_bystander", i,
							NULL, 0);
		rc = rc ?: PTR_ERR_OR_ZERO(bystanders[i]);
	}
	if (rc)
		bystanders_end();
	return rc;
}

static int __init fake_init(void)
{
	int rc;

	if (ownerless)
		fake_desc.owner = NULL;
	object_caps = fake_objects(&fake_ops);
	rc = driver_begin(&fake_driver);
	if (rc)
		return rc;
	rc = bystanders_begin();
	if (rc)
		goto err_driver;
	device = platform_device_register_simple(NAME, -1, NULL, 0);
	rc = PTR_ERR_OR_ZERO(device);
	if (rc)
		goto err_bystanders;
	return 0;

err_bystanders:
	bystanders_end();
err_driver:
	driver_end(&fake_driver);
	return rc;
}

static void __exit fake_exit(void)
{
	platform_device_unregister(device);
	bystanders_end();
	driver_end(&fake_driver);
}

module_init(fake_init);
module_exit(fake_exit);

MODULE_DESCRIPTION("A TEE for tests, without memory of its own");
MODULE_LICENSE("GPL");
