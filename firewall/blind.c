// SPDX-License-Identifier: GPL-2.0-only
/* Kernels that don't survive a load that is refused: nothing is looked at. */
#define pr_fmt(fmt) "rst_firewall: " fmt

#include <linux/mm.h>
#include <linux/printk.h>

#include "survive.h"

void rst_firewall_survive_init(void)
{
	pr_warn("nothing can be looked at: surviving a load that is refused takes arm64 and CONFIG_KPROBES\n");
}

void rst_firewall_survive_exit(void)
{
}

int rst_firewall_survive_load(const void __iomem *from, u64 *to)
{
	return -EOPNOTSUPP;
}

bool rst_firewall_is_of_linux(phys_addr_t place)
{
	return page_is_ram(PHYS_PFN(place));
}
