// SPDX-License-Identifier: GPL-2.0-only
/* Per-plane alpha and the blend modes, by what is shown of them */
#include <errno.h>
#include <string.h>

#include "igt.h"
#include "picture.h"

#define WIDTH	128
#define HEIGHT	96

enum mode { PREMULTI, COVERAGE, NONE };

static const char *const modes[] = { "Pre-multiplied", "Coverage", "None" };

struct scene {
	const struct display *display;
	struct picture primary;
	struct picture overlay;
	uint32_t plane;
};

static uint64_t mode_value(const struct scene *scene, enum mode mode)
{
	uint32_t id = property_of(scene->display, scene->plane,
				  "pixel blend mode", NULL);
	drmModePropertyRes *prop = drmModeGetProperty(scene->display->fd, id);

	need(prop, "no pixel blend mode");
	for (int i = 0; i < prop->count_enums; i++)
		if (!strcmp(prop->enums[i].name, modes[mode]))
			return prop->enums[i].value;
	need(false, "no blend mode %s", modes[mode]);
	return 0;
}

static void begin(const struct display *display, struct scene *scene)
{
	int ret;

	scene->display = display;
	scene->plane = display->overlay;
	picture_full(display, &scene->primary, 0xff405060);
	ret = display_show(display, scene->primary.fb);
	need(!ret, "set a mode: %s", strerror(-ret));
	picture_create(display, &scene->overlay, WIDTH, HEIGHT,
		       DRM_FORMAT_ARGB8888);
}

static uint32_t crc_with(const struct scene *scene, enum mode mode,
			 uint64_t alpha)
{
	struct request request = { 0 };

	request_plane(&request, scene->display, scene->plane,
		      scene->overlay.fb, 30, 20, WIDTH, HEIGHT);
	request_add(&request, scene->plane, "alpha", alpha);
	request_add(&request, scene->plane, "pixel blend mode",
		    mode_value(scene, mode));
	commit(scene->display, &request);
	return shown_crc(scene->display);
}

/* What it has to look like, drawn by hand. */
static uint32_t crc_of_square(struct scene *scene, uint32_t color)
{
	struct picture square;
	uint32_t crc;

	plane_off(scene->display, scene->plane);
	picture_full(scene->display, &square, 0xff405060);
	picture_rect(&square, 30, 20, WIDTH, HEIGHT, color);
	need(!display_show(scene->display, square.fb), "show the reference");
	crc = shown_crc(scene->display);
	need(!display_show(scene->display, scene->primary.fb), "and back");
	picture_destroy(scene->display, &square);
	return crc;
}

/* Alpha goes up, and the picture with it: no two are alike. */
static void basic(const struct display *display, long arg)
{
	uint32_t crcs[8];
	struct scene scene;

	(void)arg;
	begin(display, &scene);
	picture_fill(&scene.overlay, 0xffffffff);
	for (unsigned int i = 0; i < ARRAY_SIZE(crcs); i++) {
		crcs[i] = crc_with(&scene, PREMULTI, i * 0xffff / 7);
		for (unsigned int j = 0; j < i; j++)
			need(crcs[i] != crcs[j], "alpha %u/7 and %u/7", i, j);
	}
}

/* (1 - a) b + a c with a of 7e/ff, once by pixels and once by the plane. */
static void alpha_7efc(const struct display *display, long coverage)
{
	struct scene scene;
	uint32_t pixels, plane;

	begin(display, &scene);
	picture_fill(&scene.overlay, coverage ? 0x7effffff : 0x7e7e7e7e);
	pixels = crc_with(&scene, coverage ? COVERAGE : PREMULTI, 0xffff);
	picture_fill(&scene.overlay, 0xffffffff);
	plane = crc_with(&scene, coverage ? COVERAGE : PREMULTI, 0x7e7e);
	need(pixels == plane, "alpha by pixels is not alpha by plane");
}

static void transparent_fb(const struct display *display, long arg)
{
	struct scene scene;
	uint32_t want;

	(void)arg;
	begin(display, &scene);
	want = shown_crc(display);
	picture_fill(&scene.overlay, 0x00000000);
	need(crc_with(&scene, PREMULTI, 0xffff) == want, "pre-multiplied");
	picture_fill(&scene.overlay, 0x00ffffff);
	need(crc_with(&scene, COVERAGE, 0xffff) == want, "coverage");
	need(crc_with(&scene, NONE, 0xffff) ==
	     crc_of_square(&scene, 0xffffffff), "none");
}

static void opaque_fb(const struct display *display, long arg)
{
	struct scene scene;
	uint32_t want;

	(void)arg;
	begin(display, &scene);
	want = crc_of_square(&scene, 0xff12ab9f);
	picture_fill(&scene.overlay, 0xff12ab9f);
	for (enum mode mode = PREMULTI; mode <= NONE; mode++)
		need(crc_with(&scene, mode, 0xffff) == want, "%s",
		     modes[mode]);
}

static uint8_t mix(uint32_t over, uint32_t under, uint32_t alpha)
{
	return (over * alpha + under * (0xffff - alpha) + 0x7fff) / 0xffff;
}

static void constant_alpha(const struct display *display, long alpha)
{
	uint32_t color = 0xff000000 | mix(0xe0, 0x40, alpha) << 16 |
			 mix(0x10, 0x50, alpha) << 8 | mix(0x77, 0x60, alpha);
	struct scene scene;
	uint32_t want;

	begin(display, &scene);
	want = crc_of_square(&scene, color);
	picture_fill(&scene.overlay, 0xffe01077);
	for (enum mode mode = PREMULTI; mode <= NONE; mode++)
		need(crc_with(&scene, mode, alpha) == want, "%s", modes[mode]);
}

/* Three ways to one picture. */
static void three_ways(const struct display *display, long arg)
{
	uint32_t premultiplied, coverage, constant;
	struct scene scene;

	(void)arg;
	begin(display, &scene);
	picture_fill(&scene.overlay, 0x7e00007e);
	premultiplied = crc_with(&scene, PREMULTI, 0xffff);
	picture_fill(&scene.overlay, 0x7e0000ff);
	coverage = crc_with(&scene, COVERAGE, 0xffff);
	constant = crc_with(&scene, NONE, 0x7e7e);
	need(premultiplied == coverage, "pre-multiplied and coverage");
	need(coverage == constant, "coverage and constant");
}

static const struct subtest subtests[] = {
	{ "alpha-basic", basic },
	{ "alpha-7efc", alpha_7efc, false },
	{ "coverage-7efc", alpha_7efc, true },
	{ "alpha-transparent-fb", transparent_fb },
	{ "alpha-opaque-fb", opaque_fb },
	{ "constant-alpha-min", constant_alpha, 0 },
	{ "constant-alpha-mid", constant_alpha, 0x7fff },
	{ "constant-alpha-max", constant_alpha, 0xffff },
	{ "coverage-vs-premult-vs-constant", three_ways },
};

IGT_MAIN("kms_plane_alpha_blend")
