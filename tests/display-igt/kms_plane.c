// SPDX-License-Identifier: GPL-2.0-only
/* Planes: where they are, what of a framebuffer they show, and its formats */
#include <string.h>

#include "igt.h"
#include "picture.h"

#define SIZE 64
#define BACK 0xff0040a0
#define SQUARE 0xff40c000

static void show(const struct display *display, const struct picture *picture)
{
	int ret = display_show(display, picture->fb);

	need(!ret, "set a mode: %s", strerror(-ret));
}

/* The CRC of a square in the primary plane, drawn by hand. */
static uint32_t crc_of_square(const struct display *display, int x, int y,
			      uint32_t color)
{
	struct picture reference;
	uint32_t crc;

	picture_full(display, &reference, BACK);
	picture_rect(&reference, x, y, SIZE, SIZE, color);
	show(display, &reference);
	crc = shown_crc(display);
	picture_destroy(display, &reference);
	return crc;
}

enum covered { COVERED, HOLE, HOLE_DPMS };

/*
 * The plane covers a square of another colour, or fills a hole in the picture:
 * either way it is all one colour.
 */
static void position(const struct display *display, long how)
{
	static const struct {
		int x;
		int y;
	} places[] = { { 100, 100 }, { 0, 0 }, { 37, 51 }, { -20, 30 } };
	struct picture back, square;

	picture_create(display, &square, SIZE, SIZE, DRM_FORMAT_XRGB8888);
	picture_fill(&square, how == COVERED ? BACK : SQUARE);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		int x = places[i].x, y = places[i].y;
		uint32_t want = crc_of_square(display, x, y,
					      how == COVERED ? BACK : SQUARE);

		picture_full(display, &back, BACK);
		picture_rect(&back, x, y, SIZE, SIZE,
			     how == COVERED ? SQUARE : 0);
		show(display, &back);
		need(shown_crc(display) != want, "without the plane");
		picture_show(display, display->overlay, &square, x, y);
		if (how == HOLE_DPMS)
			picture_off_and_on(display);
		need(shown_crc(display) == want, "the plane at %d, %d", x, y);
		plane_off(display, display->overlay);
		picture_destroy(display, &back);
	}
}

enum part { TOP_LEFT, BOTTOM_RIGHT, BOTTOM_RIGHT_SUSPEND };

/* A part of a larger framebuffer. */
static void panning(const struct display *display, long part)
{
	uint32_t width = display->mode.hdisplay, height = display->mode.vdisplay;
	struct picture large, reference;
	struct request request = { 0 };
	uint32_t x = part ? 64 : 0, y = part ? 32 : 0;
	uint32_t want;

	picture_create(display, &large, width + 64, height + 32,
		       DRM_FORMAT_XRGB8888);
	picture_pattern(&large);
	picture_full(display, &reference, 0);
	picture_draw(&reference, &large, -(int)x, -(int)y);
	show(display, &reference);
	want = shown_crc(display);
	request_plane(&request, display, display->primary, large.fb, 0, 0,
		      width, height);
	request_add(&request, display->primary, "SRC_X", (uint64_t)x << 16);
	request_add(&request, display->primary, "SRC_Y", (uint64_t)y << 16);
	commit(display, &request);
	if (part == BOTTOM_RIGHT_SUSPEND)
		igt_suspend_and_resume();
	need(shown_crc(display) == want, "from %u, %u on", x, y);
}

/* Colours that both kinds of formats have exactly. */
static const struct {
	uint32_t rgb;
	uint32_t yuv;		/* BT.601, limited */
} colors[] = {
	{ 0xff000000, 16 << 16 | 128 << 8 | 128 },
	{ 0xffffffff, 235 << 16 | 128 << 8 | 128 },
	{ 0xff828282, 128 << 16 | 128 << 8 | 128 },
	{ 0xfffe0000, 81 << 16 | 90 << 8 | 240 },
};

