// SPDX-License-Identifier: GPL-2.0-only
/*
 * rst_firewall_test.ko: a pool of the kernel's ordinary memory, with the firewalls
 * that boards have had. In /sys/module/rst_firewall_test/parameters:
 *
 *	hole	at load time: 1 gives the pool addresses where no memory is, one
 *		address bit away from what its "TEE" writes to. 2: two bits away,
 *		so that no alias is tried that has memory
 *	writes	what the "TEE" does when it is to write a pattern:
 *		pattern	writes it; without a hole that is a firewall that is
 *			open, and with one it is an alias
 *		nothing	a firewall that holds, and answers with zeros, or refuses
 *			where there is a hole
 *		garbled	a scrambler: what is read isn't what was written, but changes
 *			with it
 *		error	fails
 *		stuck	does not answer until it is told something else
 *		mute	is a TEE that can't
 *	base	of the pool
 *	late	when the machine wakes, rstmem.ko hears of it only after as many ms,
 *		in which tasks are running
 *	early	how often memory was allocated in that time
 *	falling	what an allocation returned that was made when rstmem.ko has heard
 *		that the machine falls asleep, by the task that has it sleep
 *	thread	what an allocation returned that a kernel thread makes when this is
 *		written to; 1 as long as it waits
 */
#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/delay.h>
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/suspend.h>
#include <linux/workqueue.h>
#include <rstmem/buffer.h>
#include <rstmem/pool.h>

#include "compat/module.h"

/*
 * Above all DRAM of the laboratory's machine. Its DMA engine (lab/run --dma)
 * ignores these bits.
 */
static const u64 holes[] = { 0, BIT_ULL(32), BIT_ULL(32) | BIT_ULL(33) };

#define POOL_SIZE	SZ_256K

static unsigned int hole;
module_param(hole, uint, 0400);

static char writes[16] = "pattern";
module_param_string(writes, writes, sizeof(writes), 0600);

static unsigned long long base;
module_param(base, ullong, 0400);

static unsigned int late;
module_param(late, uint, 0600);
static unsigned int early;
module_param(early, uint, 0400);
static bool is_late;

static int falling;
module_param(falling, int, 0600);

static int try_alloc(void)
{
	struct dma_buf *dmabuf;

	dmabuf = rstmem_buffer_alloc(RSTMEM_USE_CASE_SECURE_VIDEO_PLAY,
				     PAGE_SIZE, O_RDWR);
	if (!IS_ERR(dmabuf))
		dma_buf_put(dmabuf);
	return PTR_ERR_OR_ZERO(dmabuf);
}

static int of_thread;

static void thread_alloc(struct work_struct *work)
{
	WRITE_ONCE(of_thread, try_alloc());
}

static DECLARE_WORK(thread_work, thread_alloc);

static int thread_set(const char *text, const struct kernel_param *param)
{
	WRITE_ONCE(of_thread, 1);
	queue_work(system_unbound_wq, &thread_work);
	return 0;
}

static const struct kernel_param_ops thread_ops = {
	.set = thread_set,
	.get = param_get_int,
};
module_param_cb(thread, &thread_ops, &of_thread, 0600);

static u8 *memory;
static struct rstmem_pool *pool;

static int test_alloc(void *priv, size_t size, size_t align,
		      struct rstmem_range *range)
{
	early += READ_ONCE(is_late);
	return rstmem_carveout_alloc(priv, size, align, range);
}

static void test_free(void *priv, const struct rstmem_range *range)
{
	rstmem_carveout_free(priv, range);
}

static void *test_bind(void *priv, const struct rstmem_range *range)
{
	return kmemdup(range, sizeof(*range), GFP_KERNEL) ?: ERR_PTR(-ENOMEM);
}

static void test_unbind(void *priv, void *handle)
{
	kfree(handle);
}

static size_t test_largest(void *priv)
{
	return rstmem_carveout_largest(priv);
}

static void test_release(void *priv)
{
	rstmem_carveout_destroy(priv);
}

