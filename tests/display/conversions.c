// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies of what the display shows, as NV12: the picture of the copies in red,
 * green and blue, and restricted layers black in them, too
 */
#include <errno.h>
#include <linux/rstmem.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "black.h"
#include "capture.h"
#include "restricted.h"
#include "tests.h"

static bool nv12_create(const struct display *display, struct dumb *dumb)
{
	uint32_t width = display->mode.hdisplay, height = display->mode.vdisplay;
	uint32_t handles[4] = { 0 }, pitches[4] = { 0 }, offsets[4] = { 0 };
	uint64_t offset;

	memset(dumb, 0, sizeof(*dumb));
	if (drmModeCreateDumbBuffer(display->fd, width, height * 3 / 2, 8, 0,
				    &dumb->handle, &dumb->pitch, &dumb->size) ||
	    drmModeMapDumbBuffer(display->fd, dumb->handle, &offset))
		return tap(false, "an NV12 buffer: %m");
	dumb->pixels = mmap(NULL, dumb->size, PROT_READ | PROT_WRITE,
			    MAP_SHARED, display->fd, offset);
	if (dumb->pixels == MAP_FAILED)
		return tap(false, "mmap it: %m");
	for (int i = 0; i < 2; i++) {
		handles[i] = dumb->handle;
		pitches[i] = dumb->pitch;
		offsets[i] = i * dumb->pitch * height;
	}
	if (drmModeAddFB2(display->fd, width, height, DRM_FORMAT_NV12, handles,
			  pitches, offsets, &dumb->fb, 0))
		return tap(false, "an NV12 framebuffer: %m");
	return true;
}

static int luma_at(const struct dumb *copy, unsigned int x, unsigned int y)
{
	return copy->pixels[y * copy->pitch + x];
}

/* The first sample of the pair that a pixel has. */
static const uint8_t *chroma_at(const struct display *display,
				const struct dumb *copy, unsigned int x,
				unsigned int y)
{
	return copy->pixels + (display->mode.vdisplay + y / 2) * copy->pitch +
	       x / 2 * 2;
}

static bool is_black(const struct display *display, const struct dumb *copy,
		     unsigned int size)
{
	for (unsigned int y = 0; y < size; y++)
		for (unsigned int x = 0; x < size; x++) {
			const uint8_t *chroma = chroma_at(display, copy, x, y);

			if (luma_at(copy, x, y) != 16 || chroma[0] != 128 ||
			    chroma[1] != 128)
				return false;
		}
	return true;
}

static bool is_right(const struct display *display, const struct dumb *copy)
{
	return is_black(display, copy, 16) && luma_at(copy, 16, 0) == 158 &&
	       *chroma_at(display, copy, 16, 0) == 128;
}

/* BT.601, limited: shares in thousandths, of the sum of @count pixels. */
static int converted(const int *bgr, int count, int sample)
{
	const int share[] = { 114, 587, 299 };
	double y = 0, color;

	for (int i = 0; i < 3; i++)
		y += share[i] * bgr[i] / 1000.0 / count;
	if (!sample)
		return 16 + 219 * y / 255 + 0.5;
	color = (double)bgr[sample == 1 ? 0 : 2] / count;
	return 128 + 224 * (color - y) / 255 /
	       (2 - 2 * share[sample == 1 ? 0 : 2] / 1000.0) + 0.5;
}

/* Halves are not exact in floating point, so a step is let pass. */
static bool is_near(int a, int b)
{
	return a - b <= 1 && b - a <= 1;
}

static bool block_is_right(const struct display *display,
			   const struct dumb *rgb, const struct dumb *copy,
			   unsigned int x, unsigned int y)
{
	const uint8_t *chroma = chroma_at(display, copy, x, y);
	int sum[3] = { 0 };

	for (int i = 0; i < 4; i++) {
		const uint8_t *pixel = rgb->pixels +
			(y + i / 2) * rgb->pitch + (x + i % 2) * 4;
		int bgr[3] = { pixel[0], pixel[1], pixel[2] };

		if (!is_near(converted(bgr, 1, 0),
			     luma_at(copy, x + i % 2, y + i / 2)))
			return false;
		for (int c = 0; c < 3; c++)
			sum[c] += bgr[c];
	}
	return is_near(converted(sum, 4, 1), chroma[0]) &&
	       is_near(converted(sum, 4, 2), chroma[1]);
}

/* Fails where it is another picture; the host's test is exact. */
static void test_same(const struct display *display, struct dumb *primary,
		      struct dumb *copy)
{
	struct request nothing = { 0 };
	unsigned int wrong = 0;

	for (size_t i = 0; i < primary->size; i++)
		primary->pixels[i] = i * 7 + i / 4096;
	tap(!capture(display, &nothing, copy), "an NV12 copy");
	for (unsigned int y = 0; y < display->mode.vdisplay; y += 2)
		for (unsigned int x = 0; x < display->mode.hdisplay; x += 2)
			wrong += !block_is_right(display, primary, copy, x, y);
	tap(!wrong, "is the shown picture's (%u blocks are not)", wrong);
}

static void test_refused(const struct display *display)
{
	struct request nothing = { 0 };
	struct dumb target = { 0 };
	uint32_t handle = 0;

	target.fb = restricted_fb(display, &handle);
	tap(target.fb && capture(display, &nothing, &target) == -EACCES,
	    "refused: an NV12 copy to restricted memory");
	drmModeRmFB(display->fd, target.fb);
	close_handle(display, handle);
}

static void test_formats(const struct display *display)
{
	uint32_t connector = capture_connector(display);
	drmModeObjectProperties *props =
		drmModeObjectGetProperties(display->fd, connector,
					   DRM_MODE_OBJECT_CONNECTOR);
	bool rgb = false, nv12 = false;

	for (uint32_t i = 0; props && i < props->count_props; i++) {
		drmModePropertyRes *prop =
			drmModeGetProperty(display->fd, props->props[i]);
		drmModePropertyBlobRes *blob = NULL;

		if (prop && !strcmp(prop->name, "WRITEBACK_PIXEL_FORMATS"))
			blob = drmModeGetPropertyBlob(display->fd,
						      props->prop_values[i]);
		for (uint32_t n = 0; blob && n < blob->length / 4; n++) {
			rgb |= ((uint32_t *)blob->data)[n] ==
			       DRM_FORMAT_XRGB8888;
			nv12 |= ((uint32_t *)blob->data)[n] == DRM_FORMAT_NV12;
		}
		drmModeFreePropertyBlob(blob);
		drmModeFreeProperty(prop);
	}
	drmModeFreeObjectProperties(props);
	tap(rgb && nv12, "the connector says XRGB8888 and NV12");
}

void test_conversions(const struct display *display)
{
	struct dumb primary, copy;

	if (!dumb_create(display, &primary) || !nv12_create(display, &copy) ||
	    !tap(!display_show(display, primary.fb), "set a mode"))
		return;
	test_formats(display);
	black_in_copies(display, &primary, &copy, is_right, "NV12 copies");
	test_same(display, &primary, &copy);
	test_refused(display);
	dumb_destroy(display, &copy);
	dumb_destroy(display, &primary);
}
