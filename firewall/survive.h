/* SPDX-License-Identifier: GPL-2.0-only */
/* Loads that may be refused, and don't kill the kernel */
#ifndef _FIREWALL_SURVIVE_H
#define _FIREWALL_SURVIVE_H

#include <linux/types.h>

void rst_firewall_survive_init(void);
void rst_firewall_survive_exit(void);

/*
 * Return: 0; 1 if the load was refused; -EOPNOTSUPP if the kernel would not
 * survive that; -EBUSY if an earlier error of the bus is on its way.
 */
int rst_firewall_survive_load(const void __iomem *from, u64 *to);

/* Whether the kernel uses the memory, and so must not map it as a device. */
bool rst_firewall_is_of_linux(phys_addr_t place);

#endif /* _FIREWALL_SURVIVE_H */
