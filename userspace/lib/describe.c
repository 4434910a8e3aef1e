// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a dma-buf is, from its fdinfo */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "rstmem.h"

#define EXPORTER_PREFIX "rstmem:"
#define EXPORTER_PREFIX_LEN (sizeof(EXPORTER_PREFIX) - 1)
/* Of the kernel's own heaps: all of them. */
#define KERNELS_EXPORTER "tee"

struct rstmem_info {
	uint64_t size;
	bool restricted;
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

/*
 * Only dma-bufs have "exp_name" in their fdinfo. Of each key, the first line
 * counts: the last thing that the kernel prints is the name that anybody may
 * give a buffer, and that name may have lines.
 */
static int parse_fdinfo(FILE *file, struct rstmem_info *info)
{
	bool has_size = false, has_exporter = false;
	unsigned long long size = 0;
	char line[256];

	while (fgets(line, sizeof(line), file)) {
		if (!has_size)
			has_size = sscanf(line, "size: %llu", &size) == 1;
		if (!has_exporter)
			has_exporter = sscanf(line, "exp_name: %63s",
					      info->exporter) == 1;
	}
	info->size = size;
	if (ferror(file))
		return -1;
	if (!has_exporter) {
		errno = EINVAL;
		return -1;
	}
	return 0;
}

static void take_rstmems(struct rstmem_info *info, const char *heap)
{
	info->use_case = rstmem_use_case_from_name(heap);
	if (info->use_case < 0)
		info->use_case = 0;
	info->restricted = info->use_case;
}

/*
 * Whose buffers don't say which heap they are from. That they are restricted does
 * not depend on sysfs, which sandboxes lack; without it, they are of the heap that
 * the kernel's OP-TEE driver brings.
 */
static void take_kernels(struct rstmem_info *info)
{
	int heaps = 0, use_case;

	info->restricted = true;
	info->use_case = RSTMEM_SECURE_VIDEO;
	for (use_case = RSTMEM_SECURE_VIDEO;
	     use_case <= RSTMEM_SECURE_VIDEO_RECORD; use_case++) {
		if (rstmem_heap_supplier(use_case) != RSTMEM_SUPPLIER_KERNEL)
			continue;
		info->use_case = heaps++ ? 0 : use_case;
	}
}

struct rstmem_info *rstmem_info_parse(FILE *fdinfo)
{
	struct rstmem_info *info = calloc(1, sizeof(*info));
	const char *exporter;
	int saved;

	if (!info || parse_fdinfo(fdinfo, info) < 0)
		goto err_free;
	exporter = info->exporter;
	if (!strncmp(exporter, EXPORTER_PREFIX, EXPORTER_PREFIX_LEN))
		take_rstmems(info, exporter + EXPORTER_PREFIX_LEN);
	else if (!strcmp(exporter, KERNELS_EXPORTER))
		take_kernels(info);
	return info;

err_free:
	saved = errno;
	free(info);
	errno = saved;
	return NULL;
}

RSTMEM_PUBLIC
struct rstmem_info *rstmem_describe(pid_t pid, int fd)
{
	struct rstmem_info *info;
	FILE *file;
	int saved;

	file = open_fdinfo(pid, fd);
	if (!file)
		return NULL;
	info = rstmem_info_parse(file);
	saved = errno;
	fclose(file);
	errno = saved;
	return info;
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

RSTMEM_PUBLIC
int rstmem_info_is_restricted(const struct rstmem_info *info)
{
	return info && info->restricted;
}
