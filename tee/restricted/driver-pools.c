// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pools that TEE drivers register through the kernel's own interface
 *
 * A static pool serves all use-cases, as no TEE ties it to one. A pool that
 * lends memory serves only the use-case that the driver registered it for,
 * because the TEE firewalls the memory for that use-case's devices.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/tee_core.h>

#include <rstmem/pool.h>
#include <uapi/linux/rstmem.h>

#include "compat/tee-protmem.h"
#include "tee/core.h"
#include "tee/device.h"

#include "driver-static.h"
#include "lent-pool.h"
#include "static-pool.h"

/**
 * struct registration - a pool that a driver has registered
 * @node:	in registrations
 * @teedev:	its device, which ends its registrations before it goes
 * @driver:	the driver's pool, if it is a static one
 * @lent:	else what manages the driver's pool
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

	WRITE_ONCE(to_core_device(reg->teedev)->pooled, true);
	return pool;

err_put:
	tee_lent_pool_put(reg->lent);
	return ERR_PTR(rc);
}

/* On success, and only then, the TEE core owns @pool, and destroys it. */
int tee_device_register_dma_heap(struct tee_device *teedev,
				 enum tee_dma_heap_id id,
				 struct tee_protmem_pool *pool)
{
	struct registration *reg;
	struct rstmem_range range;
	const struct tee_static_layout layout = {
		.ranges = &range,
		.num_ranges = 1,
	};

	if (!(RSTMEM_ALL_USE_CASES & BIT(id)))
		return -EINVAL;

	reg = kzalloc(sizeof(*reg), GFP_KERNEL);
	if (!reg)
		return -ENOMEM;

	reg->teedev = teedev;
	if (tee_driver_is_static(pool, &range)) {
		reg->driver = pool;
		reg->pool = tee_static_pool_register(teedev, &layout,
						     RSTMEM_ALL_USE_CASES,
						     NULL);
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

/*
 * Doesn't wait for buffers to be released, but may wait for the TEE, and so has
 * no lock.
 */
static void registration_end(struct registration *reg, bool usable)
{
	if (reg->lent)
		tee_lent_pool_close(reg->lent);
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
 * @usable:	the TEE still answers, no call of a process is in progress that
 *		could write to what has been scrubbed, and the kernel's calls
 *		have been stopped: take lent memory back, if these have ended by
 *		then. Else it stays with the TEE
 */
void tee_driver_pools_end(struct tee_device *teedev, bool usable)
{
	struct registration *reg, *next;
	LIST_HEAD(ending);

	mutex_lock(&registrations_lock);
	list_for_each_entry_safe(reg, next, &registrations, node)
		if (reg->teedev == teedev)
			list_move_tail(&reg->node, &ending);
	mutex_unlock(&registrations_lock);

	list_for_each_entry_safe(reg, next, &ending, node)
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
