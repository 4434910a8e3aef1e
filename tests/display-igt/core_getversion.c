// SPDX-License-Identifier: GPL-2.0-only
/* What the driver says of itself, and of its clients */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "igt.h"

static void basic(const struct display *display, long arg)
{
	drmVersion *version = drmGetVersion(display->fd);

	(void)arg;
	need(version, "GET_VERSION: %s", strerror(errno));
	need(version->name && strlen(version->name) &&
	     version->name_len == (int)strlen(version->name),
	     "a name of %d bytes", version->name_len);
	need(version->date && version->desc && strlen(version->desc),
	     "no description");
	need(version->version_major >= 0 && version->version_minor >= 0 &&
	     version->version_patchlevel >= 0, "a negative version");
	drmFreeVersion(version);
}

/* All clients of the device, until there is none; one is the caller. */
static void all_clients(const struct display *display, long arg)
{
	drm_client_t client = { 0 };

	(void)arg;
	need(!ioctl(display->fd, DRM_IOCTL_GET_CLIENT, &client),
	     "client 0: %s", strerror(errno));
	need(client.pid == (unsigned long)getpid() || client.pid,
	     "a client without a process");
	client.idx = 1;
	need_errno(EINVAL, ioctl(display->fd, DRM_IOCTL_GET_CLIENT, &client),
		   "client 1");
}

static void stats(const struct display *display, long arg)
{
	drm_stats_t stats = { .count = 77 };

	(void)arg;
	need(!ioctl(display->fd, DRM_IOCTL_GET_STATS, &stats),
	     "GET_STATS: %s", strerror(errno));
	need(!stats.count, "%lu counters, where there are none", stats.count);
}

static const struct subtest subtests[] = {
	{ "basic", basic },
	{ "core_getclient", all_clients },
	{ "core_getstats", stats },
};

IGT_MAIN("core_getversion")
