/* SPDX-License-Identifier: GPL-2.0-only */
/* V4L2 calls that ask or set something, and may be repeated at will */
#ifndef TESTS_PLAIN_H
#define TESTS_PLAIN_H

#include <stddef.h>

/**
 * struct plain - such a call
 * @name:	for the reader
 * @request:	the ioctl
 * @argument:	what it gets: a copy of this
 */
struct plain {
	const char *name;
	unsigned long request;
	const void *argument;
};

/* Each of @calls meets its faults on @fd. */
void plain_calls(int fd, const struct plain *calls, size_t count);

#endif /* TESTS_PLAIN_H */
