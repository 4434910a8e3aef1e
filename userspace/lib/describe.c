// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a dma-buf is, from its fdinfo */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "rstmem.h"

#define EXPORTER_PREFIX "rstmem:"
#define EXPORTER_PREFIX_LEN (sizeof(EXPORTER_PREFIX) - 1)

struct rstmem_info {
	uint64_t size;
	int use_case;
	char exporter[64];
};

static FILE *open_fdinfo(pid_t pid, int fd)
{
	char path[64];
	FILE *file;

	if (pid)
		snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d",
			 (int)pid, fd);
	else
		snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);

	file = fopen(path, "re");
	if (!file && errno == ENOENT)
		errno = EBADF;
	return file;
}

/* Only dma-bufs have "exp_name" in their fdinfo. */
static int parse_fdinfo(FILE *file, struct rstmem_info *info)
{
	unsigned long long size = 0;
	char line[256];
	int found = 0;

	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "exp_name: %63s", info->exporter) == 1)
			found = 1;
		else
			sscanf(line, "size: %llu", &size);
	}
	info->size = size;
	if (ferror(file))
		return -1;
	if (!found) {
		errno = EINVAL;
		return -1;
	}
	return 0;
}

RSTMEM_PUBLIC
struct rstmem_info *rstmem_describe(pid_t pid, int fd)
{
	struct rstmem_info *info;
	const char *exporter;
	FILE *file;
	int saved;

	file = open_fdinfo(pid, fd);
	if (!file)
		return NULL;

	info = calloc(1, sizeof(*info));
	if (!info || parse_fdinfo(file, info) < 0)
		goto err_free;
	fclose(file);

	exporter = info->exporter;
	if (!strncmp(exporter, EXPORTER_PREFIX, EXPORTER_PREFIX_LEN)) {
		exporter += EXPORTER_PREFIX_LEN;
		info->use_case = rstmem_use_case_from_name(exporter);
		if (info->use_case < 0)
			info->use_case = 0;
	}
	return info;

err_free:
	saved = errno;
	free(info);
	fclose(file);
	errno = saved;
	return NULL;
}

RSTMEM_PUBLIC
void rstmem_info_free(struct rstmem_info *info)
{
	free(info);
}

RSTMEM_PUBLIC
uint64_t rstmem_info_size(const struct rstmem_info *info)
{
	return info ? info->size : 0;
}

RSTMEM_PUBLIC
const char *rstmem_info_exporter(const struct rstmem_info *info)
{
	return info ? info->exporter : NULL;
}

RSTMEM_PUBLIC
int rstmem_info_use_case(const struct rstmem_info *info)
{
	return info ? info->use_case : 0;
}
