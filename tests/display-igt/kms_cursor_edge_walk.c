// SPDX-License-Identifier: GPL-2.0-only
/* A cursor that walks along the panel's edges, without having any colour */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "igt.h"
#include "picture.h"

enum edge { LEFT, RIGHT, TOP, BOTTOM, TOP_LEFT, TOP_RIGHT, BOTTOM_LEFT,
	    BOTTOM_RIGHT };

#define WALK(size, edge) ((size) << 4 | (edge))
#define STEPS 16

struct walk {
	const struct display *display;
	int size;
	int x;			/* where it begins */
	int y;
	int to_x;
	int to_y;
};

static void set_walk(struct walk *walk, const struct display *display, long arg)
{
	int right = display->mode.hdisplay, bottom = display->mode.vdisplay;
	int edge = arg & 15, size = arg >> 4;

	*walk = (struct walk){
		.display = display, .size = size,
		.x = -size / 2, .to_x = right - size / 2,
		.y = -size / 2, .to_y = bottom - size / 2,
	};
	if (edge == LEFT)
		walk->to_x = walk->x;
	if (edge == RIGHT)
		walk->x = walk->to_x;
	if (edge == TOP)
		walk->to_y = walk->y;
	if (edge == BOTTOM)
		walk->y = walk->to_y;
	if (edge == TOP_LEFT || edge == BOTTOM_LEFT) {
		walk->x = -size - 1;
		walk->to_x = 1;
	}
	if (edge == TOP_RIGHT || edge == BOTTOM_RIGHT) {
		walk->x = right - size - 1;
		walk->to_x = right + 1;
	}
	if (edge == TOP_LEFT || edge == TOP_RIGHT) {
		walk->y = -size - 1;
		walk->to_y = 1;
	}
	if (edge == BOTTOM_LEFT || edge == BOTTOM_RIGHT) {
		walk->y = bottom - size - 1;
		walk->to_y = bottom + 1;
	}
}

/* The picture must stay the same all the way. */
static void walk_along(const struct display *display, long arg)
{
	struct picture back, cursor;
	struct walk walk;
	uint32_t want;
	int fd;

	set_walk(&walk, display, arg);
	picture_full(display, &back, 0xff203040);
	picture_create(display, &cursor, walk.size, walk.size,
		       DRM_FORMAT_ARGB8888);
	need(!display_show(display, back.fb), "set a mode");
	want = shown_crc(display);
	need(!drmModeSetCursor(display->fd, display->crtc, cursor.handle,
			       walk.size, walk.size), "SETCURSOR: %s",
	     strerror(errno));
	fd = crcs_open(display, 0);
	for (int i = 0; i <= STEPS; i++) {
		uint32_t frame, crc;
		int x = walk.x + (walk.to_x - walk.x) * i / STEPS;
		int y = walk.y + (walk.to_y - walk.y) * i / STEPS;

		need(!drmModeMoveCursor(display->fd, display->crtc, x, y),
		     "to %d, %d: %s", x, y, strerror(errno));
		need(crcs_next(fd, &frame, &crc) && crc == want,
		     "it is seen at %d, %d", x, y);
	}
	close(fd);
	/* And it can be seen, if it has a colour. */
	picture_fill(&cursor, 0xffffffff);
	need(!drmModeMoveCursor(display->fd, display->crtc, 10, 10) &&
	     !drmModeSetCursor(display->fd, display->crtc, cursor.handle,
			       walk.size, walk.size) &&
	     !display_show(display, back.fb), "in white");
	need(shown_crc(display) != want, "it can't be seen at all");
	need(!drmModeSetCursor(display->fd, display->crtc, 0, 0, 0),
	     "take it off: %s", strerror(errno));
}

static void top_bottom(const struct display *display, long size)
{
	walk_along(display, WALK(size, TOP));
	walk_along(display, WALK(size, BOTTOM));
}

#define EDGES(name, size) \
	{ name "-left-edge", walk_along, WALK(size, LEFT) }, \
	{ name "-right-edge", walk_along, WALK(size, RIGHT) }, \
	{ name "-top-edge", walk_along, WALK(size, TOP) }, \
	{ name "-top-bottom", top_bottom, size }, \
	{ "own-" name "-top-left", walk_along, WALK(size, TOP_LEFT) }, \
	{ "own-" name "-top-right", walk_along, WALK(size, TOP_RIGHT) }, \
	{ "own-" name "-bottom-left", walk_along, WALK(size, BOTTOM_LEFT) }, \
	{ "own-" name "-bottom-right", walk_along, WALK(size, BOTTOM_RIGHT) }

static const struct subtest subtests[] = {
	EDGES("64x64", 64),
	EDGES("128x128", 128),
	EDGES("256x256", 256),
};

IGT_MAIN("kms_cursor_edge_walk")
