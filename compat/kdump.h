/* SPDX-License-Identifier: GPL-2.0-only */
/* Modules of rstmem don't load in a kernel that only saves a crash dump. */
#ifndef _COMPAT_KDUMP_H
#define _COMPAT_KDUMP_H

#include <linux/crash_dump.h>
#include <linux/printk.h>
#include <linux/types.h>

/**
 * rstmem_in_kdump() - ask whether this kernel only saves a dump
 *
 * The secure world, and devices that it controls, may still use memory of the
 * kernel that crashed, which is the memory to be saved. A module's init
 * function asks this, and returns -ENODEV if so. Does not sleep.
 *
 * Return: true if it does, which is also logged.
 */
static inline bool rstmem_in_kdump(void)
{
	if (!is_kdump_kernel())
		return false;

	pr_notice("%s: not used in a kdump kernel\n", KBUILD_MODNAME);
	return true;
}

#endif /* _COMPAT_KDUMP_H */
