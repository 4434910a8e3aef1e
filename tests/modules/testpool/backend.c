// SPDX-License-Identifier: GPL-2.0-only
/* A pool whose TEE only counts */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <rstmem/pool.h>

#include "testpool.h"

static unsigned long long base = 0x0eb00000;
module_param(base, ullong, 0400);

static unsigned long size = 5 * SZ_1M;
module_param(size, ulong, 0400);

static unsigned int use_cases = 0xe;
module_param(use_cases, uint, 0400);

static int bind_error;
module_param(bind_error, int, 0600);

static int scrub_error;
module_param(scrub_error, int, 0600);

static atomic_t bound, scrubbed, released;

/* Guards pool and ready; none of the pool's operations takes it. */
static DEFINE_MUTEX(lock);
static struct rstmem_pool *pool;
static bool wanted = true;
static bool ready;

static int backend_alloc(void *priv, size_t bytes, size_t align,
			 struct rstmem_range *range)
{
	return rstmem_carveout_alloc(priv, bytes, align, range);
}

static void backend_free(void *priv, const struct rstmem_range *range)
{
	rstmem_carveout_free(priv, range);
}

static void backend_quarantine(void *priv, const struct rstmem_range *range)
{
	rstmem_carveout_quarantine(priv, range);
}

static int backend_dequarantine(void *priv, phys_addr_t from,
				struct rstmem_range *range)
{
	return rstmem_carveout_dequarantine(priv, from, range);
}

static size_t backend_quarantined(void *priv)
{
	return rstmem_carveout_quarantined(priv);
}

static void *backend_bind(void *priv, const struct rstmem_range *range)
{
	void *handle;

	if (bind_error)
		return ERR_PTR(bind_error);
	handle = kmemdup(range, sizeof(*range), GFP_KERNEL);
	if (!handle)
		return ERR_PTR(-ENOMEM);
	atomic_inc(&bound);
	return handle;
}

static void backend_unbind(void *priv, void *handle)
{
	kfree(handle);
	atomic_dec(&bound);
}

static int backend_scrub(void *priv, void *handle)
{
	if (!scrub_error)
		atomic_inc(&scrubbed);
	return scrub_error;
}

static void backend_release(void *priv)
{
	rstmem_carveout_destroy(priv);
	atomic_inc(&released);
}

static const struct rstmem_pool_ops backend_ops = {
	.alloc = backend_alloc,
	.free = backend_free,
	.bind = backend_bind,
	.unbind = backend_unbind,
	.scrub = backend_scrub,
	.quarantine = backend_quarantine,
	.dequarantine = backend_dequarantine,
	.quarantined = backend_quarantined,
	.release = backend_release,
};

static int backend_register(void)
{
	struct rstmem_pool_desc desc = {
		.name = "test",
		.owner = THIS_MODULE,
		.ops = &backend_ops,
		.tee = &backend_ops,
		.size = size,
		.use_cases = use_cases,
	};

	desc.priv = rstmem_carveout_create(base, size);
	if (IS_ERR(desc.priv))
		return PTR_ERR(desc.priv);
	rstmem_carveout_quarantine_unused(desc.priv);
	pool = rstmem_pool_register(&desc);
	if (IS_ERR(pool)) {
		int err = PTR_ERR(pool);

		pool = NULL;
		rstmem_carveout_destroy(desc.priv);
		return err;
	}
	return 0;
}

static int backend_apply(void)
{
	if (wanted && !pool)
		return backend_register();
	if (!wanted) {
		rstmem_pool_unregister(pool);
		pool = NULL;
	}
	return 0;
}

static int registered_set(const char *text, const struct kernel_param *param)
{
	int err = param_set_bool(text, param);

	if (err)
		return err;
	guard(mutex)(&lock);
	return ready ? backend_apply() : 0;
}

static const struct kernel_param_ops registered_ops = {
	.set = registered_set,
	.get = param_get_bool,
};
module_param_cb(registered, &registered_ops, &wanted, 0600);

static int counter_get(char *to, const struct kernel_param *param)
{
	return sysfs_emit(to, "%d\n", atomic_read((atomic_t *)param->arg));
}

static const struct kernel_param_ops counter_ops = {
	.get = counter_get,
};
module_param_cb(bound, &counter_ops, &bound, 0400);
module_param_cb(scrubbed, &counter_ops, &scrubbed, 0400);
module_param_cb(released, &counter_ops, &released, 0400);

int testpool_backend_init(void)
{
	guard(mutex)(&lock);
	ready = true;
	return backend_apply();
}

void testpool_backend_exit(void)
{
	guard(mutex)(&lock);
	ready = false;
	rstmem_pool_unregister(pool);
}
