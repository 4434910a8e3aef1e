// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which devices may attach to a heap's buffers */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "private.h"
#include "rstmem.h"

/* sysfs has a page for each file. */
#define LIST_SIZE 65536

static const char *const files[] = {
	[RSTMEM_ALLOW] = "allow",
	[RSTMEM_DENY] = "deny",
	[RSTMEM_FORGET] = "forget",
	[RSTMEM_ALLOW_PAGES] = "allow_pages",
};

static int open_verdict(enum rstmem_use_case use_case,
			enum rstmem_verdict verdict, int flags)
{
	if ((unsigned int)verdict > RSTMEM_ALLOW_PAGES) {
		errno = EINVAL;
		return -1;
	}
	return rstmem_open_file(use_case, files[verdict], flags);
}

static int close_with_errno(int fd, int result)
{
	int saved = errno;

	close(fd);
	errno = saved;
	return result;
}

RSTMEM_PUBLIC
int rstmem_policy_decide(enum rstmem_use_case use_case,
			 enum rstmem_verdict verdict, const char *device)
{
	int fd, result = 0;

	/* sysfs would take the beginning of a longer one. */
	if (!device || !*device || strlen(device) >= PATH_MAX) {
		errno = EINVAL;
		return -1;
	}
	fd = open_verdict(use_case, verdict, O_WRONLY);
	if (fd < 0)
		return -1;
	if (write(fd, device, strlen(device)) < 0)
		result = -1;
	return close_with_errno(fd, result);
}

RSTMEM_PUBLIC
char *rstmem_policy_list(enum rstmem_use_case use_case,
			 enum rstmem_verdict verdict)
{
	size_t length = 0;
	ssize_t got = 0;
	char *list;
	int fd;

	/* The other files can only be written. */
	if (verdict != RSTMEM_ALLOW && verdict != RSTMEM_DENY) {
		errno = EINVAL;
		return NULL;
	}
	fd = open_verdict(use_case, verdict, O_RDONLY);
	if (fd < 0)
		return NULL;
	list = malloc(LIST_SIZE + 1);
	while (list && length < LIST_SIZE &&
	       (got = read(fd, list + length, LIST_SIZE - length)) > 0)
		length += got;
	close_with_errno(fd, 0);
	if (!list || got < 0) {
		free(list);
		return NULL;
	}
	list[length] = '\0';
	return list;
}
