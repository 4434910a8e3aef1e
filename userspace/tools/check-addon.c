// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl check: heaps of the kernel's own, and the module that drivers need there */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <rstmem.h>

#include "check.h"
#include "module.h"
#include "supplier.h"

#define ADDON "rst_addon"

/* A TEE core that is a module is to be replaced by rstmem's, heaps and all. */
bool check_is_addon(void)
{
	return !module_is_loaded("tee") &&
	       (rstmem_kernel_supplies() || addon_lacks_heap());
}

void check_addon_module(const char *what)
{
	if (module_is_there(ADDON))
		check_ok(what, ADDON " is loaded: drivers of rst_v4l2 and rst_drm work on the kernel's own heaps");
	else if (module_is_installed(ADDON))
		check_missing(what, ADDON " is not loaded, which drivers need for the kernel's own heaps: modprobe " ADDON);
	else
		check_missing(what, ADDON " is not loaded, which drivers need for the kernel's own heaps, and is not installed for this kernel (docs/addon.md)");
}

static void say_no_heap(const char *what, const char *name, bool needed)
{
	if (needed)
		check_missing(what, "%s is not there: the kernel's OP-TEE driver brings a heap only for a restricted pool that the firmware has and the kernel takes; dmesg says more (docs/addon.md)",
			      name);
	else
		check_note(what, "%s is not there: the kernel has no heap of its own for it",
			   name);
}

static void allocate(const char *what, const char *name,
		     struct rstmem_heap *heap)
{
	int buffer = rstmem_heap_alloc(heap, 4096);

	if (buffer >= 0)
		check_ok(what, "%s gives this user some of its memory; how much it has, the kernel tells nobody",
			 name);
	else if (errno == ENOMEM)
		check_missing(what, "%s has nothing left; who has it, the kernel tells nobody: stop other users of restricted memory",
			      name);
	else if (errno == ENODEV)
		check_missing(what, "%s has no TEE behind it any more: bind the TEE's driver to its device again",
			      name);
	else
		check_missing(what, "%s hands nothing out: %s", name,
			      strerror(errno));
	if (buffer >= 0)
		close(buffer);
}

void check_addon_heap(const char *what, enum rstmem_use_case use_case,
		      bool needed)
{
	const char *name = rstmem_use_case_name(use_case);
	struct rstmem_heap *heap;

	if (rstmem_heap_supplier(use_case) < 0) {
		say_no_heap(what, name, needed);
		return;
	}
	if (!needed) {
		check_ok(what, "%s is there; how much it has, the kernel tells nobody",
			 name);
		return;
	}
	heap = check_open_heap(what, use_case);
	if (!heap)
		return;
	allocate(what, name, heap);
	rstmem_heap_close(heap);
}

void check_addon_say_lacks(const char *what)
{
	if (!rstmem_kernel_supplies())
		return;
	check_note(what, "these heaps are the kernel's own: no device is kept from attaching (policy), memory is not cleared for its next owner (scrubbing) nor by a kexec, nothing counts or limits who has how much (books), and nothing tries the firewall (docs/addon.md)");
}
