/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of sysfs, debugfs and tracefs */
#ifndef TESTS_TEXT_H
#define TESTS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* The length of what is read, up to @size - 1 bytes and a zero, or -errno. */
int text_read(const char *path, char *text, size_t size);

/* 0, or -errno */
int text_write(const char *path, const char *text);

/* The decimal number that stands there, or -1 */
long long number_read(const char *path);

bool file_has(const char *path, const char *word);

#endif /* TESTS_TEXT_H */
