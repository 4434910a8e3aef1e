// SPDX-License-Identifier: GPL-2.0-only
/* All planes at once, each over a hole that it fills */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "igt.h"
#include "picture.h"

#define SIZE 64
#define ROUNDS 8

static void all_planes(const struct display *display, long arg)
{
	drmModePlaneRes *planes = drmModeGetPlaneResources(display->fd);
	struct picture whole, holes, squares[8];
	uint32_t want;

	(void)arg;
	srand(2);
	picture_full(display, &whole, 0xff3060c0);
	need(!display_show(display, whole.fb), "set a mode");
	want = shown_crc(display);
	for (size_t i = 0; i < ARRAY_SIZE(squares); i++) {
		picture_create(display, &squares[i], SIZE, SIZE,
			       DRM_FORMAT_ARGB8888);
		picture_fill(&squares[i], 0xff3060c0);
	}
	for (int round = 0; round < ROUNDS; round++) {
		struct request request = { 0 };
		unsigned int count = 0;

		picture_full(display, &holes, 0xff3060c0);
		for (uint32_t i = 0; i < planes->count_planes; i++) {
			int x = rand() % (display->mode.hdisplay - SIZE);
			int y = rand() % (display->mode.vdisplay - SIZE);

			if (planes->planes[i] == display->primary)
				continue;
			picture_rect(&holes, x, y, SIZE, SIZE, 0xff000000);
			request_plane(&request, display, planes->planes[i],
				      squares[count++].fb, x, y, SIZE, SIZE);
		}
		need(count >= 7, "%u planes", count);
		request_plane(&request, display, display->primary, holes.fb, 0,
			      0, holes.width, holes.height);
		commit(display, &request);
		need(shown_crc(display) == want, "round %d", round);
		picture_destroy(display, &holes);
		need(!display_show(display, whole.fb), "and back");
	}
	drmModeFreePlaneResources(planes);
}

#define TILED "tiling of Intel's"

static const struct subtest subtests[] = {
	{ "tiling-none", all_planes },
	{ "tiling-x", .why = TILED },
	{ "tiling-y", .why = TILED },
	{ "tiling-yf", .why = TILED },
	{ "tiling-4", .why = TILED },
	{ "2x-tiling-none", .why = "one pipe, one output" },
};

IGT_MAIN("kms_plane_multiple")
