// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vendor's backend that allocates by itself, and does it wrong on demand
 *
 * In /sys/module/rst_badpool/parameters:
 *
 *	base, size, granule, use_cases	of the pool, at load time; the memory is
 *			never touched
 *	desc		at load time: what is wrong with the description
 *	forget		the pool is not unregistered when the module goes
 *	registered	write 0: unregister it
 *	fault		what alloc does wrong: enum fault
 *	protect_result, unprotect_result, clear_result	what these return
 *	allocated, guarded	pieces that are allocated, and protected
 *	cleared		how often memory was cleared
 *	wrong		frees, or calls for memory, that should not have been
 *	released	how often the pool was released, and whether it was clean
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/rstmem.h>
#include <linux/sizes.h>
#include <rstmem/pool.h>
#include <rstmem/tee.h>

enum fault {
	FAULT_NONE, FAULT_OUTSIDE, FAULT_AGAIN, FAULT_SHORT, FAULT_LONG,
	FAULT_UNALIGNED, FAULT_WRAPS, FAULT_NOTHING, FAULT_POSITIVE,
	FAULT_NO_ERRNO, FAULT_OVERLAP,
};

enum desc_fault {
	DESC_GOOD, DESC_NO_NAME, DESC_NO_OPS, DESC_NO_FREE, DESC_NO_UNPROTECT,
	DESC_NO_RANGES, DESC_GRANULE, DESC_NO_USE_CASE, DESC_UNALIGNED,
	DESC_EMPTY, DESC_TWICE,
};

static ulong base = 0x0eb00000, size = SZ_4M, granule = SZ_64K;
module_param(base, ulong, 0400);
module_param(size, ulong, 0400);
module_param(granule, ulong, 0400);

static uint use_cases = RSTMEM_ALL_USE_CASES;
module_param(use_cases, uint, 0400);

static uint desc;
module_param(desc, uint, 0400);

static bool forget;
module_param(forget, bool, 0600);

static uint fault;
module_param(fault, uint, 0600);

static int protect_result, unprotect_result, clear_result;
module_param(protect_result, int, 0600);
module_param(unprotect_result, int, 0600);
module_param(clear_result, int, 0600);

static atomic_t allocated, guarded, cleared, wrong;

static int counter_get(char *to, const struct kernel_param *param)
{
	return sysfs_emit(to, "%d\n", atomic_read((atomic_t *)param->arg));
}

static const struct kernel_param_ops counter_ops = {
	.get = counter_get,
};
module_param_cb(allocated, &counter_ops, &allocated, 0400);
module_param_cb(guarded, &counter_ops, &guarded, 0400);
module_param_cb(cleared, &counter_ops, &cleared, 0400);
module_param_cb(wrong, &counter_ops, &wrong, 0400);

static struct rstmem_carveout *memory;
static struct rstmem_range latest;
static struct rstmem_pool *pool;

static int spoil(struct rstmem_range *range)
{
	switch (fault) {
	case FAULT_OUTSIDE:
		range->start = base + size;
		break;
	case FAULT_SHORT:
		range->size -= PAGE_SIZE;
		break;
	case FAULT_LONG:
		range->size += granule;
		break;
	case FAULT_UNALIGNED:
		range->start += SZ_512;
		break;
	case FAULT_WRAPS:
		range->start = -granule;
		break;
	case FAULT_OVERLAP:
		range->start = latest.start - granule;
		break;
	case FAULT_POSITIVE:
		return 1;
	case FAULT_NO_ERRNO:
		return -100000;
	default:
		break;
	}
	return 0;
}

static int bad_alloc(void *priv, size_t bytes, size_t align,
		     struct rstmem_range *range)
{
	struct rstmem_range honest;
	int rc;

	if (fault == FAULT_NOTHING)
		return 0;
	if (fault == FAULT_AGAIN) {
		*range = latest;
		return 0;
	}
	rc = rstmem_carveout_alloc(memory, bytes, align, &honest);
	if (rc)
		return rc;
	*range = honest;
	rc = spoil(range);
	if (fault)
		rstmem_carveout_free(memory, &honest);
	else
		latest = honest;
	if (!fault)
		atomic_inc(&allocated);
	return rc;
}

