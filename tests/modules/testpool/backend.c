// SPDX-License-Identifier: GPL-2.0-only
/* A pool whose TEE only counts */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <rstmem/buffer.h>
#include <rstmem/pool.h>

#include "testpool.h"

static unsigned long long base = 0x0eb00000;
module_param(base, ullong, 0400);

static unsigned long size = 5 * SZ_1M;
module_param(size, ulong, 0400);

/* More memory elsewhere, of the same pool. */
static unsigned long long more_base;
module_param(more_base, ullong, 0400);

static unsigned long more_size;
module_param(more_size, ulong, 0400);

static unsigned long granule;
module_param(granule, ulong, 0400);

static unsigned int use_cases = 0xe;
module_param(use_cases, uint, 0400);

static int bind_error;
module_param(bind_error, int, 0600);

static int scrub_error;
module_param(scrub_error, int, 0600);

static int scrub_ms;
module_param(scrub_ms, int, 0600);

static bool scrub_hangs;

static atomic_t scrub_fails;

static unsigned long alloc_hangs;

static unsigned long crowd;
module_param(crowd, ulong, 0600);

static atomic_t bound, scrubbed, tried, batches, released, crowded;

/* A call that hangs, until scrub_hangs or alloc_hangs is 0 again. */
static DECLARE_WAIT_QUEUE_HEAD(hung);

/* Guards pool and ready; none of the pool's operations takes it. */
static DEFINE_MUTEX(lock);
static struct rstmem_pool *pool;
static bool wanted = true;
static bool ready;

static DECLARE_COMPLETION(crowd_done);

static void crowd_work(struct work_struct *work)
{
	struct dma_buf *dmabuf =
		rstmem_buffer_alloc(RSTMEM_USE_CASE_SECURE_VIDEO_PLAY,
				    PAGE_SIZE, 0);

	if (!IS_ERR(dmabuf))
		dma_buf_put(dmabuf);
	complete(&crowd_done);
}

static DECLARE_WORK(crowding, crowd_work);

/*
 * Who holds up all others has no crowd beside him. Slow, so that whoever looks on
 * is in time.
 */
static void crowd_in(void)
{
	usleep_range(1000, 2000);
	reinit_completion(&crowd_done);
	schedule_work(&crowding);
	if (wait_for_completion_timeout(&crowd_done, HZ / 5))
		atomic_inc(&crowded);
}

static int backend_alloc(void *priv, size_t bytes, size_t align,
			 struct rstmem_range *range)
{
	wait_event(hung, bytes != READ_ONCE(alloc_hangs));
	if (bytes == READ_ONCE(crowd))
		crowd_in();
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

static size_t backend_largest(void *priv)
{
	return rstmem_carveout_largest(priv);
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

static int backend_scrub_begin(void *priv, void **batch)
{
	atomic_inc(&batches);
	*batch = priv;
	return 0;
}

static int backend_scrub(void *priv, void *batch, void *handle)
{
	atomic_inc(&tried);
	wait_event(hung, !READ_ONCE(scrub_hangs));
	if (scrub_ms)
		msleep(scrub_ms);
	if (atomic_dec_if_positive(&scrub_fails) >= 0)
		return -EIO;
	if (!scrub_error)
		atomic_inc(&scrubbed);
	return scrub_error;
}

static void backend_scrub_end(void *priv, void *batch)
{
	WARN_ON(batch != priv);
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
	.scrub_begin = backend_scrub_begin,
	.scrub = backend_scrub,
	.scrub_end = backend_scrub_end,
	.quarantine = backend_quarantine,
	.dequarantine = backend_dequarantine,
	.quarantined = backend_quarantined,
	.largest = backend_largest,
	.release = backend_release,
};

static struct rstmem_carveout *memory_create(void)
{
	struct rstmem_carveout *carveout;
	int err;

	carveout = rstmem_carveout_create_granular(base, size,
						   granule ?: PAGE_SIZE);
	if (IS_ERR(carveout) || !more_size)
		return carveout;
	err = rstmem_carveout_add(carveout, more_base, more_size);
	if (err) {
		rstmem_carveout_destroy(carveout);
		return ERR_PTR(err);
	}
	return carveout;
}

static int backend_register(void)
{
	const struct rstmem_range ranges[] = {
		{ base, size }, { more_base, more_size }
	};
	struct rstmem_pool_desc desc = {
		.name = "test",
		.owner = THIS_MODULE,
		.ops = &backend_ops,
		.tee = &backend_ops,
		.size = size + more_size,
		.use_cases = use_cases,
		.granule = granule,
		.ranges = ranges,
		.num_ranges = more_size ? 2 : 1,
	};

	desc.priv = memory_create();
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

static int scrub_hangs_set(const char *text, const struct kernel_param *param)
{
	int err = param_set_bool(text, param);

	wake_up_all(&hung);
	return err;
}

static const struct kernel_param_ops scrub_hangs_ops = {
	.set = scrub_hangs_set,
	.get = param_get_bool,
};
module_param_cb(scrub_hangs, &scrub_hangs_ops, &scrub_hangs, 0600);

static int alloc_hangs_set(const char *text, const struct kernel_param *param)
{
	int err = param_set_ulong(text, param);

	wake_up_all(&hung);
	return err;
}

static const struct kernel_param_ops alloc_hangs_ops = {
	.set = alloc_hangs_set,
	.get = param_get_ulong,
};
module_param_cb(alloc_hangs, &alloc_hangs_ops, &alloc_hangs, 0600);

static int scrub_fails_set(const char *text, const struct kernel_param *param)
{
	int count, err = kstrtoint(text, 0, &count);

	if (!err)
		atomic_set(&scrub_fails, count);
	return err;
}

static const struct kernel_param_ops scrub_fails_ops = {
	.set = scrub_fails_set,
};
module_param_cb(scrub_fails, &scrub_fails_ops, NULL, 0200);

static int counter_get(char *to, const struct kernel_param *param)
{
	return sysfs_emit(to, "%d\n", atomic_read((atomic_t *)param->arg));
}

static const struct kernel_param_ops counter_ops = {
	.get = counter_get,
};
module_param_cb(bound, &counter_ops, &bound, 0400);
module_param_cb(scrubbed, &counter_ops, &scrubbed, 0400);
module_param_cb(tried, &counter_ops, &tried, 0400);
module_param_cb(batches, &counter_ops, &batches, 0400);
module_param_cb(released, &counter_ops, &released, 0400);
module_param_cb(crowded, &counter_ops, &crowded, 0400);

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
	cancel_work_sync(&crowding);
}
