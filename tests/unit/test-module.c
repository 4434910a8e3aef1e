// SPDX-License-Identifier: GPL-2.0-only
/* Which modules rstctl finds in modules.dep, which is faked */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../userspace/tools/module.h"
#include "../lib/tap.h"

static char *text;	/* of modules.dep; NULL: there is none */

FILE *__real_fopen(const char *path, const char *mode);

FILE *__wrap_fopen(const char *path, const char *mode)
{
	if (!strstr(path, "/modules.dep"))
		return __real_fopen(path, mode);
	return text ? fmemopen(text, strlen(text), "r") : NULL;
}

static void test_short(void)
{
	text = "updates/rst_addon.ko:\n"
	       "kernel/rst_drm.ko: updates/rst_addon.ko updates/other.ko\n"
	       "last.ko: x/last-needs.ko";
	tap(module_is_installed("rst_addon") && module_is_installed("rst_drm"),
	    "modules with and without dependencies are found");
	tap(!module_is_installed("other") && !module_is_installed("last-needs"),
	    "who is only named behind a colon is not");
	tap(!module_is_installed("addon") && !module_is_installed("rst"),
	    "nor a part of a name");
	text = NULL;
	tap(!module_is_installed("rst_addon"), "nor any without a modules.dep");
}

/*
 * Fails where what follows in a line that is longer than a buffer is taken for
 * a line of its own: the module would be installed that is only a dependency.
 */
static void test_long(void)
{
	enum { FOR = 4080, UNTIL = 4110, TAIL = 6000 };
	size_t before, i;
	int wrong = 0;

	text = malloc(2 * TAIL);
	for (before = FOR; before < UNTIL; before++) {
		size_t length = sprintf(text, "kernel/big.ko:");

		while (length < before)
			text[length++] = 'x';
		strcpy(text + length, " kernel/needed.ko\nkernel/next.ko:\n");
		wrong += module_is_installed("needed");
		wrong += !module_is_installed("next");
		wrong += !module_is_installed("big");
	}
	tap(!wrong, "lines of %d bytes and more are whole lines (%d wrong)", FOR,
	    wrong);

	/* a path of that length has its name before the colon all the same */
	for (i = 0; i < TAIL; i++)
		text[i] = i % 100 ? 'd' : '/';
	strcpy(text + TAIL, "/deep.ko: kernel/needed.ko\n");
	tap(module_is_installed("deep") && !module_is_installed("needed"),
	    "also where the module's own path is longer");
	free(text);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_short);
	TAP_CASE(test_long);
	return tap_done();
}
