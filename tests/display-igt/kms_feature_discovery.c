// SPDX-License-Identifier: GPL-2.0-only
/* What there is for the other programs to ask of */
#include <errno.h>
#include <string.h>

#include "igt.h"

static void has_display(const struct display *display, long arg)
{
	drmModeRes *res = drmModeGetResources(display->fd);

	(void)arg;
	need(res, "GETRESOURCES: %s", strerror(errno));
	need(res->count_crtcs && res->count_connectors && res->count_encoders,
	     "%d CRTCs, %d connectors, %d encoders", res->count_crtcs,
	     res->count_connectors, res->count_encoders);
	drmModeFreeResources(res);
}

/* A connector with a monitor, and a CRTC that can drive it. */
static void has_output(const struct display *display, long arg)
{
	drmModeConnector *connector =
		drmModeGetConnector(display->fd, display->connector);
	uint32_t crtcs = 0;

	(void)arg;
	need(connector, "GETCONNECTOR: %s", strerror(errno));
	need(connector->connection == DRM_MODE_CONNECTED &&
	     connector->count_modes, "no monitor, or %d modes",
	     connector->count_modes);
	for (int i = 0; i < connector->count_encoders; i++) {
		drmModeEncoder *encoder =
			drmModeGetEncoder(display->fd, connector->encoders[i]);

		need(encoder, "GETENCODER: %s", strerror(errno));
		crtcs |= encoder->possible_crtcs;
		drmModeFreeEncoder(encoder);
	}
	need(crtcs & 1, "no CRTC for it");
	drmModeFreeConnector(connector);
}

#define ONE_PIPE	"one pipe, one output"
#define NO_PANEL	"the output is neither eDP nor DisplayPort"

static const struct subtest subtests[] = {
	{ "display", has_display },
	{ "display-1x", has_output },
	{ "display-2x", .why = ONE_PIPE },
	{ "display-3x", .why = ONE_PIPE },
	{ "display-4x", .why = ONE_PIPE },
	{ "chamelium", .why = "no board that receives the picture" },
	{ "psr1", .why = NO_PANEL },
	{ "psr2", .why = NO_PANEL },
	{ "dp-mst", .why = NO_PANEL },
};

IGT_MAIN("kms_feature_discovery")
