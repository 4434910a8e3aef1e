// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commits that ask for what the display can't do with a restricted buffer
 */
#include <errno.h>

#include "frames.h"
#include "log.h"
#include "tests.h"

/* A part of the picture; @x and @width are 16.16. */
static int show_part(const struct display *display, const struct frame *frame,
		     uint32_t x, uint32_t width, uint32_t panel_width)
{
	return drmModeSetPlane(display->fd, display->overlay, display->crtc,
			       frame->fb, 0, 0, 0, panel_width, VIDEO_HEIGHT, x,
			       0, width, VIDEO_HEIGHT << 16);
}

static void test_refused(const struct display *display,
			 const struct frame *frame)
{
	log_begin();
	tap(show_part(display, frame, 0, VIDEO_WIDTH << 16, VIDEO_WIDTH / 2) ==
	    -ERANGE, "refused: to scale a restricted picture (ERANGE)");
	tap(log_has("caling", "plane"), "drm.debug says that it is the scaling");
	tap(show_part(display, frame, 1 << 15, 320 << 16, 320) == -EINVAL,
	    "refused: half a pixel of it (EINVAL)");
	tap(log_has("overlay-1: source", "not whole pixels"),
	    "drm.debug says that it is the pixel");
	tap(show_part(display, frame, VIDEO_WIDTH << 16, 320 << 16, 320) ==
	    -ENOSPC, "refused: what is beside it (ENOSPC)");
	tap(log_has("nvalid source coordinates", ""),
	    "drm.debug says that it is the source");
	log_end();
	tap(!show_part(display, frame, 0, VIDEO_WIDTH << 16, VIDEO_WIDTH),
	    "the picture is shown as it is");
}

/* Fails where user space is told something else, or nothing at all. */
void test_commits(const struct display *display)
{
	frame_try(display, test_refused);
}
