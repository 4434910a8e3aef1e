// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl check: GStreamer, without linking it */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define WHAT "player"
#define PLUGIN "libgstrstmem.so"
#define INSPECT "gst-inspect-1.0"

static const struct element {
	const char *name, *package;
} elements[] = {
	{ "qtdemux", "gstreamer1.0-plugins-good" },
	{ "kmssink", "gstreamer1.0-plugins-bad" },
};

#define NUM_ELEMENTS (sizeof(elements) / sizeof(elements[0]))

/* Exit status of gst-inspect-1.0; 127: there is none. */
static int inspect(const char *element)
{
	int status, null;
	pid_t pid;

	pid = fork();
	if (!pid) {
		null = open("/dev/null", O_RDWR);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execlp(INSPECT, INSPECT, "--exists", element, NULL);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 126;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}

static bool is_in(const char *folder, size_t length, char *path, size_t size)
{
	snprintf(path, size, "%.*s/" PLUGIN, (int)length, folder);
	return length && !access(path, R_OK);
}

/* The plugin's file, in folders with colons between them. */
static bool is_in_list(const char *list, char *path, size_t size)
{
	size_t length;

	for (; list && *list; list += length + (list[length] == ':')) {
		length = strcspn(list, ":");
		if (is_in(list, length, path, size))
			return true;
	}
	return false;
}

static bool find_plugin(char *path, size_t size)
{
	static const char *const variables[] = {
		"GST_PLUGIN_PATH_1_0", "GST_PLUGIN_PATH",
		"GST_PLUGIN_SYSTEM_PATH_1_0", "GST_PLUGIN_SYSTEM_PATH",
	};
	size_t i;

	for (i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		if (is_in_list(getenv(variables[i]), path, size))
			return true;
	return is_in_list(RSTCTL_PLUGINS, path, size);
}

static void say_no_element(void)
{
	char path[4096];

	if (find_plugin(path, sizeof(path)))
		check_missing(WHAT, "GStreamer does not have rstcencdec, though there is %s: set GST_PLUGIN_PATH to its folder, or see '" INSPECT " %s', and remove ~/.cache/gstreamer-1.0",
			      path, path);
	else
		check_missing(WHAT, "GStreamer does not have rstcencdec, and there is no " PLUGIN ": meson install -C build/product (docs/install.md), or set GST_PLUGIN_PATH");
}

static void say_no_inspect(void)
{
	char path[4096];

	if (find_plugin(path, sizeof(path)))
		check_ok(WHAT, "%s is there; without " INSPECT " (gstreamer1.0-tools) no more can be said",
			 path);
	else
		check_missing(WHAT, "there is no " PLUGIN ", and no " INSPECT ": apt install gstreamer1.0-tools, meson install -C build/product");
}

static bool has(const struct element *element)
{
	if (!inspect(element->name))
		return true;
	check_missing(WHAT, "GStreamer does not have %s: apt install %s",
		      element->name, element->package);
	return false;
}

void check_player(void)
{
	bool all = true;
	size_t i;

	switch (inspect("rstcencdec")) {
	case 0:
		break;
	case 127:
		say_no_inspect();
		return;
	default:
		say_no_element();
		all = false;
	}
	for (i = 0; i < NUM_ELEMENTS; i++)
		all &= has(&elements[i]);
	if (all)
		check_ok(WHAT, "GStreamer has rstcencdec, qtdemux and kmssink");
}
