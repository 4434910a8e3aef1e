// SPDX-License-Identifier: GPL-2.0-only
/*
 * How planes are put over one another, seen in copies of the picture. The
 * arithmetic itself is tested on the host (tests/unit/test-compose.c); here,
 * that each property arrives.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture.h"
#include "tests.h"

#define OPAQUE 0xffff
#define MAX_OVERLAYS 8

enum { PREMULTI, COVERAGE, PIXEL_NONE, BLENDS };
static const char *const blends[BLENDS] = {
	"Pre-multiplied", "Coverage", "None",
};

struct scene {
	const struct display *display;
	struct dumb primary, overlay, nv12, copy;
	uint32_t argb;		/* framebuffers of the first two's pixels */
	uint32_t overlay_argb;
	uint32_t nv12_fb;
};

static uint32_t add_argb(const struct display *display, const struct dumb *dumb)
{
	uint32_t handles[4] = { dumb->handle }, pitches[4] = { dumb->pitch };
	uint32_t offsets[4] = { 0 }, fb = 0;

	if (drmModeAddFB2(display->fd, display->mode.hdisplay,
			  display->mode.vdisplay, DRM_FORMAT_ARGB8888, handles,
			  pitches, offsets, &fb, 0))
		return 0;
	return fb;
}

static void fill(struct dumb *dumb, uint32_t pixel)
{
	for (uint64_t i = 0; i + 4 <= dumb->size; i += 4)
		memcpy(dumb->pixels + i, &pixel, 4);
}

/* The property's value of a plane; 0 if it has none. */
static uint64_t property_of(const struct display *display, uint32_t plane,
			    const char *name)
{
	drmModeObjectProperties *props = drmModeObjectGetProperties(
		display->fd, plane, DRM_MODE_OBJECT_PLANE);
	uint64_t value = 0;

	for (uint32_t i = 0; props && i < props->count_props; i++) {
		drmModePropertyRes *prop =
			drmModeGetProperty(display->fd, props->props[i]);

		if (prop && !strcmp(prop->name, name))
			value = props->prop_values[i];
		drmModeFreeProperty(prop);
	}
	drmModeFreeObjectProperties(props);
	return value;
}

/* Is the blob of these formats, in any order, and of nothing but linear? */
static bool formats_are(const struct display *display, uint32_t plane,
			const uint32_t *want, unsigned int count)
{
	drmModePropertyBlobRes *blob = drmModeGetPropertyBlob(
		display->fd, property_of(display, plane, "IN_FORMATS"));
	drmModeFormatModifierIterator at = { 0 };
	unsigned int seen = 0;
	bool right = blob;

	while (blob && drmModeFormatModifierBlobIterNext(blob, &at)) {
		unsigned int i = 0;

		while (i < count && want[i] != at.fmt)
			i++;
		right &= i < count && at.mod == DRM_FORMAT_MOD_LINEAR;
		seen += 1u << 4 * i;
	}
	drmModeFreePropertyBlob(blob);
	/* Each once. */
	return right && seen == (1u << 4 * count) / 15;
}

/* Fails where a compositor offers its clients what no plane takes, or less. */
static void test_formats(const struct display *display)
{
	static const uint32_t formats[] = {
		DRM_FORMAT_ARGB8888, DRM_FORMAT_XRGB8888, DRM_FORMAT_NV12,
	};
	drmModePlaneRes *res = drmModeGetPlaneResources(display->fd);
	unsigned int right = 0, cursors = 0;

	for (uint32_t i = 0; res && i < res->count_planes; i++) {
		bool cursor = property_of(display, res->planes[i], "type") ==
			      DRM_PLANE_TYPE_CURSOR;

		cursors += cursor;
		right += formats_are(display, res->planes[i], formats,
				     cursor ? 1 : ARRAY_SIZE(formats));
	}
	tap(res && res->count_planes == 8 && cursors == 1 &&
	    right == res->count_planes,
	    "IN_FORMATS of %u of %u planes are theirs, linear ones alone",
	    right, res ? res->count_planes : 0);
	drmModeFreePlaneResources(res);
}

