// SPDX-License-Identifier: GPL-2.0-only
/* A cursor above the other planes, and a part of a larger one */
#include <errno.h>
#include <string.h>

#include "igt.h"
#include "picture.h"

enum above { PRIMARY, OVERLAY, VIEWPORT };

#define CURSOR 64

static void one_place(const struct display *display, long above, int x, int y)
{
	uint32_t plane = plane_of_type(display, DRM_PLANE_TYPE_CURSOR, 0);
	struct picture back, middle, cursor, reference;
	struct request request = { 0 };
	uint32_t want;
	int part = above == VIEWPORT ? CURSOR : 0;

	picture_full(display, &back, 0xff203040);
	picture_create(display, &middle, 200, 150, DRM_FORMAT_XRGB8888);
	picture_fill(&middle, 0xff804020);
	picture_create(display, &cursor, CURSOR + 2 * part, CURSOR + 2 * part,
		       DRM_FORMAT_ARGB8888);
	picture_pattern(&cursor);
	picture_full(display, &reference, 0xff203040);
	if (above == OVERLAY)
		picture_draw(&reference, &middle, 40, 30);
	for (int j = 0; j < CURSOR; j++)
		for (int i = 0; i < CURSOR; i++) {
			uint32_t color;

			memcpy(&color, cursor.pixels +
			       (size_t)(j + part) * cursor.pitch +
			       4 * (i + part), 4);
			picture_rect(&reference, x + i, y + j, 1, 1, color);
		}
	need(!display_show(display, reference.fb), "show the reference");
	want = shown_crc(display);
	need(!display_show(display, back.fb), "show the back");
	if (above == OVERLAY)
		picture_show(display, display->overlay, &middle, 40, 30);
	request_plane(&request, display, plane, cursor.fb, x, y, CURSOR,
		      CURSOR);
	request_add(&request, plane, "SRC_X", (uint64_t)part << 16);
	request_add(&request, plane, "SRC_Y", (uint64_t)part << 16);
	commit(display, &request);
	need(shown_crc(display) == want, "the cursor at %d, %d", x, y);
	plane_off(display, plane);
	plane_off(display, display->overlay);
	picture_destroy(display, &reference);
	picture_destroy(display, &cursor);
	picture_destroy(display, &middle);
	picture_destroy(display, &back);
}

static void cursor_above(const struct display *display, long above)
{
	one_place(display, above, 100, 80);
	one_place(display, above, 7, 9);
	one_place(display, above, -20, -30);
	one_place(display, above, display->mode.hdisplay - 20,
		  display->mode.vdisplay - 10);
}

static const struct subtest subtests[] = {
	{ "primary", cursor_above, PRIMARY },
	{ "overlay", cursor_above, OVERLAY },
	{ "viewport", cursor_above, VIEWPORT },
};

IGT_MAIN("kms_plane_cursor")
