// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reading the heaps' books */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "private.h"
#include "rstmem.h"

#define FIELD(name) { #name, offsetof(struct rstmem_books, name) }

/* What programs have that were built with the first version of the structure */
#define LEAST_SIZE \
	(offsetof(struct rstmem_books, user_limit) + sizeof(uint64_t))

struct field {
	const char *name;
	size_t offset;
};

/* Every module has these; without them there is no heap. */
static const struct field fields[] = {
	FIELD(size), FIELD(bytes),
};

/* And some of these. */
static const struct field other_fields[] = {
	FIELD(buffers), FIELD(high_water), FIELD(failures), FIELD(refused),
	FIELD(quarantined), FIELD(minimum), FIELD(room), FIELD(largest),
	FIELD(reserved), FIELD(user_limit),
};

/* What is guessed depends on it. */
static const struct field limit_field = FIELD(limit);

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

/* Where there is no such book, it stays as it is. */
static int read_optional(int dir, const struct field *field,
			 struct rstmem_books *books)
{
	return read_field(dir, field, books) < 0 && errno != ENOENT ? -1 : 0;
}

/* Without minima, and other heaps' share, this is what the module will give. */
static void guess_room(struct rstmem_books *books)
{
	uint64_t most = books->limit && books->limit < books->size ?
			books->limit : books->size;

	books->room = most > books->bytes ? most - books->bytes : 0;
	books->largest = books->room;
}

static int read_fields(int dir, struct rstmem_books *books)
{
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (read_field(dir, &fields[i], books) < 0)
			return -1;
	if (read_optional(dir, &limit_field, books) < 0)
		return -1;
	guess_room(books);
	for (i = 0; i < sizeof(other_fields) / sizeof(other_fields[0]); i++)
		if (read_optional(dir, &other_fields[i], books) < 0)
			return -1;
	return 0;
}

RSTMEM_PUBLIC
int rstmem_books_read(enum rstmem_use_case use_case,
		      struct rstmem_books *books, size_t size)
{
	struct rstmem_books found = { 0 };
	int dir, saved, err;

	if (!books || size < LEAST_SIZE) {
		errno = EINVAL;
		return -1;
	}
	dir = rstmem_open_file(use_case, "", O_RDONLY | O_DIRECTORY);
	if (dir < 0)
		return -1;

	err = read_fields(dir, &found);
	saved = errno;
	close(dir);
	errno = saved;
	if (err)
		return err;
	memset(books, 0, size);
	memcpy(books, &found, size < sizeof(found) ? size : sizeof(found));
	return 0;
}
