// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl check: a decoder and a display that take restricted buffers */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <drm/drm.h>
#include <linux/videodev2.h>

#include <rstmem.h>

#include "check.h"

/*
 * A kind of device. @helper is the module whose users import restricted buffers
 * by themselves.
 */
struct kind {
	const char *what;
	const char *class;	/* folder in /sys/class */
	const char *prefix;	/* of the names there */
	const char *nodes;	/* folder in /dev */
	const char *helper;
	const char *rule;
	/* Is it one, by its open node? */
	bool (*suits)(int fd);
	const char *none;	/* what to say if there is none */
};

/* A device of that kind, as sysfs names it. */
struct device {
	char node[320];
	char driver[64];	/* the module */
	char name[512];		/* BUS/DEVICE */
};

static bool look_at(const struct kind *kind, const char *entry,
		    struct device *device)
{
	char path[512], bus[64], name[256];
	char target[PATH_MAX];

	snprintf(device->node, sizeof(device->node), "%s/%s", kind->nodes,
		 entry);
	snprintf(path, sizeof(path), "/sys/class/%s/%s/device/driver/module",
		 kind->class, entry);
	check_link_name(path, device->driver, sizeof(device->driver));
	snprintf(path, sizeof(path), "/sys/class/%s/%s/device/subsystem",
		 kind->class, entry);
	check_link_name(path, bus, sizeof(bus));
	snprintf(path, sizeof(path), "/sys/class/%s/%s/device", kind->class,
		 entry);
	if (!realpath(path, target))
		return false;
	snprintf(name, sizeof(name), "%s", strrchr(target, '/') + 1);
	snprintf(device->name, sizeof(device->name), "%s/%s", bus, name);
	return !access(device->node, F_OK);
}

/* A line of the list is the device's name, and who says so. */
static bool is_listed(enum rstmem_verdict verdict, const char *name)
{
	char *list = rstmem_policy_list(RSTMEM_SECURE_VIDEO, verdict);
	size_t length = strlen(name);
	bool listed = false;
	char *line, *rest;

	for (line = list ? strtok_r(list, "\n", &rest) : NULL; line && !listed;
	     line = strtok_r(NULL, "\n", &rest))
		listed = !strncmp(line, name, length) &&
			 (line[length] == ' ' || !line[length]);
	free(list);
	return listed;
}

static bool uses_helper(const struct kind *kind, const struct device *device)
{
	char path[256];

	snprintf(path, sizeof(path), "/sys/module/%s/holders/%s", kind->helper,
		 device->driver);
	return *device->driver && !access(path, F_OK);
}

/* Root sees who may attach; others see whose driver asks for it. The kernel's
 * own heaps refuse nobody. */
static bool may_attach(const struct kind *kind, const struct device *device)
{
	char *list = rstmem_policy_list(RSTMEM_SECURE_VIDEO, RSTMEM_ALLOW);
	bool visible = list;

	free(list);
	if (!visible && errno == EOPNOTSUPP)
		return true;
	return visible ? is_listed(RSTMEM_ALLOW, device->name) :
			 uses_helper(kind, device);
}

static bool is_denied(const struct device *device)
{
	return is_listed(RSTMEM_DENY, device->name);
}

