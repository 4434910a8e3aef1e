/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of pools' protection, in /sys/class/rstmem_pool */
#ifndef _HEAPS_PROOF_SYSFS_H
#define _HEAPS_PROOF_SYSFS_H

struct device_attribute;

extern struct device_attribute rstmem_protected_attr;
extern struct device_attribute rstmem_protected_dma_attr;
extern struct device_attribute rstmem_firewall_attr;
extern struct device_attribute rstmem_firewall_dma_attr;

#endif /* _HEAPS_PROOF_SYSFS_H */
