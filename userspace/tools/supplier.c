// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whose the machine's heaps are */
#include <rstmem.h>

#include "module.h"
#include "rstctl.h"
#include "supplier.h"

bool kernel_supplies(void)
{
	bool kernels = false;
	int use_case;

	for (use_case = RSTMEM_SECURE_VIDEO;
	     use_case <= RSTMEM_SECURE_VIDEO_RECORD; use_case++) {
		int supplier = rstmem_heap_supplier(use_case);

		if (supplier == RSTMEM_SUPPLIER_RSTMEM)
			return false;
		kernels |= supplier == RSTMEM_SUPPLIER_KERNEL;
	}
	return kernels;
}

bool addon_lacks_heap(void)
{
	return (module_is_there("rst_addon") ||
		module_is_installed("rst_addon")) &&
	       !module_is_there("rstmem") && !kernel_supplies();
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
