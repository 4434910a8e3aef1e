// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netlink.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "uevents.h"

#define KERNEL_GROUP	1

int uevents_open(void)
{
	struct sockaddr_nl address = {
		.nl_family = AF_NETLINK,
		.nl_groups = KERNEL_GROUP,
	};
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC,
			NETLINK_KOBJECT_UEVENT);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof(address))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* The words of an event are strings one behind the other. */
static bool has_word(const char *event, size_t size, const char *word)
{
	for (const char *at = event; at < event + size; at += strlen(at) + 1)
		if (!strcmp(at, word))
			return true;
	return false;
}

static int ms_left(const struct timespec *begin, int ms)
{
	struct timespec now;
	int left;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left = ms - (now.tv_sec - begin->tv_sec) * 1000 -
	       (now.tv_nsec - begin->tv_nsec) / 1000000;
	return left > 0 ? left : 0;
}

/* The next one of the display's; false when the time is over. */
static bool next_event(int fd, const struct timespec *begin, int ms,
		       char *event, size_t *size)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	ssize_t got;

	while (poll(&poll_fd, 1, ms_left(begin, ms)) > 0) {
		got = recv(fd, event, 4095, 0);
		if (got <= 0)
			return false;
		event[got] = 0;
		*size = got;
		if (has_word(event, got, "SUBSYSTEM=drm"))
			return true;
	}
	return false;
}

bool uevents_has(int fd, const char *first, const char *second, int ms)
{
	struct timespec begin;
	char event[4096];
	size_t size;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	while (next_event(fd, &begin, ms, event, &size))
		if (has_word(event, size, first) &&
		    (!second || has_word(event, size, second)))
			return true;
	return false;
}

unsigned int uevents_count(int fd, const char *word, int ms)
{
	unsigned int count = 0;
	struct timespec begin;
	char event[4096];
	size_t size;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	while (next_event(fd, &begin, ms, event, &size))
		count += has_word(event, size, word);
	return count;
}
