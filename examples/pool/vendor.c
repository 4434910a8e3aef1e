// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vendor's backend: a carve-out behind a firewall with eight regions, each of
 * which is opened and closed by a call of the vendor's own.
 *
 * rstmem finds a place for each buffer, has it cleared by the TEE when its user
 * has let go of it, and gives it a handle of the TEE; the only thing left to do
 * here is to set up the firewall. A driver whose secure world allocates, too,
 * fills in alloc and free instead of, or besides, protect and unprotect.
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rstmem.h>
#include <rstmem/pool.h>
#include <rstmem/tee.h>

#define REGIONS	8

static ulong base;
module_param(base, ulong, 0400);
MODULE_PARM_DESC(base, "Where the carve-out begins");

static ulong size;
module_param(size, ulong, 0400);
MODULE_PARM_DESC(size, "Its bytes");

/* What the hardware would have. A region of size 0 is off. */
static struct rstmem_range regions[REGIONS];
static DEFINE_MUTEX(regions_lock);

static struct rstmem_pool *pool;

static unsigned int regions_on(void)
{
	unsigned int i, count = 0;

	for (i = 0; i < REGIONS; i++)
		count += !!regions[i].size;
	return count;
}

/* -ENOMEM: rstmem has what was released cleared, which frees regions. */
static int firewall_protect(void *priv, const struct rstmem_range *range)
{
	unsigned int i;

	guard(mutex)(&regions_lock);

	for (i = 0; i < REGIONS; i++) {
		if (regions[i].size)
			continue;
		regions[i] = *range; /* here the vendor's call */
		return 0;
	}
	return -ENOMEM;
}

static int firewall_unprotect(void *priv, const struct rstmem_range *range)
{
	unsigned int i;

	guard(mutex)(&regions_lock);

	for (i = 0; i < REGIONS; i++) {
		if (regions[i].start != range->start || !regions[i].size)
			continue;
		regions[i].size = 0; /* and here, too */
		return 0;
	}
	return -ENOENT;
}

/* Buffers that outlived the pool, or could not be cleared, stay protected. */
static void firewall_release(void *priv, bool clean)
{
	if (clean)
		return;
	guard(mutex)(&regions_lock);
	pr_warn("%u regions stay protected: they were not cleared\n",
		regions_on());
}

static const struct tee_rstmem_pool_ops firewall_ops = {
	.protect = firewall_protect,
	.unprotect = firewall_unprotect,
	.release = firewall_release,
};

static int regions_get(char *to, const struct kernel_param *param)
{
	guard(mutex)(&regions_lock);
	return sysfs_emit(to, "%u\n", regions_on());
}

static const struct kernel_param_ops regions_ops = {
	.get = regions_get,
};
module_param_cb(regions, &regions_ops, NULL, 0400);
MODULE_PARM_DESC(regions, "How many regions are on");

static int any_tee(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->gen_caps & TEE_GEN_CAP_GP;
}

static int __init example_init(void)
{
	const struct rstmem_range range = { .start = base, .size = size };
	const struct tee_rstmem_pool_desc desc = {
		.name = "example",
		.ops = &firewall_ops,
		.ranges = &range,
		.num_ranges = 1,
		.use_cases = RSTMEM_ALL_USE_CASES,
	};
	struct tee_context *ctx;

	ctx = tee_client_open_context(NULL, any_tee, NULL, NULL);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	pool = tee_rstmem_pool_register(ctx, &desc);
	tee_client_close_context(ctx);
	return PTR_ERR_OR_ZERO(pool);
}

static void __exit example_exit(void)
{
	rstmem_pool_unregister(pool);
}

module_init(example_init);
module_exit(example_exit);

MODULE_DESCRIPTION("Example: a pool whose buffers a vendor's firewall protects");
MODULE_LICENSE("GPL");
