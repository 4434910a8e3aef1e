/* SPDX-License-Identifier: GPL-2.0-only */
/* The buses that the policy watches */
#ifndef _HEAPS_POLICY_BUS_H
#define _HEAPS_POLICY_BUS_H

#include <linux/notifier.h>

struct bus_type;

/*
 * Have @changed called with each BUS_NOTIFY_* event of @bus, until
 * rstmem_policy_unwatch_all(). It may not watch a bus itself.
 */
int rstmem_policy_watch(const struct bus_type *bus, notifier_fn_t changed);
void rstmem_policy_unwatch_all(void);

#endif /* _HEAPS_POLICY_BUS_H */
