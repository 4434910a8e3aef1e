// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whose the machine's heaps are */
#include <rstmem.h>

#include "module.h"
#include "rstctl.h"
#include "supplier.h"

bool addon_lacks_heap(void)
{
	return (module_is_there("rst_addon") ||
		module_is_installed("rst_addon")) &&
	       !module_is_there("rstmem") && !rstmem_kernel_supplies();
}

int no_kernels_heap(void)
{
	return fail("rst_addon is for the kernel's own heaps, but this kernel has none: its OP-TEE driver brings one only for a restricted pool that the firmware has and the kernel takes; dmesg says more (docs/addon.md)");
}

int no_such_kernels_heap(const char *name)
{
	return fail("there is no heap %s: the heaps are " KERNELS_OWN ", and it has none of that use",
		    name);
}