/* The number that an enum's name has, for a plane. */
static uint64_t enum_value(const struct display *display, uint32_t plane,
			   const char *property, const char *name)
{
	drmModeObjectProperties *props;
	uint64_t value = UINT64_MAX;

	props = drmModeObjectGetProperties(display->fd, plane,
					   DRM_MODE_OBJECT_PLANE);
	for (uint32_t i = 0; props && i < props->count_props; i++) {
		drmModePropertyRes *prop =
			drmModeGetProperty(display->fd, props->props[i]);

		for (int n = 0; prop && !strcmp(prop->name, property) &&
		     n < prop->count_enums; n++)
			if (!strcmp(prop->enums[n].name, name))
				value = prop->enums[n].value;
		drmModeFreeProperty(prop);
	}
	drmModeFreeObjectProperties(props);
	return value;
}

static bool scene_begin(struct scene *scene, const struct display *display)
{
	*scene = (struct scene){ .display = display };
	if (!dumb_create(display, &scene->primary) ||
	    !dumb_create(display, &scene->overlay) ||
	    !dumb_create(display, &scene->nv12) ||
	    !dumb_create(display, &scene->copy))
		return false;
	scene->argb = add_argb(display, &scene->primary);
	scene->overlay_argb = add_argb(display, &scene->overlay);
	add_nv12(display, scene->nv12.handle, scene->nv12.handle, VIDEO_WIDTH,
		 VIDEO_WIDTH * VIDEO_HEIGHT, &scene->nv12_fb);
	return tap(scene->argb && scene->overlay_argb && scene->nv12_fb &&
		   capture_connector(display) &&
		   !display_show(display, scene->primary.fb),
		   "a scene with a writeback connector");
}

static void scene_end(struct scene *scene)
{
	const struct display *display = scene->display;
	struct request request = { 0 };

	request_plane(&request, display, display->overlay, 0, 0, 0, 0, 0);
	request_add(&request, display->overlay, "zpos", 7);
	request_add(&request, display->overlay, "alpha", OPAQUE);
	request_add(&request, display->overlay, "pixel blend mode",
		    enum_value(display, display->overlay, "pixel blend mode",
			       blends[PREMULTI]));
	request_plane(&request, display, display->primary, scene->primary.fb, 0,
		      0, display->mode.hdisplay, display->mode.vdisplay);
	tap(!request_commit(&request, display, 0, NULL), "all as it was");
	drmModeRmFB(display->fd, scene->argb);
	drmModeRmFB(display->fd, scene->overlay_argb);
	drmModeRmFB(display->fd, scene->nv12_fb);
	dumb_destroy(display, &scene->copy);
	dumb_destroy(display, &scene->nv12);
	dumb_destroy(display, &scene->overlay);
	dumb_destroy(display, &scene->primary);
}

/* The pixel where the overlay is, of 64x64 at 10,20. */
static uint32_t seen(struct scene *scene, struct request *request, uint32_t fb)
{
	const struct display *display = scene->display;
	int ret;

	request_plane(request, display, display->overlay, fb, 10, 20, 64, 64);
	ret = capture(display, request, &scene->copy);
	tap(!ret, "a copy of it (%s)", strerror(-ret));
	return pixel_at(&scene->copy, 12, 22);
}

