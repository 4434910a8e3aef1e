// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "lib/policy.h"

#define PARAMETERS	"/sys/module/rst_importer/parameters/"

int importer_write(const char *parameter, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), PARAMETERS "%s", parameter);
	return text_write(path, text);
}

int importer_give(const char *parameter, int fd)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", fd);
	return importer_write(parameter, text);
}

bool importer_says(const char *parameter, const char *word)
{
	char path[128];

	snprintf(path, sizeof(path), PARAMETERS "%s", parameter);
	return file_has(path, word);
}

int verdict_write(const struct heap *heap, const char *verdict,
		  const char *device)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/%s", heap->name,
		 verdict);
	return text_write(path, device);
}

bool verdict_has(const struct heap *heap, const char *verdict, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/%s", heap->name,
		 verdict);
	return file_has(path, text);
}

bool trace_begin(void)
{
	if (access(TRACING "/trace", F_OK))
		mount("tracefs", TRACING, "tracefs", 0, NULL);
	return !text_write(TRACING "/events/rstmem/rstmem_refused/enable",
			   "1") &&
	       !truncate(TRACING "/trace", 0);
}

bool trace_refused(const char *device)
{
	char word[128];

	snprintf(word, sizeof(word), "device=%s\n", device);
	return file_has(TRACING "/trace", "rstmem_refused: heap=") &&
	       file_has(TRACING "/trace", word);
}

int importer_begin(void)
{
	int err = module_load("rst_importer", "");

	return err == -EEXIST ? 0 : err;
}
