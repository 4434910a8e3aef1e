// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl check: device nodes, and who may open them */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libgen.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

#define MAX_GROUPS 256
#define GROUP_BITS (S_IRGRP | S_IWGRP)

static bool contains(const gid_t *groups, int count, gid_t group)
{
	while (count-- > 0)
		if (groups[count] == group)
			return true;
	return false;
}

/* A member in /etc/group, and not yet in this session? */
static bool joined_since_login(const struct passwd *user, gid_t group)
{
	gid_t groups[MAX_GROUPS];
	int count = MAX_GROUPS;

	if (!user || getgrouplist(user->pw_name, user->pw_gid, groups,
				  &count) < 0 ||
	    !contains(groups, count, group))
		return false;
	count = getgroups(MAX_GROUPS, groups);
	return !contains(groups, count, group);
}

static void say_denied(const char *what, const char *node, const char *rule)
{
	const struct passwd *owner, *user;
	const struct group *group;
	char owner_name[64];
	struct stat st;

	if (stat(node, &st)) {
		check_missing(what, "%s: %s", node, strerror(errno));
		return;
	}
	/* Each look-up overwrites the one before. */
	owner = getpwuid(st.st_uid);
	snprintf(owner_name, sizeof(owner_name), "%s",
		 owner ? owner->pw_name : "?");
	group = getgrgid(st.st_gid);
	user = getpwuid(geteuid());

	if (!group || !st.st_gid || (st.st_mode & GROUP_BITS) != GROUP_BITS)
		check_missing(what, "%s is for %s only (%s:%s, mode %04o): as root, write to /etc/udev/rules.d/70-local.rules: %s",
			      node, owner_name, owner_name,
			      group ? group->gr_name : "?",
			      st.st_mode & 07777, rule);
	else if (joined_since_login(user, st.st_gid))
		check_missing(what, "%s is for group %s, which %s has joined since: log in again",
			      node, group->gr_name, user->pw_name);
	else
		check_missing(what, "%s is for group %s (mode %04o), and %s is not in it: adduser %s %s, and log in again",
			      node, group->gr_name, st.st_mode & 07777,
			      user ? user->pw_name : "this user",
			      user ? user->pw_name : "USER", group->gr_name);
}

int check_open(const char *what, const char *node, int flags, const char *rule)
{
	int fd = open(node, flags | O_CLOEXEC | O_NONBLOCK);

	if (fd >= 0)
		return fd;
	if (errno == EACCES || errno == EPERM)
		say_denied(what, node, rule);
	else
		check_missing(what, "%s cannot be opened: %s", node,
			      strerror(errno));
	return -1;
}

void check_link_name(const char *link, char *name, size_t size)
{
	char target[PATH_MAX];
	ssize_t length = readlink(link, target, sizeof(target) - 1);

	*name = '\0';
	if (length <= 0)
		return;
	target[length] = '\0';
	snprintf(name, size, "%s", basename(target));
}
