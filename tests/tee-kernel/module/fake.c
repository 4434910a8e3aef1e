// SPDX-License-Identifier: GPL-2.0-only
/*
 * A TEE that does as it is told: keeps what it was given, or tells who took
 * something back
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/tee_drv.h>

#include <rstmem/tee.h>

#include "test.h"

#define FAKE_TEE_ID	0xffff

static bool stubborn;			/* lets go of nothing */
static struct task_struct *taker;	/* who took memory back last */

static void fake_get_version(struct tee_device *teedev,
			     struct tee_ioctl_version_data *vers)
{
	*vers = (struct tee_ioctl_version_data){ .impl_id = FAKE_TEE_ID };
}

static int fake_open(struct tee_context *ctx)
{
	return 0;
}

static void fake_release(struct tee_context *ctx)
{
}

static int fake_shm_register(struct tee_context *ctx, struct tee_shm *shm,
			     struct page **pages, size_t num_pages,
			     unsigned long start)
{
	return 0;
}

static int fake_shm_unregister(struct tee_context *ctx, struct tee_shm *shm)
{
	if (stubborn)
		return -EIO;
	taker = current;
	return 0;
}

static const struct tee_driver_ops fake_ops = {
	.get_version = fake_get_version,
	.open = fake_open,
	.release = fake_release,
	.shm_register = fake_shm_register,
	.shm_unregister = fake_shm_unregister,
};

static const struct tee_desc fake_desc = {
	.name = "fake",
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

static void fake_pool_destroy(struct tee_shm_pool *pool)
{
}

static const struct tee_shm_pool_ops fake_pool_ops = {
	.alloc = fake_pool_alloc,
	.free = fake_pool_free,
	.destroy_pool = fake_pool_destroy,
};

static struct tee_shm_pool fake_pool = { .ops = &fake_pool_ops };

static int match_fake(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->impl_id == FAKE_TEE_ID;
}

/*
 * Is something left for the return to user space each time? The scheduler's
 * tick may leave something of its own there once in a while.
 */
static bool leaves_work(struct tee_context *ctx)
{
	int i;

	for (i = 0; i < 5; i++) {
		struct callback_head *works = READ_ONCE(current->task_works);
		struct tee_shm *shm = tee_shm_alloc_priv_buf(ctx, PAGE_SIZE);

		if (IS_ERR(shm))
			return true;
		tee_shm_free(shm);
		if (READ_ONCE(current->task_works) == works)
			return false;
	}
	return true;
}

/* Fails where freeing is left to a file, and so to a return to user space. */
static void test_private(struct tee_context *ctx)
{
	struct tee_shm *shm = tee_shm_alloc_priv_buf(ctx, 5 * PAGE_SIZE);

	check(!IS_ERR(shm) && tee_shm_get_size(shm) == 5 * PAGE_SIZE &&
	      tee_shm_get_id(shm) < 0, "private: five pages, no id");
	taker = NULL;
	tee_shm_free(shm);
	check(taker == current,
	      "private: taken back before freeing has returned, in this task");
	check(!leaves_work(ctx),
	      "private: nothing is left for the return to user space");
}

/* Drivers look into the context for what they keep of the client. */
static void test_owner(struct tee_context *ctx)
{
	struct tee_shm *shm = tee_shm_alloc_kernel_buf(ctx, PAGE_SIZE);

	check(!IS_ERR(shm) && shm->ctx == ctx,
	      "allocate: the memory is in the client's context");
	tee_shm_free(shm);
	shm = tee_shm_alloc_priv_buf(ctx, PAGE_SIZE);
	check(!IS_ERR(shm) && shm->ctx != ctx,
	      "private: the driver's memory is in nobody's");
	tee_shm_free(shm);
}

static void test_lost_page(struct tee_context *ctx)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct tee_shm *shm;

	if (!page)
		return;
	shm = tee_shm_register_kernel_pages(ctx, &page, 1, 0, PAGE_SIZE);
	tee_shm_free_kernel(shm);
	check(!IS_ERR(shm) && page_count(page) == 2,
	      "lost: a page survives its owner");
	if (page_count(page) == 2)
		put_page(page);
	__free_page(page);
}

/*
 * The TEE would take the next memory for the one that it kept, if both had the
 * same address: freed at once, the allocator would hand it out again.
 */
static void test_lost_name(struct tee_context *ctx)
{
	struct tee_shm *seen[16] = {};
	void *buffer = kzalloc(512, GFP_KERNEL);
	unsigned int i, j, twice = 0;

	if (!buffer)
		return;
	for (i = 0; i < ARRAY_SIZE(seen); i++) {
		seen[i] = tee_shm_register_kernel_buf(ctx, buffer, 512);
		if (IS_ERR(seen[i]))
			break;
		for (j = 0; j < i; j++)
			twice += seen[j] == seen[i];
		tee_shm_free(seen[i]);
	}
	check(i == ARRAY_SIZE(seen) && !twice,
	      "lost: what the TEE kept keeps its name, of %u %u were used again",
	      i, twice);
	kfree(buffer);
}

void test_fake(void)
{
	struct tee_device *teedev = tee_device_alloc(&fake_desc, NULL,
						     &fake_pool, NULL);
	struct tee_context *ctx;

	if (IS_ERR(teedev) || tee_device_register(teedev)) {
		check(false, "fake: a device");
		return;
	}
	ctx = tee_client_open_context(NULL, match_fake, NULL, NULL);
	check(!IS_ERR(ctx), "fake: a TEE");
	if (!IS_ERR(ctx)) {
		test_private(ctx);
		test_owner(ctx);
		stubborn = true;
		test_lost_page(ctx);
		test_lost_name(ctx);
		stubborn = false;
		tee_client_close_context(ctx);
	}
	tee_device_unregister(teedev);
}
