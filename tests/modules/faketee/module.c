// SPDX-License-Identifier: GPL-2.0-only
/*
 * A second TEE for user space, without any memory of its own: a platform
 * driver's, whose probe may take long, and which may be too busy to let go of
 * what was registered
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/tee_core.h>

#include "compat/module.h"

#define NAME		"rst_faketee"
#define FAKE_TEE_ID	0xfffe

static unsigned int probe_ms;
module_param(probe_ms, uint, 0444);
MODULE_PARM_DESC(probe_ms, "How long the device is there before it works");

static int refuse;
module_param(refuse, int, 0644);
MODULE_PARM_DESC(refuse, "What unregistering memory returns, 0 or -errno");

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

static struct platform_device *device;
static struct tee_device *teedev;
static bool works;

static void fake_get_version(struct tee_device *teedev,
			     struct tee_ioctl_version_data *vers)
{
	*vers = (struct tee_ioctl_version_data){
		.impl_id = FAKE_TEE_ID,
		.gen_caps = TEE_GEN_CAP_REG_MEM,
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
	atomic_inc(&registered);
	return 0;
}

static int fake_shm_unregister(struct tee_context *ctx, struct tee_shm *shm)
{
	int rc = READ_ONCE(refuse);

	if (!rc)
		atomic_dec(&registered);
	return rc;
}

static const struct tee_driver_ops fake_ops = {
	.get_version = fake_get_version,
	.open = fake_open,
	.release = fake_release,
	.shm_register = fake_shm_register,
	.shm_unregister = fake_shm_unregister,
};

static const struct tee_desc fake_desc = {
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
						  pdev);
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

static int __init fake_init(void)
{
	int rc = platform_driver_register(&fake_driver);

	if (rc)
		return rc;
	device = platform_device_register_simple(NAME, -1, NULL, 0);
	if (IS_ERR(device)) {
		platform_driver_unregister(&fake_driver);
		return PTR_ERR(device);
	}
	return 0;
}

static void __exit fake_exit(void)
{
	platform_device_unregister(device);
	platform_driver_unregister(&fake_driver);
}

module_init(fake_init);
module_exit(fake_exit);

MODULE_DESCRIPTION("A TEE for tests, without memory of its own");
MODULE_LICENSE("GPL");
