// SPDX-License-Identifier: GPL-2.0-only
#include <linux/bits.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/rstmem.h>
#include <linux/xarray.h>
#include <rstmem/buffer.h>

#include "heap.h"
#include "policy.h"

/*
 * The mask of use-cases, by the device's address. An entry holds a reference on
 * the device: a driver that forgets to revoke leaks it, rather than granting
 * its rights to whatever comes to that address next.
 */
static DEFINE_XARRAY(allowed);

int rstmem_policy_allow(struct device *dev, u32 use_cases)
{
	void *old;

	if (use_cases & ~RSTMEM_USE_CASES)
		return -EINVAL;
	if (!use_cases) {
		rstmem_policy_revoke(dev);
		return 0;
	}

	get_device(dev);
	old = xa_store(&allowed, (unsigned long)dev, xa_mk_value(use_cases),
		       GFP_KERNEL);
	if (old)
		put_device(dev);
	return xa_err(old);
}
EXPORT_SYMBOL_GPL(rstmem_policy_allow);

void rstmem_policy_revoke(struct device *dev)
{
	if (xa_erase(&allowed, (unsigned long)dev))
		put_device(dev);
}
EXPORT_SYMBOL_GPL(rstmem_policy_revoke);

bool rstmem_policy_allows(struct device *dev, u32 use_case)
{
	void *entry = xa_load(&allowed, (unsigned long)dev);

	return entry && xa_to_value(entry) & BIT(use_case);
}