static void one_format(const struct display *display, uint32_t plane,
		       uint32_t format, uint32_t width, uint32_t height)
{
	struct picture back, square;

	picture_full(display, &back, BACK);
	picture_create(display, &square, width, height, format);
	for (size_t i = 0; i < ARRAY_SIZE(colors); i++) {
		struct picture reference;
		uint32_t want;

		picture_full(display, &reference, BACK);
		picture_rect(&reference, 0, 0, width, height, colors[i].rgb);
		show(display, &reference);
		want = shown_crc(display);
		show(display, &back);
		picture_fill(&square, format == DRM_FORMAT_NV12 ?
			     colors[i].yuv : colors[i].rgb);
		picture_show(display, plane, &square, 0, 0);
		need(shown_crc(display) == want, "colour %zu in %.4s", i,
		     (const char *)&format);
		if (plane != display->primary)
			plane_off(display, plane);
		show(display, &back);
		picture_destroy(display, &reference);
	}
	picture_destroy(display, &square);
	picture_destroy(display, &back);
}

/* All formats of a plane of each type; @odd: of sizes that cut chroma samples. */
static void pixel_formats(const struct display *display, long odd)
{
	static const uint64_t types[] = {
		DRM_PLANE_TYPE_PRIMARY, DRM_PLANE_TYPE_OVERLAY,
		DRM_PLANE_TYPE_CURSOR,
	};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		drmModePlane *plane = drmModeGetPlane(display->fd,
						      plane_of_type(display,
								    types[i],
								    0));
		bool primary = types[i] == DRM_PLANE_TYPE_PRIMARY;

		need(plane && plane->count_formats, "a plane without formats");
		for (uint32_t n = 0; n < plane->count_formats; n++)
			one_format(display, plane->plane_id, plane->formats[n],
				   primary ? display->mode.hdisplay : SIZE - odd,
				   primary ? display->mode.vdisplay : SIZE - odd);
		drmModeFreePlane(plane);
	}
}

static uint64_t enum_value(const struct display *display, uint32_t plane,
			   const char *property, const char *name)
{
	drmModePropertyRes *prop =
		drmModeGetProperty(display->fd,
				   property_of(display, plane, property, NULL));

	need(prop, "no property %s", property);
	for (int i = 0; i < prop->count_enums; i++)
		if (strstr(prop->enums[i].name, name))
			return prop->enums[i].value;
	need(false, "%s has no %s", property, name);
	return 0;
}

/* Red in both encodings and both ranges is red, near enough to be exact here. */
static void planar_settings(const struct display *display, long arg)
{
	static const struct {
		const char *encoding;
		const char *range;
		uint32_t yuv;
		uint32_t rgb;
	} settings[] = {
		{ "601", "limited", 81 << 16 | 90 << 8 | 240, 0xfffe0000 },
		{ "709", "limited", 63 << 16 | 102 << 8 | 240, 0xffff0100 },
		{ "601", "full", 76 << 16 | 128 << 8 | 128, 0xff4c4c4c },
		{ "709", "full", 200 << 16 | 128 << 8 | 128, 0xffc8c8c8 },
	};
	struct picture back, square;
	uint32_t plane = display->overlay;

	(void)arg;
	picture_full(display, &back, BACK);
	picture_create(display, &square, SIZE, SIZE, DRM_FORMAT_NV12);
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		struct request request = { 0 };
		uint32_t want = crc_of_square(display, 0, 0, settings[i].rgb);

		show(display, &back);
		picture_fill(&square, settings[i].yuv);
		request_plane(&request, display, plane, square.fb, 0, 0, SIZE,
			      SIZE);
		request_add(&request, plane, "COLOR_ENCODING",
			    enum_value(display, plane, "COLOR_ENCODING",
				       settings[i].encoding));
		request_add(&request, plane, "COLOR_RANGE",
			    enum_value(display, plane, "COLOR_RANGE",
				       settings[i].range));
		commit(display, &request);
		need(shown_crc(display) == want, "BT.%s, %s range",
		     settings[i].encoding, settings[i].range);
		plane_off(display, plane);
	}
}

static const struct subtest subtests[] = {
	{ "pixel-format", pixel_formats, 0 },
	{ "pixel-format-source-clamping", pixel_formats, 1 },
	{ "plane-position-covered", position, COVERED },
	{ "plane-position-hole", position, HOLE },
	{ "plane-position-hole-dpms", position, HOLE_DPMS },
	{ "plane-panning-top-left", panning, TOP_LEFT },
	{ "plane-panning-bottom-right", panning, BOTTOM_RIGHT },
	{ "plane-panning-bottom-right-suspend", panning, BOTTOM_RIGHT_SUSPEND },
	{ "planar-pixel-format-settings", planar_settings },
};

IGT_MAIN("kms_plane")
