// SPDX-License-Identifier: GPL-2.0-only
/* What debugfs tells of a display that shows something, and of one that is off */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "entries.h"
#include "igt.h"
#include "picture.h"

/* Whether the file of the atomic state has that line of a CRTC. */
static bool state_has(const char *folder, const char *words)
{
	bool found = false;
	char path[128], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/state", folder);
	file = fopen(path, "r");
	need(file, "%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), file))
		found |= strstr(line, words) != NULL;
	fclose(file);
	return found;
}

static void on(const struct display *display, long arg)
{
	const char *folder = debugfs_of(display);
	struct picture picture;
	int ret;

	(void)arg;
	picture_full(display, &picture, 0xff3060c0);
	ret = display_show(display, picture.fb);
	need(!ret, "set a mode: %s", strerror(-ret));
	need(state_has(folder, "active=1"), "the state does not say so");
	entries_read(folder);
}

static void off(const struct display *display, long arg)
{
	const char *folder = debugfs_of(display);

	(void)arg;
	need(!drmModeSetCrtc(display->fd, display->crtc, 0, 0, 0, NULL, 0,
			     NULL), "turn off: %s", strerror(errno));
	need(state_has(folder, "active=0") && !state_has(folder, "active=1"),
	     "the state does not say so");
	entries_read(folder);
}

static const struct subtest subtests[] = {
	{ "display-on-read-all", on },
	{ "display-off-read-all", off },
};

IGT_MAIN("kms_debugfs")
