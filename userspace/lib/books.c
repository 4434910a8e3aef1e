// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reading the heaps' books */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "private.h"
#include "rstmem.h"

#define FIELD(name) { #name, offsetof(struct rstmem_books, name) }

static const struct {
	const char *name;
	size_t offset;
} fields[] = {
	FIELD(size), FIELD(bytes), FIELD(buffers), FIELD(high_water),
	FIELD(failures), FIELD(refused), FIELD(quarantined),
	FIELD(limit),
};

static int read_number(int dir, const char *name, uint64_t *value)
{
	char text[32], *end;
	ssize_t len;
	int fd;

	fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (len < 0)
		return -1;

	text[len] = '\0';
	errno = 0;
	*value = strtoull(text, &end, 10);
	if (errno || end == text || (*end && *end != '\n')) {
		errno = EIO;
		return -1;
	}
	return 0;
}

static int open_heap_dir(enum rstmem_use_case use_case)
{
	const char *name = rstmem_use_case_name(use_case);
	char path[64];

	if (!name) {
		errno = EINVAL;
		return -1;
	}
	snprintf(path, sizeof(path), "/sys/class/rstmem/%s", name);
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

RSTMEM_PUBLIC
int rstmem_books_read(enum rstmem_use_case use_case, struct rstmem_books *books)
{
	struct rstmem_books found;
	int dir, saved;
	size_t i;

	if (!books) {
		errno = EINVAL;
		return -1;
	}
	dir = open_heap_dir(use_case);
	if (dir < 0)
		return -1;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		uint64_t *value = (void *)((char *)&found + fields[i].offset);

		if (read_number(dir, fields[i].name, value) < 0)
			goto err_close;
	}
	close(dir);
	*books = found;
	return 0;

err_close:
	saved = errno;
	close(dir);
	errno = saved;
	return -1;
}
