// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asking OP-TEE for its static restricted pool, by fast calls
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/align.h>
#include <linux/arm-smccc.h>
#include <linux/bits.h>
#include <linux/of.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "smc.h"

/* OP-TEE's SMC interface: fast calls to the trusted OS, 32-bit convention */
#define OPTEE_CALL(nr) \
	ARM_SMCCC_CALL_VAL(ARM_SMCCC_FAST_CALL, ARM_SMCCC_SMC_32, \
			   ARM_SMCCC_OWNER_TRUSTED_OS, (nr))
#define OPTEE_EXCHANGE_CAPABILITIES	OPTEE_CALL(9)
#define OPTEE_GET_PROTMEM_CONFIG	OPTEE_CALL(20)

#define OPTEE_RETURN_OK			0
#define OPTEE_SEC_CAP_PROTMEM		BIT(8)
#define OPTEE_SEC_CAP_DYNAMIC_PROTMEM	BIT(9)

typedef void (*optee_call_fn)(unsigned long fn, unsigned long a1,
			      struct arm_smccc_res *res);

static void call_smc(unsigned long fn, unsigned long a1,
		     struct arm_smccc_res *res)
{
	arm_smccc_smc(fn, a1, 0, 0, 0, 0, 0, 0, res);
}

static void call_hvc(unsigned long fn, unsigned long a1,
		     struct arm_smccc_res *res)
{
	arm_smccc_hvc(fn, a1, 0, 0, 0, 0, 0, 0, res);
}

static optee_call_fn conduit_of(const struct device_node *np)
{
	const char *method;

	if (of_property_read_string(np, "method", &method))
		return NULL;
	if (!strcmp(method, "smc"))
		return call_smc;
	if (!strcmp(method, "hvc"))
		return call_hvc;
	return NULL;
}

static unsigned long capabilities(optee_call_fn call)
{
	struct arm_smccc_res res;

	call(OPTEE_EXCHANGE_CAPABILITIES, 0, &res);
	return res.a0 == OPTEE_RETURN_OK ? res.a1 : 0;
}

/*
 * An answer is believed only if it can be true. Whether Linux uses the memory
 * itself is for tee.ko to check, as it does for every static pool.
 */
static const char *range_fault(const struct optee_pool_range *range,
			       unsigned long width)
{
	u64 last;

	if (!range->size)
		return "empty";
	if (!IS_ALIGNED(range->base, SZ_4K) || !IS_ALIGNED(range->size, SZ_4K))
		return "not in whole 4 KiB";
	if (check_add_overflow(range->base, range->size - 1, &last))
		return "wraps around";
	if (!width || width > 64 || last > GENMASK_ULL(width - 1, 0))
		return "wider than the address width";
	if (overflows_type(last, phys_addr_t) ||
	    overflows_type(range->size, size_t))
		return "out of this kernel's reach";
	return NULL;
}

/**
 * optee_pool_ask() - find out where OP-TEE's static restricted pool is
 * @np:		OP-TEE's node in the device tree
 * @range:	returns the pool
 *
 * Logs one line if there is none.
 *
 * Return: 0, -ENODEV (no pool), -ENOENT (no pool either, but OP-TEE has memory
 * lent by its driver), -EINVAL (bad device tree, or an answer that cannot be
 * true).
 */
int optee_pool_ask(const struct device_node *np,
		   struct optee_pool_range *range)
{
	optee_call_fn call = conduit_of(np);
	struct arm_smccc_res res;
	unsigned long caps;
	const char *fault;

	if (!call) {
		pr_err("%pOF: no method, or neither smc nor hvc\n", np);
		return -EINVAL;
	}

	caps = capabilities(call);
	if (!(caps & OPTEE_SEC_CAP_PROTMEM)) {
		if (caps & OPTEE_SEC_CAP_DYNAMIC_PROTMEM) {
			pr_info("OP-TEE wants its restricted memory lent, which is for its driver to do\n");
			return -ENOENT;
		}
		pr_err("OP-TEE has no static restricted pool: it must be built with CFG_SECURE_DATA_PATH=y\n");
		return -ENODEV;
	}

	call(OPTEE_GET_PROTMEM_CONFIG, 0, &res);
	if (res.a0 != OPTEE_RETURN_OK) {
		pr_err("OP-TEE announces a restricted pool and refuses to name it (0x%lx): it must be built with CFG_SECURE_DATA_PATH=y\n",
		       res.a0);
		return -ENODEV;
	}

	range->base = res.a1;
	range->size = res.a2;
	fault = range_fault(range, res.a3);
	if (fault) {
		pr_err("OP-TEE's restricted pool at 0x%llx, 0x%llx bytes, is %s\n",
		       range->base, range->size, fault);
		return -EINVAL;
	}

	return 0;
}
