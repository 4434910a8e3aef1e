// SPDX-License-Identifier: GPL-2.0-only
/* Who may attach: the kernel's heaps let everybody, and ask nobody. */
#include <linux/device.h>
#include <linux/export.h>
#include <linux/types.h>

#include <rstmem/buffer.h>

int rstmem_policy_allow(struct device *dev, u32 use_cases)
{
	return 0;
}
EXPORT_SYMBOL_GPL(rstmem_policy_allow);

void rstmem_policy_revoke(struct device *dev)
{
}
EXPORT_SYMBOL_GPL(rstmem_policy_revoke);
