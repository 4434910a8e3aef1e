// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CRTC's CRCs, read as IGT reads them
 */
#include <unistd.h>

#include "crc.h"
#include "restricted.h"
#include "tests.h"

static void compare(const struct display *display, int fd, struct dumb *dumb)
{
	uint32_t dark, light, again;

	dumb_fill(&dumb[0], 0x10);
	dumb_fill(&dumb[1], 0xe0);
	dark = crc_of(display, fd, dumb[0].fb);
	light = crc_of(display, fd, dumb[1].fb);
	dumb_fill(&dumb[0], 0xe0);
	again = crc_of(display, fd, dumb[0].fb);

	tap(dark && light && again, "CRCs come");
	tap(dark != light, "another picture has another CRC");
	tap(again == light, "the same picture has the same CRC");
}

/* Fails where it can't be seen whether a film is on the panel. */
static void test_counted(const struct display *display, struct dumb *dumb)
{
	uint32_t fb = restricted_fb(display, NULL);
	long long before = display_fetches(display), shown;

	tap(before >= 0 && !overlay_show(display, dumb[1].fb) &&
	    display_fetches(display) == before,
	    "an ordinary picture counts as none in restricted memory");
	tap(!overlay_show(display, fb) &&
	    display_fetches(display) == before + 1,
	    "a restricted one is counted");
	drmModeRmFB(display->fd, fb);
	shown = display_fetches(display);
	tap(!overlay_show(display, dumb[1].fb) && !overlay_off(display) &&
	    display_fetches(display) == shown, "but once");
}

/*
 * Fails where the CRCs tell more of a restricted picture than its place: who can
 * tell that it is the same as another finds the picture by trying.
 */
static void test_restricted(const struct display *display, int fd,
			    struct dumb *dumb)
{
	uint32_t fb = restricted_fb(display, NULL);
	uint32_t first, kept, again, bare;

	bare = crc_of(display, fd, dumb[0].fb);
	if (!tap(fb && !overlay_show(display, fb),
		 "a restricted picture among what has a CRC"))
		return;
	first = crc_of(display, fd, dumb[0].fb);
	tap(first && first != bare, "the CRC tells that it is there");
	drmModeRmFB(display->fd, fb);
	fb = restricted_fb(display, NULL);
	tap(fb && !overlay_show(display, fb), "another restricted picture");
	again = crc_of(display, fd, dumb[0].fb);
	tap(again == first, "the CRC doesn't tell that it is another");
	drmModeRmFB(display->fd, fb);

	dumb_fill(&dumb[1], 0);
	tap(!overlay_show(display, dumb[1].fb), "a black ordinary picture");
	kept = crc_of(display, fd, dumb[0].fb);
	tap(kept == first, "has the CRC of a restricted one");
	overlay_off(display);
}

void test_crcs(const struct display *display)
{
	struct dumb dumb[2];
	int fd;

	if (!dumb_create(display, &dumb[0]) ||
	    !dumb_create(display, &dumb[1]) ||
	    !tap(!display_show(display, dumb[0].fb), "set a mode"))
		return;

	test_counted(display, dumb);
	fd = crc_begin(display);
	if (fd >= 0) {
		compare(display, fd, dumb);
		test_restricted(display, fd, dumb);
	}
	close(fd);
	tap(!crc_source(display, "pipe"), "refused: an unknown CRC source");
	tap(crc_source(display, "auto"), "CRC source auto");
	dumb_destroy(display, &dumb[1]);
	dumb_destroy(display, &dumb[0]);
}
