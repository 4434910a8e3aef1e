// SPDX-License-Identifier: GPL-2.0-only
/* Each mode of the connector, at its own rate; and outputs that share a CRTC */
#include <errno.h>
#include <string.h>

#include "igt.h"
#include "picture.h"
#include "vblank.h"

#define FRAMES 20

static void one_mode(struct display *display)
{
	struct vblank first, last;
	struct picture picture;
	drmModeCrtc *crtc;
	double period, want;
	int ret;

	picture_full(display, &picture, 0xff204060);
	ret = display_show(display, picture.fb);
	need(!ret, "mode %s: %s", display->mode.name, strerror(-ret));
	crtc = drmModeGetCrtc(display->fd, display->crtc);
	need(crtc && crtc->mode_valid &&
	     crtc->mode.hdisplay == display->mode.hdisplay &&
	     crtc->mode.clock == display->mode.clock,
	     "mode %s is not what is set", display->mode.name);
	drmModeFreeCrtc(crtc);
	vblank_wait(display, 1, &first);
	vblank_wait_until(display, first.sequence + FRAMES, &last);
	want = vblank_period(display);
	period = (double)(last.time - first.time) /
		 (last.sequence - first.sequence);
	need(period > want * 0.99 && period < want * 1.01,
	     "%s: a frame in %.0f us instead of %.0f", display->mode.name,
	     period, want);
	picture_destroy(display, &picture);
}

static void basic(const struct display *display, long arg)
{
	drmModeConnector *connector =
		drmModeGetConnector(display->fd, display->connector);

	(void)arg;
	need(connector && connector->count_modes, "no modes");
	for (int i = 0; i < connector->count_modes; i++) {
		struct display with = *display;

		with.mode = connector->modes[i];
		one_mode(&with);
	}
	drmModeFreeConnector(connector);
}

/* Beside the connector, something that is none. */
static void not_a_connector(const struct display *display, long arg)
{
	uint32_t connectors[2] = { display->connector, display->crtc };
	drmModeModeInfo mode = display->mode;
	struct picture picture;
	int ret;

	(void)arg;
	picture_full(display, &picture, 0);
	ret = drmModeSetCrtc(display->fd, display->crtc, picture.fb, 0, 0,
			     connectors, 2, &mode);
	need(ret == -ENOENT, "a CRTC as a connector: %s", strerror(-ret));
}

#define ONE "one pipe, one output"

static const struct subtest subtests[] = {
	{ "basic", basic },
	{ "basic-clone-single-crtc", .why = ONE },
	{ "invalid-clone-single-crtc", .why = ONE },
	{ "invalid-clone-exclusive-crtc", .why = ONE },
	{ "clone-exclusive-crtc", .why = ONE },
	{ "invalid-clone-single-crtc-stealing", .why = ONE },
	{ "own-crtc-as-connector", not_a_connector },
};

IGT_MAIN("kms_setmode")
