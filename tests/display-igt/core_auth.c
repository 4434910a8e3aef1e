// SPDX-License-Identifier: GPL-2.0-only
/* Magic numbers, and who may say that another client is good */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "igt.h"

static int open_again(const struct display *display)
{
	char *name = drmGetDeviceNameFromFd2(display->fd);
	int fd = open(name, O_RDWR | O_CLOEXEC);

	need(fd >= 0, "open %s again: %s", name, strerror(errno));
	free(name);
	return fd;
}

/* Who may administrate is authenticated from the beginning. */
static void stop_administrating(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	need(!syscall(SYS_capget, &header, data), "capget: %s",
	     strerror(errno));
	data[0].effective &= ~(1u << CAP_SYS_ADMIN);
	need(!syscall(SYS_capset, &header, data), "capset: %s",
	     strerror(errno));
}

static bool is_authenticated(int fd)
{
	drm_client_t client = { 0 };

	need(!ioctl(fd, DRM_IOCTL_GET_CLIENT, &client), "GET_CLIENT: %s",
	     strerror(errno));
	return client.auth;
}

static void getclient_simple(const struct display *display, long arg)
{
	(void)arg;
	need(is_authenticated(display->fd), "the master is not authenticated");
}

static void getclient_master_drop(const struct display *display, long arg)
{
	(void)arg;
	need(!drmDropMaster(display->fd), "drop master: %s", strerror(errno));
	need(is_authenticated(display->fd),
	     "who was master is not authenticated any more");
}

static void basic_auth(const struct display *display, long arg)
{
	drm_magic_t magic;
	int other;

	(void)arg;
	stop_administrating();
	other = open_again(display);
	need(!is_authenticated(other), "a second client is authenticated");
	need(!drmGetMagic(other, &magic), "a magic: %s", strerror(errno));
	need(!drmAuthMagic(display->fd, magic), "authenticate: %s",
	     strerror(errno));
	need(is_authenticated(other), "it is not authenticated");
	need_errno(EINVAL, drmAuthMagic(display->fd, magic) ? -errno : 0,
		   "the same magic again");
}

#define MANY 500

static void many_magics(const struct display *display, long arg)
{
	drm_magic_t magics[MANY];

	(void)arg;
	stop_administrating();
	for (int i = 0; i < MANY; i++) {
		int other = open_again(display);

		need(!drmGetMagic(other, &magics[i]), "magic %d: %s", i,
		     strerror(errno));
		for (int j = 0; j < i; j++)
			need(magics[i] != magics[j], "the same magic twice");
	}
	for (int i = 0; i < MANY; i++)
		need(!drmAuthMagic(display->fd, magics[i]),
		     "authenticate %d: %s", i, strerror(errno));
}

static const struct subtest subtests[] = {
	{ "getclient-simple", getclient_simple },
	{ "getclient-master-drop", getclient_master_drop },
	{ "basic-auth", basic_auth },
	{ "many-magics", many_magics },
	{ "unauth-vs-render", .why = "no render node" },
};

IGT_MAIN("core_auth")