/* Fails where a blend mode or an alpha doesn't arrive, or another one does. */
static void test_blends(struct scene *scene)
{
	const struct display *display = scene->display;
	static const struct {
		int blend;
		uint16_t alpha;
		uint32_t want;	/* of 0x80402010 over 0x000064c8 */
	} cases[] = {
		{ PREMULTI, OPAQUE, 0x405274 }, { PREMULTI, 0x8000, 0x205b9e },
		{ COVERAGE, OPAQUE, 0x20426c }, { COVERAGE, 0x8000, 0x10539a },
		{ PIXEL_NONE, OPAQUE, 0x402010 },
		{ PIXEL_NONE, 0x8000, 0x20426c }, { PIXEL_NONE, 0, 0x0064c8 },
	};

	fill(&scene->primary, 0x0064c8);
	fill(&scene->overlay, 0x80402010);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *name = blends[cases[i].blend];
		struct request request = { 0 };
		uint32_t pixel;

		request_add(&request, display->overlay, "alpha",
			    cases[i].alpha);
		request_add(&request, display->overlay, "pixel blend mode",
			    enum_value(display, display->overlay,
				       "pixel blend mode", name));
		pixel = seen(scene, &request, scene->overlay_argb);
		tap(pixel == cases[i].want, "%s, alpha %#x: %06x of %06x", name,
		    cases[i].alpha, pixel, cases[i].want);
	}
}

/* Fails where a window above a film can't be: the film is below the primary. */
static void test_underlay(struct scene *scene)
{
	const struct display *display = scene->display;
	struct request over = { 0 }, under = { 0 };

	fill(&scene->primary, 0xff112233);
	for (unsigned int y = 20; y < 40; y++)
		memset(scene->primary.pixels +
		       (size_t)y * scene->primary.pitch + 40, 0, 64 * 4);
	fill(&scene->overlay, 0xff445566);
	request_plane(&over, display, display->primary, scene->argb, 0, 0,
		      display->mode.hdisplay, display->mode.vdisplay);
	request_add(&over, display->overlay, "alpha", OPAQUE);
	under = over;
	request_add(&over, display->overlay, "zpos", 2);
	tap(seen(scene, &over, scene->overlay.fb) == 0x445566 &&
	    pixel_at(&scene->copy, 12, 60) == 0x445566,
	    "an overlay is over the primary plane");

	request_add(&under, display->overlay, "zpos", 0);
	tap(seen(scene, &under, scene->overlay.fb) == 0x445566,
	    "below it, it is seen through a hole");
	tap(pixel_at(&scene->copy, 12, 60) == 0x112233, "and only there");
}

/* Fails where encoding or range don't arrive, or a chroma sample is cut off. */
static void test_colors(struct scene *scene)
{
	const struct display *display = scene->display;
	static const struct {
		const char *encoding, *range;
		uint32_t want;	/* of luma 128, Cb 90, Cr 180 */
	} cases[] = {
		{ "ITU-R BT.601 YCbCr", "YCbCr limited range", 0xd56736 },
		{ "ITU-R BT.709 YCbCr", "YCbCr limited range", 0xe06f32 },
		{ "ITU-R BT.601 YCbCr", "YCbCr full range", 0xc9683d },
	};

	memset(scene->nv12.pixels, 128, VIDEO_WIDTH * VIDEO_HEIGHT);
	for (size_t i = VIDEO_WIDTH * VIDEO_HEIGHT; i < VIDEO_SIZE; i += 2) {
		scene->nv12.pixels[i] = 90;
		scene->nv12.pixels[i + 1] = 180;
	}
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct request request = { 0 };
		uint32_t pixel;

		request_add(&request, display->overlay, "zpos", 2);
		request_add(&request, display->overlay, "COLOR_ENCODING",
			    enum_value(display, display->overlay,
				       "COLOR_ENCODING", cases[i].encoding));
		request_add(&request, display->overlay, "COLOR_RANGE",
			    enum_value(display, display->overlay, "COLOR_RANGE",
				       cases[i].range));
		pixel = seen(scene, &request, scene->nv12_fb);
		tap(pixel == cases[i].want, "%s, %s: %06x of %06x",
		    cases[i].encoding, cases[i].range, pixel, cases[i].want);
	}
}

