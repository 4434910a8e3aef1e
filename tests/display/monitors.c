// SPDX-License-Identifier: GPL-2.0-only
/*
 * monitors: the display with one monitor after the other, and with none
 *
 * What a monitor says is looked at here byte by byte, where it matters to a
 * client.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "atomic.h"
#include "lib/text.h"
#include "restricted.h"
#include "uevents.h"

#define MONITOR "/sys/kernel/debug/dri/rst_engine.disp.0/Virtual-1/monitor"
#define MODES "/sys/module/rst_disp/parameters/modes"

#define EDID_SIZE	128
#define EVENT_MS	2000

static const struct {
	const char *name;
	uint16_t width, height;
	uint32_t rate;
	unsigned int others[4];		/* widths */
} monitors[] = {
	{ "pc", 1280, 768, 60, { 640, 800, 1024 } },
	{ "hd", 1920, 1080, 60, { 640, 1280 } },
	{ "uhd", 3840, 2160, 30, { 640, 1920 } },
	{ "panel", 640, 360, 60, { 640, 800, 1280 } },
};

static bool choose(const char *name)
{
	return !text_write(MONITOR, name);
}

static drmModePropertyBlobRes *edid_blob(const struct display *display)
{
	drmModeObjectProperties *props;
	drmModePropertyBlobRes *blob = NULL;

	props = drmModeObjectGetProperties(display->fd, display->connector,
					   DRM_MODE_OBJECT_CONNECTOR);
	for (uint32_t i = 0; props && i < props->count_props; i++) {
		drmModePropertyRes *prop =
			drmModeGetProperty(display->fd, props->props[i]);

		if (prop && !strcmp(prop->name, "EDID") &&
		    props->prop_values[i])
			blob = drmModeGetPropertyBlob(display->fd,
						      props->prop_values[i]);
		drmModeFreeProperty(prop);
	}
	drmModeFreeObjectProperties(props);
	return blob;
}

/* EDID 1.4, one block, whose bytes' sum is 0. */
static bool is_whole(const uint8_t *edid)
{
	static const uint8_t head[] = { 0, 255, 255, 255, 255, 255, 255, 0 };
	uint8_t sum = 0;

	for (int i = 0; i < EDID_SIZE; i++)
		sum += edid[i];
	return !memcmp(edid, head, sizeof(head)) && !sum &&
	       edid[18] == 1 && edid[19] == 4 && !edid[126];
}

/* The name stands in one of four descriptors, and ends with a line feed. */
static bool is_named(const uint8_t *edid, const char *name)
{
	size_t length = strlen(name);

	for (int at = 54; at < 126; at += 18)
		if (!edid[at] && !edid[at + 1] && edid[at + 3] == 0xfc)
			return !memcmp(edid + at + 5, name, length) &&
			       edid[at + 5 + length] == '\n';
	return false;
}

static bool has_width(const drmModeConnector *connector, unsigned int width)
{
	for (int i = 0; i < connector->count_modes; i++)
		if (connector->modes[i].hdisplay == width)
			return true;
	return false;
}

/* The kernel reads it when a client asks for the connector's modes. */
static bool has_edid(const struct display *display, const char *name)
{
	drmModePropertyBlobRes *blob;
	bool good;

	drmModeFreeConnector(drmModeGetConnector(display->fd,
						 display->connector));
	blob = edid_blob(display);
	good = blob && blob->length == EDID_SIZE && is_whole(blob->data) &&
	       is_named(blob->data, name);
	drmModeFreePropertyBlob(blob);
	return good;
}

static void look_at(const struct display *display, size_t i)
{
	drmModeConnector *connector =
		drmModeGetConnector(display->fd, display->connector);
	const drmModeModeInfo *mode;
	bool others = true;

	if (!tap(connector && connector->connection == DRM_MODE_CONNECTED &&
		 connector->count_modes, "%s: connected", monitors[i].name))
		return;
	mode = &connector->modes[0];
	tap(mode->hdisplay == monitors[i].width &&
	    mode->vdisplay == monitors[i].height &&
	    mode->vrefresh == monitors[i].rate &&
	    mode->type & DRM_MODE_TYPE_PREFERRED,
	    "it prefers %ux%u at %u Hz", mode->hdisplay, mode->vdisplay,
	    mode->vrefresh);
	for (int j = 0; j < 4 && monitors[i].others[j]; j++)
		others &= has_width(connector, monitors[i].others[j]);
	tap(others, "and has other modes (%d)", connector->count_modes);
	tap(has_width(connector, 656), "the one that was wished among them");
	drmModeFreeConnector(connector);
	tap(has_edid(display, monitors[i].name), "its EDID has its name");
}

