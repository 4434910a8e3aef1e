// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>

#include "lib/text.h"
#include "log.h"

#define DRM_DEBUG	"/sys/module/drm/parameters/debug"
#define READ_CLEAR	4

static char before[16] = "0";

void log_begin(void)
{
	text_read(DRM_DEBUG, before, sizeof(before));
	text_write(DRM_DEBUG, "0x1c");
	log_has("", "");
}

void log_end(void)
{
	text_write(DRM_DEBUG, before);
}

/* A line with @word, and with one of the others. */
static bool find_line(const char *word, const char *one, const char *other)
{
	static char log[1 << 18];
	int length = klogctl(READ_CLEAR, log, sizeof(log) - 1);
	char *line, *rest = log;

	log[length < 0 ? 0 : length] = 0;
	while ((line = strsep(&rest, "\n")))
		if (strstr(line, word) &&
		    (strstr(line, one) || strstr(line, other)))
			return true;
	return false;
}

bool log_has(const char *word, const char *other)
{
	return find_line(word, other, other);
}

/* Kernels without CONFIG_SYMBOLIC_ERRNAME print the number. */
bool log_has_error(const char *word, const char *name, int error)
{
	char number[16];

	snprintf(number, sizeof(number), "-%d", error);
	return find_line(word, name, number);
}
