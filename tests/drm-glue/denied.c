// SPDX-License-Identifier: GPL-2.0-only
/*
 * The administrator denies the device a buffer that it has already
 */
#include <linux/rstmem.h>
#include <string.h>

#include "lib/policy.h"
#include "frames.h"
#include "tests.h"

static const struct heap *const video = &heaps[0];

/* Whether it is shown is in the books: refusals are counted there. */
static long long refused_by(const struct display *display, uint32_t fb)
{
	long long refused = books_read(video).refused;

	plane_show(display, display->overlay, fb, VIDEO_WIDTH, VIDEO_HEIGHT);
	return books_read(video).refused - refused;
}

static void test_shown(const struct display *display, const struct frame *frame)
{
	struct frame other;

	tap(!refused_by(display, frame->fb), "it is shown while it may be");
	tap(trace_begin() && !verdict_write(video, "deny", DISPLAY),
	    "the administrator denies the display");
	tap(refused_by(display, frame->fb) > 0 && trace_refused(DISPLAY),
	    "the next frame of an imported buffer is refused, and traced");
	tap(frame_get(display, RSTMEM_HEAP_SECURE_VIDEO_PLAY, &other) < 0,
	    "it gets no other buffer");
	tap(!verdict_write(video, "forget", DISPLAY) &&
	    !refused_by(display, frame->fb),
	    "when that is forgotten, it is shown again");
}

/* Fails where the policy is asked when a buffer is imported, and never again. */
void test_denied(const struct display *display)
{
	frame_try(display, test_shown);
}
