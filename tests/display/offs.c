// SPDX-License-Identifier: GPL-2.0-only
/*
 * The display turned off and on again, with planes on it
 */
#include <string.h>
#include <unistd.h>

#include "atomic.h"
#include "crc.h"
#include "restricted.h"
#include "tests.h"

#define CURSOR_SIZE 64

static int set_cursor(const struct display *display, uint32_t handle)
{
	return drmModeSetCursor(display->fd, display->crtc, handle,
				handle ? CURSOR_SIZE : 0,
				handle ? CURSOR_SIZE : 0);
}

static int crtc_off(const struct display *display)
{
	return drmModeSetCrtc(display->fd, display->crtc, 0, 0, 0, NULL, 0,
			      NULL);
}

/* X turns an output off like this, with the cursor bound. */
static void test_setcrtc(const struct display *display, const struct dumb *dumb)
{
	uint32_t handle, pitch;
	uint64_t size;
	int ret;

	ret = drmModeCreateDumbBuffer(display->fd, CURSOR_SIZE, CURSOR_SIZE, 32,
				      0, &handle, &pitch, &size);
	tap(!ret && !set_cursor(display, handle), "a cursor");
	ret = crtc_off(display);
	tap(!ret, "SETCRTC turns off below a cursor (%s)", strerror(-ret));
	tap(!display_show(display, dumb->fb), "and on again");

	tap(!set_cursor(display, 0) && !overlay_show(display, dumb->fb),
	    "the overlay instead of the cursor");
	ret = crtc_off(display);
	tap(!ret, "SETCRTC turns off below the overlay (%s)", strerror(-ret));
	tap(!display_show(display, dumb->fb) && !overlay_off(display),
	    "and on again, with the overlay off");
	drmModeDestroyDumbBuffer(display->fd, handle);
}

static int commit_mode(const struct display *display,
		       const drmModeModeInfo *mode)
{
	struct request request = { 0 };

	request_mode(&request, display, mode);
	return request_commit(&request, display, DRM_MODE_ATOMIC_ALLOW_MODESET,
			      NULL);
}

/* A compositor's "disable this output" names no plane. */
static void test_mode_id(const struct display *display, const struct dumb *dumb,
			 int crcs)
{
	uint32_t bare = crc_of(display, crcs, dumb->fb), covered, again;
	int ret;

	tap(!overlay_show(display, dumb[1].fb), "the overlay is on");
	covered = crc_of(display, crcs, dumb->fb);
	tap(bare && covered && covered != bare, "and is seen");

	ret = commit_mode(display, NULL);
	tap(!ret, "MODE_ID 0 turns off below the overlay (%s)", strerror(-ret));
	ret = commit_mode(display, &display->mode);
	again = crc_of(display, crcs, dumb->fb);
	tap(!ret && again == covered,
	    "with the mode, primary and overlay are there again (%#x of %#x, bare %#x)",
	    again, covered, bare);
	tap(!overlay_off(display) &&
	    crc_of(display, crcs, dumb->fb) == bare, "the overlay goes");
}

/* A player that starts before the desktop is awake. */
static void test_while_off(const struct display *display,
			   const struct dumb *dumb, int crcs)
{
	uint32_t bare = crc_of(display, crcs, dumb->fb), crc;
	int ret = crtc_off(display);

	tap(!ret, "turned off");
	ret = overlay_show(display, dumb[1].fb);
	tap(!ret, "SETPLANE while the display is off (%s)", strerror(-ret));
	tap(!display_show(display, dumb->fb), "turned on");
	crc = crc_of(display, crcs, dumb->fb);
	tap(crc && crc != bare, "and there the overlay is (%#x, bare %#x)", crc,
	    bare);
	overlay_off(display);
}

static int set_dpms(const struct display *display, uint64_t value)
{
	struct request request = { 0 };

	request_add(&request, display->crtc, "ACTIVE",
		    value == DRM_MODE_DPMS_ON);
	return request_commit(&request, display, DRM_MODE_ATOMIC_ALLOW_MODESET,
			      NULL);
}

static void test_dpms(const struct display *display, const struct dumb *dumb,
		      int crcs)
{
	uint32_t crc, again;
	int ret;

	overlay_show(display, dumb[1].fb);
	crc = crc_of(display, crcs, dumb->fb);
	ret = set_dpms(display, DRM_MODE_DPMS_OFF);
	tap(!ret, "to sleep with the overlay on (%s)", strerror(-ret));
	tap(drmModePageFlip(display->fd, display->crtc, dumb->fb,
			    DRM_MODE_PAGE_FLIP_EVENT, NULL) < 0,
	    "refused: a flip of a display that sleeps");
	ret = set_dpms(display, DRM_MODE_DPMS_ON);
	again = crc_of(display, crcs, dumb->fb);
	tap(!ret && again == crc, "awake, it shows what it did (%#x of %#x)",
	    again, crc);
	overlay_off(display);
}

/* For whoever looks at what there is when this client has gone. */
void test_off_at_end(const struct display *display)
{
	tap(!crtc_off(display), "turned off at the end");
}

void test_offs(const struct display *display)
{
	struct dumb dumb[2];
	int crcs;

	if (!dumb_create(display, &dumb[0]) || !dumb_create(display, &dumb[1]))
		return;
	dumb_fill(&dumb[0], 0x20);
	dumb_fill(&dumb[1], 0xc0);
	if (tap(!display_show(display, dumb[0].fb), "set a mode")) {
		test_setcrtc(display, dumb);
		crcs = crc_begin(display);
		test_mode_id(display, dumb, crcs);
		test_while_off(display, dumb, crcs);
		test_dpms(display, dumb, crcs);
		close(crcs);
	}
	dumb_destroy(display, &dumb[1]);
	dumb_destroy(display, &dumb[0]);
}
