/* SPDX-License-Identifier: GPL-2.0-only */
/* For the modules of rstmem itself: none is of use in a kernel that saves a dump. */
#ifndef _COMPAT_KDUMP_H
#define _COMPAT_KDUMP_H

#include <linux/crash_dump.h>
#include <linux/printk.h>
#include <linux/types.h>

/**
 * rstmem_in_kdump() - ask whether this kernel only saves a dump
 *
 * The secure world, and devices that it controls, may still use memory of the
 * kernel that crashed, which is the memory that is to be saved. For a module's
 * init, which returns -ENODEV then. Does not sleep.
 *
 * Return: whether it does, which is logged.
 */
static inline bool rstmem_in_kdump(void)
{
	if (!is_kdump_kernel())
		return false;

	pr_notice("%s: not used in a kdump kernel\n", KBUILD_MODNAME);
	return true;
}

#endif /* _COMPAT_KDUMP_H */
