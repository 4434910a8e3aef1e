// SPDX-License-Identifier: GPL-2.0-only
/* Modes that are none */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "igt.h"
#include "picture.h"

enum what {
	HSYNC_END, HSYNC_START, HTOTAL, VSYNC_END, VSYNC_START, VTOTAL,
	CLOCK_HIGH, CLOCK_INT_MAX, CLOCK_UINT_MAX, CLOCK_ZERO, HDISPLAY, VDISPLAY,
	VREFRESH,
};

static void spoil(drmModeModeInfo *mode, long what)
{
	switch (what) {
	case HSYNC_END:
		mode->hsync_end = mode->hsync_start - 1;
		break;
	case HSYNC_START:
		mode->hsync_start = mode->hdisplay - 1;
		break;
	case HTOTAL:
		mode->htotal = mode->hsync_end - 1;
		break;
	case VSYNC_END:
		mode->vsync_end = mode->vsync_start - 1;
		break;
	case VSYNC_START:
		mode->vsync_start = mode->vdisplay - 1;
		break;
	case VTOTAL:
		mode->vtotal = mode->vsync_end - 1;
		break;
	case CLOCK_HIGH:
		mode->clock *= 100;
		break;
	case CLOCK_INT_MAX:
		mode->clock = INT_MAX;
		break;
	case CLOCK_UINT_MAX:
		mode->clock = UINT_MAX;
		break;
	case CLOCK_ZERO:
		mode->clock = 0;
		break;
	case HDISPLAY:
		mode->hdisplay = 0;
		break;
	case VDISPLAY:
		mode->vdisplay = 0;
		break;
	case VREFRESH:
		mode->htotal = USHRT_MAX;
		mode->vtotal = USHRT_MAX;
		mode->vscan = 9;
		break;
	}
}

static int set(const struct display *display, const drmModeModeInfo *mode,
	       uint32_t fb)
{
	uint32_t connector = display->connector;
	drmModeModeInfo copy = *mode;

	return drmModeSetCrtc(display->fd, display->crtc, fb, 0, 0, &connector,
			      1, &copy);
}

static void invalid(const struct display *display, long what)
{
	drmModeModeInfo mode = display->mode;
	struct request request = { 0 };
	struct picture picture;
	int ret;

	picture_full(display, &picture, 0);
	need(!set(display, &mode, picture.fb), "the mode as it is: %s",
	     strerror(errno));
	spoil(&mode, what);
	ret = set(display, &mode, picture.fb);
	need(ret == -EINVAL || ret == -ERANGE, "by SETCRTC: %s",
	     ret ? strerror(-ret) : "accepted");
	request_mode(&request, display, &mode);
	ret = request_commit(&request, display, DRM_MODE_ATOMIC_TEST_ONLY |
			     DRM_MODE_ATOMIC_ALLOW_MODESET, NULL);
	need(ret == -EINVAL || ret == -ERANGE, "by a commit: %s",
	     ret ? strerror(-ret) : "accepted");
}

static const struct subtest subtests[] = {
	{ "bad-hsync-end", invalid, HSYNC_END },
	{ "bad-hsync-start", invalid, HSYNC_START },
	{ "bad-htotal", invalid, HTOTAL },
	{ "bad-vsync-end", invalid, VSYNC_END },
	{ "bad-vsync-start", invalid, VSYNC_START },
	{ "bad-vtotal", invalid, VTOTAL },
	{ "clock-too-high", invalid, CLOCK_HIGH },
	{ "int-max-clock", invalid, CLOCK_INT_MAX },
	{ "uint-max-clock", invalid, CLOCK_UINT_MAX },
	{ "zero-clock", invalid, CLOCK_ZERO },
	{ "zero-hdisplay", invalid, HDISPLAY },
	{ "zero-vdisplay", invalid, VDISPLAY },
	{ "overflow-vrefresh", invalid, VREFRESH },
};

IGT_MAIN("kms_invalid_mode")
