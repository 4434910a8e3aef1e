// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/people.h"

/* A child that could not become anybody else: no errno is as high. */
#define NOT_CHANGED	250

int as_other(void (*become)(void), int (*act)(void))
{
	pid_t child = fork();
	int status;

	if (!child) {
		become();
		_exit(-act());
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

void become_member(uid_t uid, gid_t gid)
{
	if (setgroups(0, NULL) || setgid(gid) || setuid(uid))
		_exit(NOT_CHANGED);
}

void become_nobody(void)
{
	become_member(NOBODY, NOBODY);
}

void become_powerless(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { };

	if (syscall(SYS_capget, &header, data))
		_exit(NOT_CHANGED);
	data[0].effective &= ~(1U << CAP_SYS_ADMIN);
	if (syscall(SYS_capset, &header, data))
		_exit(NOT_CHANGED);
}
