/* SPDX-License-Identifier: GPL-2.0-only */
/* The administrator's files for the policy, in the folder of a heap's books */
#ifndef _HEAPS_POLICY_SYSFS_H
#define _HEAPS_POLICY_SYSFS_H

struct attribute_group;

extern const struct attribute_group rstmem_policy_group;

#endif /* _HEAPS_POLICY_SYSFS_H */