static void fill(u64 *words, size_t size, const u64 pattern[2], u64 change)
{
	size_t i;

	for (i = 0; i < size / sizeof(*words); i++)
		words[i] = pattern[i % 2] ^ change;
}

static int test_mark(void *priv, void *handle, size_t offset, size_t size,
		     u64 pattern[2])
{
	const struct rstmem_range *range = handle;
	u64 *words = (u64 *)(memory + (range->start - base) + offset);

	if (sysfs_streq(writes, "mute"))
		return -EOPNOTSUPP;
	if (sysfs_streq(writes, "error"))
		return -EIO;
	while (sysfs_streq(writes, "stuck"))
		msleep(20);
	get_random_bytes(pattern, 2 * sizeof(*pattern));
	if (sysfs_streq(writes, "pattern"))
		fill(words, size, pattern, 0);
	else if (sysfs_streq(writes, "garbled"))
		fill(words, size, pattern, 0x5a);
	else
		memset(words, 0, size);
	return 0;
}

static const struct rstmem_pool_ops test_ops = {
	.alloc = test_alloc,
	.free = test_free,
	.bind = test_bind,
	.unbind = test_unbind,
	.largest = test_largest,
	.mark = test_mark,
	.release = test_release,
};

static int wakes(struct notifier_block *block, unsigned long event, void *data)
{
	if (event != PM_POST_SUSPEND)
		return NOTIFY_DONE;
	WRITE_ONCE(is_late, true);
	msleep(late);
	WRITE_ONCE(is_late, false);
	return NOTIFY_OK;
}

/* Before rstmem.ko's */
static struct notifier_block wakes_block = {
	.notifier_call = wakes, .priority = 1,
};

static int falls(struct notifier_block *block, unsigned long event, void *data)
{
	if (event != PM_SUSPEND_PREPARE)
		return NOTIFY_DONE;
	falling = try_alloc();
	return NOTIFY_OK;
}

/* After rstmem.ko's */
static struct notifier_block falls_block = {
	.notifier_call = falls, .priority = -1,
};

static int test_register(void)
{
	const struct rstmem_range range = { .start = base, .size = POOL_SIZE };
	struct rstmem_pool_desc desc = {
		.name = "open",
		.owner = THIS_MODULE,
		.ops = &test_ops,
		.tee = &test_ops,
		.size = POOL_SIZE,
		.use_cases = BIT(RSTMEM_USE_CASE_SECURE_VIDEO_PLAY),
		.ranges = &range,
		.num_ranges = 1,
	};

	desc.priv = rstmem_carveout_create(base, POOL_SIZE);
	if (IS_ERR(desc.priv))
		return PTR_ERR(desc.priv);
	pool = rstmem_pool_register(&desc);
	if (IS_ERR(pool))
		rstmem_carveout_destroy(desc.priv);
	return PTR_ERR_OR_ZERO(pool);
}

static int __init test_init(void)
{
	int err;

	if (hole >= ARRAY_SIZE(holes))
		return -EINVAL;
	memory = alloc_pages_exact(POOL_SIZE, GFP_KERNEL | __GFP_ZERO);
	if (!memory)
		return -ENOMEM;
	base = virt_to_phys(memory) ^ holes[hole];
	err = register_pm_notifier(&wakes_block);
	if (err)
		goto err_memory;
	err = register_pm_notifier(&falls_block);
	if (err)
		goto err_notifier;
	err = test_register();
	if (err)
		goto err_notifiers;
	return 0;

err_notifiers:
	unregister_pm_notifier(&falls_block);
err_notifier:
	unregister_pm_notifier(&wakes_block);
err_memory:
	free_pages_exact(memory, POOL_SIZE);
	return err;
}
module_init(test_init);

static void __exit test_exit(void)
{
	flush_work(&thread_work);
	rstmem_pool_unregister(pool);
	unregister_pm_notifier(&falls_block);
	unregister_pm_notifier(&wakes_block);
	free_pages_exact(memory, POOL_SIZE);
}
module_exit(test_exit);

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("A pool that is not protected");
MODULE_LICENSE("GPL");