static void bad_free(void *priv, const struct rstmem_range *range)
{
	atomic_dec(&allocated);
	if (!IS_ALIGNED(range->size, granule))
		atomic_inc(&wrong);
	rstmem_carveout_free(memory, range);
}

static int bad_protect(void *priv, const struct rstmem_range *range)
{
	if (!protect_result)
		atomic_inc(&guarded);
	return protect_result;
}

static int bad_unprotect(void *priv, const struct rstmem_range *range)
{
	if (!unprotect_result)
		atomic_dec(&guarded);
	return unprotect_result;
}

static void bad_release(void *priv, bool clean)
{
	pr_info("released, %s\n", clean ? "clean" : "not clean");
}

static int bad_clear(void *priv, phys_addr_t start, size_t bytes)
{
	atomic_inc(&cleared);
	return clear_result;
}

static int any_tee(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->gen_caps & TEE_GEN_CAP_GP;
}

static void spoil_desc(struct tee_rstmem_pool_desc *bad,
		       struct tee_rstmem_pool_ops *ops,
		       struct rstmem_range *ranges)
{
	switch (desc) {
	case DESC_NO_NAME:
		bad->name = NULL;
		break;
	case DESC_NO_OPS:
		bad->ops = NULL;
		break;
	case DESC_NO_FREE:
		ops->free = NULL;
		break;
	case DESC_NO_UNPROTECT:
		ops->unprotect = NULL;
		break;
	case DESC_NO_RANGES:
		bad->num_ranges = 0;
		break;
	case DESC_GRANULE:
		bad->granule = 3 * PAGE_SIZE;
		break;
	case DESC_NO_USE_CASE:
		bad->use_cases = 0;
		break;
	case DESC_UNALIGNED:
		ranges->start += SZ_512;
		break;
	case DESC_EMPTY:
		ranges->size = 0;
		break;
	case DESC_TWICE:
		ranges[1] = ranges[0];
		bad->num_ranges = 2;
		break;
	default:
		break;
	}
}

static struct rstmem_pool *bad_register(struct tee_context *ctx)
{
	static struct tee_rstmem_pool_ops ops = {
		.alloc = bad_alloc,
		.free = bad_free,
		.protect = bad_protect,
		.unprotect = bad_unprotect,
		.release = bad_release,
	};
	const struct tee_rstmem_scrub scrub = {
		.kind = TEE_RSTMEM_SCRUB_CALLBACK,
		.clear = bad_clear,
		.owner = THIS_MODULE,
	};
	struct rstmem_range ranges[2] = { { .start = base, .size = size } };
	struct tee_rstmem_pool_desc bad = {
		.name = "bad",
		.ops = &ops,
		.ranges = ranges,
		.num_ranges = 1,
		.granule = granule,
		.use_cases = use_cases,
		.scrub = &scrub,
	};

	spoil_desc(&bad, &ops, ranges);
	return tee_rstmem_pool_register(ctx, &bad);
}

static int registered_set(const char *text, const struct kernel_param *param)
{
	bool on;
	int rc = kstrtobool(text, &on);

	if (rc || on)
		return rc ?: -EINVAL;
	rstmem_pool_unregister(pool);
	pool = NULL;
	return 0;
}

static const struct kernel_param_ops registered_ops = {
	.set = registered_set,
};
module_param_cb(registered, &registered_ops, NULL, 0200);

static int __init bad_init(void)
{
	struct tee_context *ctx;

	memory = rstmem_carveout_create_granular(base, size, granule);
	if (IS_ERR(memory))
		return PTR_ERR(memory);
	ctx = tee_client_open_context(NULL, any_tee, NULL, NULL);
	if (IS_ERR(ctx)) {
		rstmem_carveout_destroy(memory);
		return PTR_ERR(ctx);
	}
	pool = bad_register(ctx);
	tee_client_close_context(ctx);
	if (IS_ERR(pool))
		rstmem_carveout_destroy(memory);
	return PTR_ERR_OR_ZERO(pool);
}

static void __exit bad_exit(void)
{
	if (forget) /* and so is what the pool still needs */
		return;
	rstmem_pool_unregister(pool);
	rstmem_carveout_destroy(memory);
}

module_init(bad_init);
module_exit(bad_exit);

MODULE_DESCRIPTION("A vendor's pool that breaks the rules");
MODULE_LICENSE("GPL");
