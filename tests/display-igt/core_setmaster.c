// SPDX-License-Identifier: GPL-2.0-only
/* Who may become master, and stay it */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "igt.h"

#define NOBODY 65534

static int open_again(const struct display *display)
{
	char *name = drmGetDeviceNameFromFd2(display->fd);
	int fd = open(name, O_RDWR | O_CLOEXEC);

	need(fd >= 0, "open %s again: %s", name, strerror(errno));
	free(name);
	return fd;
}

static int become_master(int fd)
{
	return drmSetMaster(fd) ? -errno : 0;
}

static void drop_and_set(const struct display *display)
{
	need(drmIsMaster(display->fd), "the first client is not master");
	need(!drmDropMaster(display->fd), "drop: %s", strerror(errno));
	need(!drmIsMaster(display->fd), "still master");
	need(!become_master(display->fd), "become it again: %s",
	     strerror(errno));
}

static void as_root(const struct display *display, long arg)
{
	(void)arg;
	drop_and_set(display);
}

/* Who was master once may be it again, without privileges. */
static void as_user(const struct display *display, long arg)
{
	int other = open_again(display);

	(void)arg;
	need(!setresuid(NOBODY, NOBODY, NOBODY), "become nobody: %s",
	     strerror(errno));
	drop_and_set(display);
	need(!drmDropMaster(display->fd), "drop: %s", strerror(errno));
	need_errno(EACCES, become_master(other),
		   "a user that never was master");
}

static void in_child(const struct display *display, long arg)
{
	int other = open_again(display);

	(void)arg;
	need(!setresuid(NOBODY, NOBODY, NOBODY), "become nobody: %s",
	     strerror(errno));
	need_errno(EACCES, drmDropMaster(display->fd) ? -errno : 0,
		   "a user drops the master of another process");
	need_errno(EACCES, become_master(other), "and takes its place");
}

static void shared_fd(const struct display *display, long arg)
{
	(void)arg;
	igt_fork(in_child, display, 0);
	need(drmIsMaster(display->fd), "the master is it no more");
}

static void vs_auth(const struct display *display, long arg)
{
	int other = open_again(display), third = open_again(display);
	drm_magic_t magic;

	(void)arg;
	need(!drmDropMaster(display->fd), "drop: %s", strerror(errno));
	need(!become_master(other), "another becomes it");
	need(!drmGetMagic(third, &magic), "a magic: %s", strerror(errno));
	need_errno(EACCES, drmAuthMagic(display->fd, magic) ? -errno : 0,
		   "who isn't master authenticates");
	need_errno(EINVAL, drmAuthMagic(other, magic) ? -errno : 0,
		   "a magic that was given out below another master");
	need(!drmDropMaster(other) && !become_master(display->fd),
	     "the first one is master again");
	need(!drmAuthMagic(display->fd, magic), "and authenticates: %s",
	     strerror(errno));
}

static const struct subtest subtests[] = {
	{ "master-drop-set-root", as_root },
	{ "master-drop-set-user", as_user },
	{ "master-drop-set-shared-fd", shared_fd },
	{ "core_setmaster_vs_auth", vs_auth },
};

IGT_MAIN("core_setmaster")
