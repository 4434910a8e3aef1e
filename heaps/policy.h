/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The policy: which devices may attach to buffers of which use-case
 *
 * None may, unless the device's driver or the administrator allows it. What the
 * administrator says overrides the driver.
 */
#ifndef _HEAPS_POLICY_H
#define _HEAPS_POLICY_H

#include <linux/types.h>

struct device;

/**
 * enum rstmem_verdict - what the administrator says about a device
 * @RSTMEM_ALLOW:	it may attach
 * @RSTMEM_DENY:	it may not attach, whatever its driver says
 * @RSTMEM_FORGET:	nothing, or nothing any more: its driver decides
 * @RSTMEM_ALLOW_PAGES:	it may attach, and its driver sees the memory's pages
 */
enum rstmem_verdict {
	RSTMEM_ALLOW,
	RSTMEM_DENY,
	RSTMEM_FORGET,
	RSTMEM_ALLOW_PAGES,
};

bool rstmem_policy_allows(struct device *dev, u32 use_case);
bool rstmem_policy_shows_pages(struct device *dev, u32 use_case);
int rstmem_policy_decide(struct device *dev, u32 use_case,
			 enum rstmem_verdict verdict);
int rstmem_policy_show(u32 use_case, enum rstmem_verdict verdict, char *to);
void rstmem_policy_exit(void);

#endif /* _HEAPS_POLICY_H */
