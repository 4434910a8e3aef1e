/* SPDX-License-Identifier: GPL-2.0-only */
/* Policy: which devices may attach to buffers of which use-case */
#ifndef _HEAPS_POLICY_H
#define _HEAPS_POLICY_H

#include <linux/types.h>

struct device;

bool rstmem_policy_allows(struct device *dev, u32 use_case);

#endif /* _HEAPS_POLICY_H */
