// SPDX-License-Identifier: GPL-2.0-only
/* Cursors of all sizes and at all places, by what is shown of them */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "igt.h"
#include "picture.h"

struct scene {
	const struct display *display;
	struct picture back;		/* as it is */
	struct picture drawn;		/* with the cursor drawn by hand */
	struct picture cursor;
	int width;
	int height;
};

/* Both numbers in one: the argument of a subtest. */
#define SIZE(width, height) ((width) << 12 | (height))

static void begin(const struct display *display, struct scene *scene, long size)
{
	int ret;

	scene->display = display;
	scene->width = size >> 12;
	scene->height = size & 0xfff;
	picture_full(display, &scene->back, 0xff305070);
	picture_full(display, &scene->drawn, 0xff305070);
	picture_create(display, &scene->cursor, scene->width, scene->height,
		       DRM_FORMAT_ARGB8888);
	picture_fill(&scene->cursor, 0xffffffff);
	picture_rect(&scene->cursor, scene->width / 4, scene->height / 4,
		     scene->width / 3, scene->height / 3, 0xff20c040);
	ret = display_show(display, scene->back.fb);
	need(!ret, "set a mode: %s", strerror(-ret));
}

static void set_cursor(const struct scene *scene, bool on)
{
	int ret = drmModeSetCursor(scene->display->fd, scene->display->crtc,
				   on ? scene->cursor.handle : 0, scene->width,
				   scene->height);

	need(!ret, "SETCURSOR: %s", strerror(errno));
}

static void move_cursor(const struct scene *scene, int x, int y)
{
	int ret = drmModeMoveCursor(scene->display->fd, scene->display->crtc,
				    x, y);

	need(!ret, "MOVECURSOR: %s", strerror(errno));
}

static void show(const struct scene *scene, const struct picture *picture)
{
	int ret = display_show(scene->display, picture->fb);

	need(!ret, "show: %s", strerror(-ret));
}

/* The cursor there, by the engine and by hand. */
static void compare(struct scene *scene, int x, int y)
{
	uint32_t by_engine, by_hand;

	move_cursor(scene, x, y);
	set_cursor(scene, true);
	show(scene, &scene->back);
	by_engine = shown_crc(scene->display);
	set_cursor(scene, false);
	picture_draw(&scene->drawn, &scene->cursor, x, y);
	show(scene, &scene->drawn);
	by_hand = shown_crc(scene->display);
	picture_rect(&scene->drawn, x, y, scene->width, scene->height,
		     0xff305070);
	need(by_engine == by_hand, "the cursor at %d, %d", x, y);
}

static void onscreen(const struct display *display, long size)
{
	struct scene scene;
	int right, bottom;

	begin(display, &scene, size);
	right = display->mode.hdisplay - scene.width;
	bottom = display->mode.vdisplay - scene.height;
	compare(&scene, 0, 0);
	compare(&scene, right, 0);
	compare(&scene, 0, bottom);
	compare(&scene, right, bottom);
	compare(&scene, right / 2 + 1, bottom / 2 + 1);
}

/* Over the edges by half, by all but a pixel, and wholly. */
static void offscreen(const struct display *display, long size)
{
	int right = display->mode.hdisplay, bottom = display->mode.vdisplay;
	struct scene scene;

	begin(display, &scene, size);
	compare(&scene, -scene.width / 2, -scene.height / 2);
	compare(&scene, right - scene.width / 2, bottom - scene.height / 2);
	compare(&scene, -scene.width + 1, bottom / 2);
	compare(&scene, right - 1, bottom - 1);
	compare(&scene, right + 9, bottom + 9);
	compare(&scene, -32768, 32767);
}

static void sliding(const struct display *display, long size)
{
	struct scene scene;

	begin(display, &scene, size);
	for (int i = 0; i < 6; i++)
		compare(&scene, i % 2 ? 7 : i, i % 2 ? i : 11);
}

static void at_random(const struct display *display, long size)
{
	struct scene scene;

	begin(display, &scene, size);
	srand(1);
	for (int i = 0; i < 5; i++)
		compare(&scene,
			rand() % (display->mode.hdisplay + scene.width * 2) -
			scene.width,
			rand() % (display->mode.vdisplay + scene.height * 2) -
			scene.height);
}

/* As fast as it goes; what counts is where it stays. */
static void rapid(const struct display *display, long size)
{
	struct scene scene;

	begin(display, &scene, size);
	set_cursor(&scene, true);
	for (int i = 0; i < 2000; i++)
		move_cursor(&scene, (i * 37) % display->mode.hdisplay,
			    (i * 23) % display->mode.vdisplay);
	compare(&scene, 100, 100);
}

static void size_change(const struct display *display, long arg)
{
	static const long sizes[] = {
		SIZE(64, 64), SIZE(32, 32), SIZE(128, 128), SIZE(256, 256),
		SIZE(64, 64),
	};
	struct scene scene;

	(void)arg;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		begin(display, &scene, sizes[i]);
		compare(&scene, 40, 40);
	}
}

static void opaque(const struct display *display, long size)
{
	struct scene scene;

	begin(display, &scene, size);
	picture_fill(&scene.cursor, 0xffc08040);
	compare(&scene, 10, 10);
}

static void transparent(const struct display *display, long size)
{
	struct scene scene;
	uint32_t without;

	begin(display, &scene, size);
	without = shown_crc(display);
	picture_fill(&scene.cursor, 0x00000000);
	move_cursor(&scene, 10, 10);
	set_cursor(&scene, true);
	show(&scene, &scene.back);
	need(shown_crc(display) == without, "a transparent cursor is seen");
	picture_fill(&scene.cursor, 0xffffffff);
	set_cursor(&scene, true);
	show(&scene, &scene.back);
	need(shown_crc(display) != without, "a white one is not");
}

/* Afterwards the cursor is where it was. */
static void off(const struct display *display, long suspend)
{
	struct scene scene;
	uint32_t before;

	begin(display, &scene, SIZE(64, 64));
	move_cursor(&scene, 50, 60);
	set_cursor(&scene, true);
	show(&scene, &scene.back);
	before = shown_crc(display);
	if (suspend)
		igt_suspend_and_resume();
	else
		picture_off_and_on(display);
	need(shown_crc(display) == before, "another picture afterwards");
	compare(&scene, 50, 60);
}

#define SIZES(name, run) \
	{ name "-32x32", run, SIZE(32, 32) }, \
	{ name "-32x10", run, SIZE(32, 10) }, \
	{ name "-64x64", run, SIZE(64, 64) }, \
	{ name "-64x21", run, SIZE(64, 21) }, \
	{ name "-128x128", run, SIZE(128, 128) }, \
	{ name "-128x42", run, SIZE(128, 42) }, \
	{ name "-256x256", run, SIZE(256, 256) }, \
	{ name "-256x85", run, SIZE(256, 85) }

static const struct subtest subtests[] = {
	{ "cursor-size-change", size_change },
	{ "cursor-alpha-opaque", opaque, SIZE(64, 64) },
	{ "cursor-alpha-transparent", transparent, SIZE(64, 64) },
	{ "cursor-dpms", off, false },
	{ "cursor-suspend", off, true },
	SIZES("cursor-onscreen", onscreen),
	SIZES("cursor-offscreen", offscreen),
	SIZES("cursor-sliding", sliding),
	SIZES("cursor-random", at_random),
	SIZES("cursor-rapid-movement", rapid),
};

IGT_MAIN("kms_cursor_crc")