/* Fails where a client isn't told, or keeps what another monitor said. */
static void test_each(const struct display *display)
{
	char connector[32];
	int events = uevents_open();

	snprintf(connector, sizeof(connector), "CONNECTOR=%u",
		 display->connector);
	tap(!text_write(MODES, "656x272@24"), "a mode is wished");
	for (size_t i = 0; i < ARRAY_SIZE(monitors); i++) {
		tap(choose(monitors[i].name), "plug in: %s", monitors[i].name);
		tap(uevents_has(events, "HOTPLUG=1", connector, EVENT_MS),
		    "a hotplug event");
		look_at(display, i);
	}
	text_write(MODES, "\n");
	close(events);
}

static bool is_disconnected(const struct display *display)
{
	drmModeConnector *connector =
		drmModeGetConnector(display->fd, display->connector);
	drmModePropertyBlobRes *blob = edid_blob(display);
	bool bare = connector && !blob &&
		    connector->connection == DRM_MODE_DISCONNECTED &&
		    !connector->count_modes;

	drmModeFreePropertyBlob(blob);
	drmModeFreeConnector(connector);
	return bare;
}

static int flips(const struct display *display, const struct dumb *dumb)
{
	struct flip flip;
	int done = 0;

	while (done < 20 && !flip_and_wait(display, dumb[done & 1].fb, &flip))
		done++;
	return done;
}

/*
 * Fails where what a client shows stops when the monitor goes: the client is
 * told, and the CRTC and its planes stay until it does something about it.
 */
static void test_none(const struct display *display)
{
	int events = uevents_open();
	struct dumb dumb[2];
	uint32_t fb;

	if (!dumb_create(display, &dumb[0]) || !dumb_create(display, &dumb[1]))
		return;
	fb = restricted_fb(display, NULL);
	tap(!display_show(display, dumb[0].fb) && fb &&
	    !overlay_show(display, fb), "a picture, and a restricted one");
	tap(choose("none") && uevents_has(events, "HOTPLUG=1", NULL, EVENT_MS),
	    "unplugged");
	tap(is_disconnected(display), "the modes go, and the EDID");
	tap(flips(display, dumb) == 20, "the picture goes on");
	tap(!overlay_off(display) && !overlay_show(display, fb),
	    "and the restricted one");
	tap(choose("panel") && uevents_has(events, "HOTPLUG=1", NULL, EVENT_MS),
	    "plugged in again");
	tap(flips(display, dumb) == 20 && has_edid(display, "panel"),
	    "all is as before");
	overlay_off(display);
	drmModeRmFB(display->fd, fb);
	for (int i = 0; i < 2; i++)
		dumb_destroy(display, &dumb[i]);
	close(events);
}

static void test_unknown(const struct display *display)
{
	static const char *const names[] = {
		"", "crt", "panelx", "a name of more than sixteen bytes",
	};
	int events = uevents_open();

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		tap(text_write(MONITOR, names[i]) == -EINVAL,
		    "not a monitor: \"%s\"", names[i]);
	tap(!uevents_has(events, "HOTPLUG=1", NULL, 200) &&
	    has_edid(display, "panel"), "nothing has happened");
	tap(file_has(MONITOR, "[panel]"), "and the file says what is plugged in");
	close(events);
}

int main(int argc, char **argv)
{
	struct display display;

	tap_start(argc, argv);
	display_open(&display);
	TAP_CASE(test_each, &display);
	TAP_CASE(test_none, &display);
	TAP_CASE(test_unknown, &display);
	display_close(&display);
	return tap_done();
}
