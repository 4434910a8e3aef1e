// SPDX-License-Identifier: GPL-2.0-only
/*
 * Restricted memory through the kernel's own interface for TEE drivers
 *
 * A static pool is only memory: it serves all use-cases, as no TEE ties it to
 * one. Dynamic memory was lent for the one use-case that the driver named to the
 * TEE, whose firewall lets that use-case's devices in: it serves no other.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/tee_core.h>

#include <rstmem/pool.h>
#include <uapi/linux/rstmem.h>

#include "compat/tee-protmem.h"
#include "tee/device.h"

#include "driver-static.h"
#include "lent-pool.h"
#include "static-pool.h"

#define ALL_USE_CASES	(BIT(RSTMEM_USE_CASE_SECURE_VIDEO_PLAY) | \
			 BIT(RSTMEM_USE_CASE_TRUSTED_UI) | \
			 BIT(RSTMEM_USE_CASE_SECURE_VIDEO_RECORD))

/**
 * struct registration - a pool that a driver has registered
 * @node:	in registrations
 * @teedev:	its device; compared, and used before it is gone
 * @driver:	the driver's pool, where it is a static one
 * @lent:	or else what stands for the driver's pool
 * @pool:	as the heaps know it
 */
struct registration {
	struct list_head node;
	struct tee_device *teedev;
	struct tee_protmem_pool *driver;
	struct tee_lent_pool *lent;
	struct rstmem_pool *pool;
};

static LIST_HEAD(registrations);
static DEFINE_MUTEX(registrations_lock);	/* protects the list */

static struct rstmem_pool *register_dynamic(struct registration *reg, u32 id,
					    struct tee_protmem_pool *driver)
{
	struct rstmem_pool_desc desc = {
		.name = reg->teedev->name,
		.owner = THIS_MODULE,
		.ops = &tee_lent_pool_ops,
		.tee = tee_identity(reg->teedev),
		.use_cases = BIT(id),
	};
	struct rstmem_pool *pool;
	int rc;

	reg->lent = tee_lent_pool_create(reg->teedev, driver);
	if (!reg->lent)
		return ERR_PTR(-ENOMEM);

	rc = tee_lent_pool_try(reg->lent, &desc.size);
	if (rc) {
		pr_err("%s cannot lend memory and take it back: %d\n",
		       reg->teedev->name, rc);
		goto err_put;
	}

	desc.priv = reg->lent;
	kref_get(&reg->lent->users);
	pool = rstmem_pool_register(&desc);
	if (IS_ERR(pool)) {
		rc = PTR_ERR(pool);
		tee_lent_pool_put(reg->lent);
		goto err_put;
	}

	return pool;

err_put:
	tee_lent_pool_put(reg->lent);
	return ERR_PTR(rc);
}

/* On success the pool is ours to destroy, and only then. */
int tee_device_register_dma_heap(struct tee_device *teedev,
				 enum tee_dma_heap_id id,
				 struct tee_protmem_pool *pool)
{
	struct registration *reg;
	struct rstmem_range range;

	if (!(ALL_USE_CASES & BIT(id)))
		return -EINVAL;

	reg = kzalloc(sizeof(*reg), GFP_KERNEL);
	if (!reg)
		return -ENOMEM;

	reg->teedev = teedev;
	if (tee_driver_is_static(pool, &range)) {
		reg->driver = pool;
		reg->pool = tee_static_pool_register(teedev, &range,
						     ALL_USE_CASES);
	} else {
		reg->pool = register_dynamic(reg, id, pool);
	}

	if (IS_ERR(reg->pool)) {
		int rc = PTR_ERR(reg->pool);

		pr_err("%s: no restricted memory for use-case %u: %d\n",
		       teedev->name, id, rc);
		kfree(reg);
		return rc;
	}

	mutex_lock(&registrations_lock);
	list_add_tail(&reg->node, &registrations);
	mutex_unlock(&registrations_lock);
	return 0;
}

/* Never waits for those who hold buffers. */
static void registration_end(struct registration *reg, bool usable)
{
	lockdep_assert_held(&registrations_lock);

	list_del(&reg->node);
	rstmem_pool_unregister(reg->pool);
	if (reg->lent) {
		tee_lent_pool_cut(reg->lent, usable);
		tee_lent_pool_put(reg->lent);
	} else {
		reg->driver->ops->destroy_pool(reg->driver);
	}
	kfree(reg);
}

/**
 * tee_driver_pools_end() - unregister all pools of a driver
 * @teedev:	its device
 * @usable:	the TEE still answers, and no call is in progress that could
 *		write to what has been scrubbed already: what is lent is taken
 *		back. Else it stays with the TEE
 */
void tee_driver_pools_end(struct tee_device *teedev, bool usable)
{
	struct registration *reg, *next;

	guard(mutex)(&registrations_lock);

	list_for_each_entry_safe(reg, next, &registrations, node)
		if (reg->teedev == teedev)
			registration_end(reg, usable);
}

/* Whether a driver has a pool that lends memory. */
bool tee_driver_lends(const struct tee_device *teedev)
{
	struct registration *reg;

	guard(mutex)(&registrations_lock);

	list_for_each_entry(reg, &registrations, node)
		if (reg->teedev == teedev && reg->lent)
			return true;
	return false;
}
