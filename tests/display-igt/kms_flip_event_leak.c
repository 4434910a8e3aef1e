// SPDX-License-Identifier: GPL-2.0-only
/* Events of a file that is closed before they come */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "igt.h"
#include "picture.h"

#define CLOSES 20

static void flip_and_die(const struct display *display, long arg)
{
	struct display mine = *display;
	struct picture pictures[2];
	static struct flip flip;

	(void)arg;
	display_open(&mine);
	for (int i = 0; i < 2; i++)
		picture_full(&mine, &pictures[i], 0);
	need(!display_show(&mine, pictures[0].fb), "set a mode");
	need(!drmModePageFlip(mine.fd, mine.crtc, pictures[1].fb,
			      DRM_MODE_PAGE_FLIP_EVENT, &flip), "a flip");
}

static void basic(const struct display *display, long arg)
{
	struct picture picture;
	struct flip flip;

	(void)arg;
	need(!drmDropMaster(display->fd), "drop master: %s", strerror(errno));
	for (int i = 0; i < CLOSES; i++)
		igt_fork(flip_and_die, display, 0);
	need(!drmSetMaster(display->fd), "be master again: %s",
	     strerror(errno));
	picture_full(display, &picture, 0);
	need(!display_show(display, picture.fb) &&
	     !flip_and_wait(display, picture.fb, &flip),
	     "a mode and a flip, later");
}

static const struct subtest subtests[] = {
	{ "basic", basic },
};

IGT_MAIN("kms_flip_event_leak")
