// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl check: the kernel modules */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <rstmem.h>

#include "check.h"

#define WHAT "modules"

static const char *const modules[] = { "rstmem", "tee", "optee", "optee_rstmem" };

#define NUM_MODULES (sizeof(modules) / sizeof(modules[0]))

static bool exists(const char *format, const char *module)
{
	char path[128];

	snprintf(path, sizeof(path), format, module);
	return !access(path, F_OK);
}

/* Of what modprobe knows for this kernel. */
static bool is_installed(const char *module, const char *release)
{
	char path[512], line[4096], name[64];
	bool installed = false;
	FILE *file;

	snprintf(path, sizeof(path), "/lib/modules/%s/modules.dep", release);
	snprintf(name, sizeof(name), "/%s.ko", module);
	file = fopen(path, "re");
	if (!file)
		return false;
	while (!installed && fgets(line, sizeof(line), file)) {
		line[strcspn(line, ":")] = '\0';
		installed = strstr(line, name);
	}
	fclose(file);
	return installed;
}

static void say_missing(const char *module)
{
	struct utsname kernel;

	uname(&kernel);
	if (is_installed(module, kernel.release))
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
	if (!exists("/sys/module/%s/initstate", "tee"))
		check_missing(WHAT, "tee is built into this kernel, which no module can replace: boot one with CONFIG_TEE=m");
	else if (!exists("/sys/module/%s/parameters/scrub", "tee"))
		check_missing(WHAT, "the loaded tee is the kernel's own: reboot, or unload optee and tee, and modprobe optee_rstmem");
	else
		return true;
	return false;
}

static bool is_there(const char *module)
{
	if (!exists("/sys/module/%s", module)) {
		say_missing(module);
		return false;
	}
	return strcmp(module, "tee") || is_right_tee();
}

void check_modules(void)
{
	bool all = true;
	size_t i;

	for (i = 0; i < NUM_MODULES; i++)
		all &= is_there(modules[i]);
	if (all)
		check_ok(WHAT, "rstmem, tee, optee and optee_rstmem are loaded");
}
