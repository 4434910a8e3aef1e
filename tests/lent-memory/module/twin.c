// SPDX-License-Identifier: GPL-2.0-only
/*
 * Another TEE, which holds a page that was lent to it, and cannot say so
 *
 * It has no pool and no node, and answers when the first one is silent.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/module.h>

#include "lending.h"

static struct tee_device *twin;
static struct tee_context *twin_ctx;
static bool speechless, away;

static int twin_shm_register(struct tee_context *ctx, struct tee_shm *shm,
			     struct page **pages, size_t num_pages,
			     unsigned long start)
{
	if (READ_ONCE(speechless))
		return -EINVAL;
	WRITE_ONCE(away, false);
	return 0;
}

static struct tee_driver_ops twin_ops;
static const struct tee_desc twin_desc = {
	.name = "lending-twin",
	.ops = &twin_ops,
	.owner = THIS_MODULE,
};

static int twin_lend(void)
{
	struct tee_shm *shm = tee_shm_alloc_dma_mem(twin_ctx, 1);

	if (IS_ERR(shm))
		return PTR_ERR(shm);
	WRITE_ONCE(away, true);
	tee_shm_put(shm);
	return 0;
}

static int twin_set(const char *text, const struct kernel_param *param)
{
	bool value;
	int rc = kstrtobool(text, &value);

	if (rc)
		return rc;
	WRITE_ONCE(speechless, value);
	return value ? twin_lend() : 0;
}

static const struct kernel_param_ops twin_param_ops = {
	.set = twin_set,
	.get = param_get_bool,
};

/*
 * Write 1: a page is lent to it and taken back, and it cannot say whether it has
 * that; 0: it can. Read: whether it has not said yet that it has given it back.
 */
module_param_cb(twin, &twin_param_ops, &away, 0644);

int twin_create(void)
{
	twin_ops = *lending_desc.ops;
	twin_ops.shm_register = twin_shm_register;
	twin = tee_device_alloc(&twin_desc, NULL, NULL, NULL);
	if (IS_ERR(twin))
		return PTR_ERR(twin);
	twin_ctx = teedev_open(twin);
	if (IS_ERR(twin_ctx)) {
		tee_device_unregister(twin);
		return PTR_ERR(twin_ctx);
	}
	return 0;
}

void twin_destroy(void)
{
	teedev_close_context(twin_ctx);
	tee_device_unregister(twin);
}
