// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reading the heaps' books */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "private.h"
#include "rstmem.h"

#define FIELD(name) { #name, offsetof(struct rstmem_books, name) }

struct field {
	const char *name;
	size_t offset;
};

static const struct field fields[] = {
	FIELD(size), FIELD(bytes), FIELD(buffers), FIELD(high_water),
	FIELD(failures), FIELD(refused), FIELD(quarantined),
	FIELD(limit),
};

/* Modules before 0.2 don't know these. */
static const struct field later_fields[] = {
	FIELD(minimum), FIELD(room), FIELD(largest), FIELD(reserved),
	FIELD(user_limit),
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

static int read_field(int dir, const struct field *field,
		      struct rstmem_books *books)
{
	return read_number(dir, field->name,
			   (void *)((char *)books + field->offset));
}

static int read_fields(int dir, struct rstmem_books *books)
{
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (read_field(dir, &fields[i], books) < 0)
			return -1;
	return 0;
}

/* Without minima, and other heaps' share, this is what the module will give. */
static void guess_later_fields(struct rstmem_books *books)
{
	uint64_t most = books->limit && books->limit < books->size ?
			books->limit : books->size;

	books->minimum = 0;
	books->room = most > books->bytes ? most - books->bytes : 0;
	books->largest = books->room;
	books->reserved = 0;
	books->user_limit = 0;
}

static int read_later_fields(int dir, struct rstmem_books *books)
{
	size_t i;

	guess_later_fields(books);
	for (i = 0; i < sizeof(later_fields) / sizeof(later_fields[0]); i++)
		if (read_field(dir, &later_fields[i], books) < 0 &&
		    errno != ENOENT)
			return -1;
	return 0;
}

RSTMEM_PUBLIC
int rstmem_books_read(enum rstmem_use_case use_case, struct rstmem_books *books)
{
	struct rstmem_books found;
	int dir, saved, err;

	if (!books) {
		errno = EINVAL;
		return -1;
	}
	dir = rstmem_open_file(use_case, "", O_RDONLY | O_DIRECTORY);
	if (dir < 0)
		return -1;

	err = read_fields(dir, &found);
	if (!err)
		err = read_later_fields(dir, &found);
	saved = errno;
	close(dir);
	errno = saved;
	if (!err)
		*books = found;
	return err;
}