/* Fails where a film that is cut at an odd pixel has its colours moved. */
static void test_odd_crop(struct scene *scene)
{
	const struct display *display = scene->display;
	uint8_t *chroma = scene->nv12.pixels + VIDEO_WIDTH * VIDEO_HEIGHT;
	struct request request = { 0 };
	uint32_t red, blue;
	int ret;

	/* One red sample, from pixel 2,2 to 3,3, in a field of blue ones. */
	for (int i = 0; i < VIDEO_WIDTH * VIDEO_HEIGHT / 2; i += 2) {
		chroma[i] = 240;
		chroma[i + 1] = 110;
	}
	chroma[VIDEO_WIDTH + 2] = 90;
	chroma[VIDEO_WIDTH + 3] = 240;
	request_plane(&request, display, display->overlay, scene->nv12_fb, -3,
		      -3, VIDEO_WIDTH, VIDEO_HEIGHT);
	ret = capture(display, &request, &scene->copy);
	red = pixel_at(&scene->copy, 0, 0);
	blue = pixel_at(&scene->copy, 1, 0);
	tap(!ret && red >> 16 > 0xd0 && (red & 0xff) < 0x60,
	    "the first pixel is the sample's second (%06x)", red);
	tap((blue & 0xff) > 0xd0 && blue >> 16 < 0x90 &&
	    pixel_at(&scene->copy, 0, 1) == blue,
	    "the next ones are the next samples' (%06x)", blue);
}

static unsigned int find_overlays(const struct display *display, uint32_t *ids)
{
	drmModePlaneRes *res = drmModeGetPlaneResources(display->fd);
	unsigned int count = 0;

	for (uint32_t i = 0; res && i < res->count_planes; i++)
		if (res->planes[i] != display->primary &&
		    enum_value(display, res->planes[i], "COLOR_ENCODING",
			       "ITU-R BT.601 YCbCr") != UINT64_MAX &&
		    count < MAX_OVERLAYS)
			ids[count++] = res->planes[i];
	drmModeFreePlaneResources(res);
	return count;
}

/* Fails where layers get lost that take several commands. */
static void test_many(struct scene *scene)
{
	const struct display *display = scene->display;
	uint32_t ids[MAX_OVERLAYS];
	unsigned int count = find_overlays(display, ids), wrong = 0;
	struct dumb dumbs[MAX_OVERLAYS];
	struct request request = { 0 }, off = { 0 };
	int ret;

	fill(&scene->primary, 0xff000001);
	request_plane(&request, display, display->primary, scene->primary.fb, 0,
		      0, display->mode.hdisplay, display->mode.vdisplay);
	for (unsigned int i = 0; i < count; i++) {
		if (!dumb_create(display, &dumbs[i]))
			return;
		fill(&dumbs[i], 0xff000010 * (i + 1));
		request_plane(&request, display, ids[i], dumbs[i].fb,
			      20 * i, 0, 40, 40);
		request_add(&request, ids[i], "zpos", 2);
		request_plane(&off, display, ids[i], 0, 0, 0, 0, 0);
		request_add(&off, ids[i], "zpos", 7 - i);
	}
	ret = capture(display, &request, &scene->copy);
	tap(!ret && count >= 6, "a frame of %u new layers", count + 1);
	for (unsigned int i = 0; i < count; i++)
		wrong += pixel_at(&scene->copy, 20 * i + 5, 5) !=
			 (0xff000010 * (i + 1) & 0xffffff);
	tap(!wrong && pixel_at(&scene->copy, 20 * count + 30, 5) == 1,
	    "each is there, those of one zpos by their order (%u are not)",
	    wrong);
	tap(!request_commit(&off, display, 0, NULL), "all off");
	for (unsigned int i = 0; i < count; i++)
		dumb_destroy(display, &dumbs[i]);
}

void test_planes(const struct display *display)
{
	struct scene scene;

	if (!scene_begin(&scene, display))
		return;
	test_formats(display);
	test_blends(&scene);
	test_underlay(&scene);
	test_colors(&scene);
	test_odd_crop(&scene);
	test_many(&scene);
	scene_end(&scene);
}
