// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl check: the kernel modules */
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <rstmem.h>

#include "check.h"
#include "module.h"

#define WHAT "modules"

static const char *const modules[] = { "rstmem", "tee", "optee", "optee_rstmem" };

#define NUM_MODULES (sizeof(modules) / sizeof(modules[0]))

static void say_missing(const char *module)
{
	struct utsname kernel;

	uname(&kernel);
	if (module_is_installed(module))
		check_missing(WHAT, "%s is not loaded: modprobe %s", module,
			      module);
	else if (!strcmp(module, "optee"))
		check_missing(WHAT, "optee is not loaded, and kernel %s has none: Debian's arm64 kernels have",
			      kernel.release);
	else
		check_missing(WHAT, "%s is not loaded, and is not installed for kernel %s: make dkms-install (docs/install.md)",
			      module, kernel.release);
}

/* rstmem's TEE core has a parameter that the kernel's own lacks. */
static bool is_right_tee(void)
{
	if (!access("/sys/module/tee/parameters/scrub", F_OK))
		return true;
	if (module_is_loaded("tee"))
		check_missing(WHAT, "the loaded tee is the kernel's own: reboot, or unload optee and tee, and modprobe optee_rstmem");
	else
		check_missing(WHAT, "tee is built into this kernel, which no module can replace: boot one with CONFIG_TEE=m, or put rstmem into this one's source (docs/graft.md)");
	return false;
}

static bool is_there(const char *module)
{
	if (!module_is_there(module)) {
		say_missing(module);
		return false;
	}
	return strcmp(module, "tee") || is_right_tee();
}

void check_modules(void)
{
	bool all = true;
	size_t i;

	if (check_is_addon()) {
		check_addon_module(WHAT);
		return;
	}
	for (i = 0; i < NUM_MODULES; i++)
		all &= is_there(modules[i]);
	if (all)
		check_ok(WHAT, "rstmem, tee, optee and optee_rstmem are loaded");
}