/* Says so if all is well with a device. */
static bool is_good(const struct kind *kind, const struct device *device)
{
	int fd = open(device->node, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	bool suits = fd >= 0 && kind->suits(fd);

	if (fd >= 0)
		close(fd);
	if (!suits || is_denied(device) || !may_attach(kind, device))
		return false;
	check_ok(kind->what, "%s (%s) takes restricted buffers", device->node,
		 device->driver);
	return true;
}

static void say_not_allowed(const struct kind *kind,
			    const struct device *device)
{
	const char *driver = *device->driver ? device->driver : "built in";

	if (is_denied(device))
		check_missing(kind->what, "%s (%s) is denied restricted buffers: rstctl policy secure-video forget %s",
			      device->node, driver, device->name);
	else if (geteuid())
		check_unknown(kind->what, "%s (%s): its driver does not ask for restricted buffers, and only root sees whether the administrator allows them",
			      device->node, driver);
	else
		check_missing(kind->what, "%s (%s) may not attach to restricted buffers: its driver must use %s, or: rstctl policy secure-video allow %s",
			      device->node, driver, kind->helper,
			      device->name);
}

/* What is wrong with a device that is not good. False: it is of another kind. */
static bool explain(const struct kind *kind, const struct device *device)
{
	int fd = check_open(kind->what, device->node, O_RDWR, kind->rule);
	bool suits;

	if (fd < 0)
		return true;
	suits = kind->suits(fd);
	close(fd);
	if (suits)
		say_not_allowed(kind, device);
	return suits;
}

static int is_of_class(const struct dirent *entry)
{
	/* "card0-HDMI-A-1" is a connector. */
	return *entry->d_name != '.' && !strchr(entry->d_name, '-');
}

static bool look_through(const struct kind *kind, struct dirent **entries,
			 int count,
			 bool (*look)(const struct kind *,
				      const struct device *))
{
	struct device device;
	bool found = false;
	int i;

	for (i = 0; i < count && !found; i++)
		found = !strncmp(entries[i]->d_name, kind->prefix,
				 strlen(kind->prefix)) &&
			look_at(kind, entries[i]->d_name, &device) &&
			look(kind, &device);
	return found;
}

/* The first that is good, or else what is wrong with the first. */
static void check_kind(const struct kind *kind)
{
	struct dirent **entries = NULL;
	char path[64];
	int count;

	snprintf(path, sizeof(path), "/sys/class/%s", kind->class);
	count = scandir(path, &entries, is_of_class, alphasort);
	if (!look_through(kind, entries, count, is_good) &&
	    !look_through(kind, entries, count, explain))
		check_missing(kind->what, "%s", kind->none);
	while (count > 0)
		free(entries[--count]);
	free(entries);
}

/* A memory-to-memory device that takes H.264. */
static bool decodes(int fd)
{
	struct v4l2_capability caps = { 0 };
	struct v4l2_fmtdesc format = { 0 };

	if (ioctl(fd, VIDIOC_QUERYCAP, &caps))
		return false;
	if (caps.device_caps & V4L2_CAP_VIDEO_M2M_MPLANE)
		format.type = V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE;
	else if (caps.device_caps & V4L2_CAP_VIDEO_M2M)
		format.type = V4L2_BUF_TYPE_VIDEO_OUTPUT;
	else
		return false;
	for (; !ioctl(fd, VIDIOC_ENUM_FMT, &format); format.index++)
		if (format.pixelformat == V4L2_PIX_FMT_H264 ||
		    format.pixelformat == V4L2_PIX_FMT_H264_SLICE)
			return true;
	return false;
}

/* Can it show anything? Cards without a display have no modes to set. */
static bool displays(int fd)
{
	struct drm_get_cap prime = { .capability = DRM_CAP_PRIME };
	struct drm_get_cap dumb = { .capability = DRM_CAP_DUMB_BUFFER };

	return !ioctl(fd, DRM_IOCTL_GET_CAP, &prime) &&
	       prime.value & DRM_PRIME_CAP_IMPORT &&
	       !ioctl(fd, DRM_IOCTL_GET_CAP, &dumb) && dumb.value;
}

void check_decoder(void)
{
	static const struct kind decoder = {
		.what = "decoder",
		.class = "video4linux",
		.prefix = "video",
		.nodes = "/dev",
		.helper = "rst_v4l2",
		.rule = "SUBSYSTEM==\"video4linux\", GROUP=\"video\", MODE=\"0660\"",
		.suits = decodes,
		.none = "there is no V4L2 device that decodes H.264: load its driver (docs/porting-v4l2.md; in the laboratory: modprobe rst_vdec)",
	};

	check_kind(&decoder);
}

void check_display(void)
{
	static const struct kind display = {
		.what = "display",
		.class = "drm",
		.prefix = "card",
		.nodes = "/dev/dri",
		.helper = "rst_drm",
		.rule = "SUBSYSTEM==\"drm\", GROUP=\"video\", MODE=\"0660\"",
		.suits = displays,
		.none = "there is no DRM device that imports dma-bufs: load its driver (docs/display.md; in the laboratory: modprobe rst_disp)",
	};

	check_kind(&display);
}
