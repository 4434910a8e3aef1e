// SPDX-License-Identifier: GPL-2.0-only
/* Primary planes and cursors as planes like any other */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "igt.h"
#include "picture.h"

static void show(const struct display *display, const struct picture *picture)
{
	int ret = display_show(display, picture->fb);

	need(!ret, "set a mode: %s", strerror(-ret));
}

/* Each combination of planes has the picture that it has to have. */
static void functional(const struct display *display, long arg)
{
	uint32_t blue, red, with_square, crc;
	struct picture primary, other, square;

	(void)arg;
	picture_full(display, &primary, 0xff0000ff);
	picture_full(display, &other, 0xffff0000);
	picture_create(display, &square, 100, 100, DRM_FORMAT_XRGB8888);
	picture_fill(&square, 0xff00ff00);
	show(display, &primary);
	blue = shown_crc(display);
	show(display, &other);
	red = shown_crc(display);
	need(blue != red, "two pictures with one CRC");
	picture_show(display, display->primary, &primary, 0, 0);
	need(shown_crc(display) == blue, "the primary plane set as a plane");
	picture_show(display, display->overlay, &square, 50, 50);
	with_square = shown_crc(display);
	need(with_square != blue, "an overlay");
	picture_rect(&primary, 50, 50, 100, 100, 0xff00ff00);
	plane_off(display, display->overlay);
	show(display, &primary);
	need(shown_crc(display) == with_square, "the overlay's picture");
	plane_off(display, display->primary);
	crc = shown_crc(display);
	need(crc != with_square, "the primary plane off");
	picture_show(display, display->overlay, &square, 50, 50);
	need(shown_crc(display) != crc, "an overlay alone");
	picture_show(display, display->primary, &other, 0, 0);
	plane_off(display, display->overlay);
	need(shown_crc(display) == red, "the primary plane on again");
}

static int set(const struct display *display, uint32_t plane, uint32_t fb,
	       int32_t x, uint32_t width, uint32_t source)
{
	return drmModeSetPlane(display->fd, plane, display->crtc, fb, 0, x, 0,
			       width, width, 0, 0, source, source);
}

static void sanity(const struct display *display, long arg)
{
	uint32_t cursor = plane_of_type(display, DRM_PLANE_TYPE_CURSOR, 0);
	struct picture full, square;

	(void)arg;
	picture_full(display, &full, 0);
	picture_create(display, &square, 64, 64, DRM_FORMAT_ARGB8888);
	show(display, &full);
	need_errno(ENOENT, set(display, display->primary, 0xfffffff, 0, 64,
			       64 << 16), "a framebuffer that nobody has");
	need_errno(ENOENT, drmModeSetPlane(display->fd, 0xfffffff,
					   display->crtc, full.fb, 0, 0, 0, 64,
					   64, 0, 0, 64 << 16, 64 << 16),
		   "a plane that does not exist");
	need_errno(ENOENT, drmModeSetPlane(display->fd, display->overlay,
					   0xfffffff, full.fb, 0, 0, 0, 64, 64,
					   0, 0, 64 << 16, 64 << 16),
		   "a CRTC that does not exist");
	need_errno(ENOSPC, set(display, cursor, square.fb, 0, 65, 65 << 16),
		   "a source beyond the framebuffer");
	need_errno(ERANGE, set(display, display->overlay, square.fb, INT32_MAX,
			       64, 64 << 16), "a place that overflows");
	need_errno(ERANGE, set(display, display->overlay, square.fb, 0, 128,
			       64 << 16), "scaling");
	need_errno(EINVAL, set(display, cursor, full.fb, 0, 64, 64 << 16),
		   "a cursor of XRGB8888");
	need(!set(display, display->overlay, square.fb, 0, 64, 64 << 16),
	     "what is right: %s", strerror(errno));
	need(!set(display, display->overlay, square.fb, 9000, 64, 64 << 16),
	     "beyond the panel's edge: %s", strerror(errno));
}

/* Flips without a primary plane. */
static void disable_vs_flip(const struct display *display, long arg)
{
	struct picture pictures[2];
	struct flip flip;

	(void)arg;
	for (int i = 0; i < 2; i++)
		picture_full(display, &pictures[i], 0);
	show(display, &pictures[0]);
	for (int i = 0; i < 20; i++) {
		need(!drmModePageFlip(display->fd, display->crtc,
				      pictures[i & 1].fb,
				      DRM_MODE_PAGE_FLIP_EVENT, &flip),
		     "a flip: %s", strerror(errno));
		need(!drmModeSetPlane(display->fd, display->primary, 0, 0, 0, 0,
				      0, 0, 0, 0, 0, 0, 0), "off: %s",
		     strerror(errno));
		need(!wait_for_flip(display, &flip), "its event");
		need_errno(EBUSY, drmModePageFlip(display->fd, display->crtc,
						  pictures[0].fb, 0, NULL),
			   "a flip without a primary plane");
		show(display, &pictures[i & 1]);
	}
}

/* A cursor by both interfaces, hundreds of times. */
static void cursor_leak(const struct display *display, long arg)
{
	uint32_t cursor = plane_of_type(display, DRM_PLANE_TYPE_CURSOR, 0);
	struct picture full, square[2];

	(void)arg;
	picture_full(display, &full, 0);
	show(display, &full);
	for (int i = 0; i < 2; i++)
		picture_create(display, &square[i], 64, 64,
			       DRM_FORMAT_ARGB8888);
	for (int i = 0; i < 200; i++) {
		need(!drmModeSetCursor(display->fd, display->crtc,
				       square[0].handle, 64, 64),
		     "SETCURSOR: %s", strerror(errno));
		need(!set(display, cursor, square[1].fb, 0, 64, 64 << 16),
		     "SETPLANE: %s", strerror(errno));
	}
	need(!drmModeRmFB(display->fd, square[1].fb), "RMFB: %s",
	     strerror(errno));
	need(!drmModeSetCursor(display->fd, display->crtc, square[0].handle,
			       64, 64), "SETCURSOR afterwards: %s",
	     strerror(errno));
}

static const struct subtest subtests[] = {
	{ "universal-plane-functional", functional },
	{ "universal-plane-sanity", sanity },
	{ "disable-primary-vs-flip", disable_vs_flip },
	{ "cursor-fb-leak", cursor_leak },
};

IGT_MAIN("kms_universal_plane")
