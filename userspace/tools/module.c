// SPDX-License-Identifier: LGPL-2.1-or-later
/* Kernel modules */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "module.h"

static bool exists(const char *format, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), format, name);
	return !access(path, F_OK);
}

bool module_is_there(const char *name)
{
	return exists("/sys/module/%s", name);
}

bool module_is_loaded(const char *name)
{
	return exists("/sys/module/%s/initstate", name);
}

bool module_is_installed(const char *name)
{
	char path[512], file_name[64], *line = NULL;
	bool installed = false;
	struct utsname kernel;
	size_t size = 0;
	FILE *file;

	uname(&kernel);
	snprintf(path, sizeof(path), "/lib/modules/%s/modules.dep",
		 kernel.release);
	snprintf(file_name, sizeof(file_name), "/%s.ko", name);
	file = fopen(path, "re");
	if (!file)
		return false;
	/* A line names all that a module needs, and may be long. */
	while (!installed && getline(&line, &size, file) >= 0) {
		line[strcspn(line, ":")] = '\0';
		installed = strstr(line, file_name);
	}
	free(line);
	fclose(file);
	return installed;
}
