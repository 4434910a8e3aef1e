// SPDX-License-Identifier: LGPL-2.1-or-later
/* ClearKey licences that are not to be seen in a list of processes */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "clearkey-input.h"
#include "rstctl.h"

/* One character more than is taken, so that more is noticed. */
static ssize_t read_text(int fd, char text[CLEARKEY_MAX_SIZE + 1])
{
	size_t length = 0;
	ssize_t got;

	do {
		got = read(fd, text + length, CLEARKEY_MAX_SIZE + 1 - length);
		if (got > 0)
			length += got;
	} while (got > 0 && length <= CLEARKEY_MAX_SIZE);
	return got < 0 ? -1 : (ssize_t)length;
}

static int read_from(int fd, const char *name, struct clearkey *licence)
{
	char text[CLEARKEY_MAX_SIZE + 1], error[CLEARKEY_ERROR_SIZE];
	ssize_t size = read_text(fd, text);
	int status = 0;

	if (size < 0)
		status = fail("cannot read a ClearKey licence from %s: %s",
			      name, strerror(errno));
	else if (!clearkey_parse(text, size, licence, error))
		status = fail("%s holds no ClearKey licence: %s", name, error);
	explicit_bzero(text, sizeof(text));
	return status;
}

int read_clearkey(const char *file, struct clearkey *licence)
{
	int fd, status;

	if (!strcmp(file, "-"))
		return read_from(STDIN_FILENO, "standard input", licence);

	fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail("cannot open the ClearKey licence %s: %s", file,
			    strerror(errno));
	status = read_from(fd, file, licence);
	close(fd);
	return status;
}
