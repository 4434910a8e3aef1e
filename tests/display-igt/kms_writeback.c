// SPDX-License-Identifier: GPL-2.0-only
/* The writeback connector */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "../display/capture.h"
#include "igt.h"
#include "picture.h"

static uint32_t begin(const struct display *display, struct picture *picture)
{
	uint32_t connector = capture_connector(display);
	int ret;

	need(connector, "no writeback connector");
	picture_full(display, picture, 0);
	picture_pattern(picture);
	ret = display_show(display, picture->fb);
	need(!ret, "set a mode: %s", strerror(-ret));
	return connector;
}

static int write_back(const struct display *display, uint32_t connector,
		      uint64_t fb, uint64_t fence)
{
	struct request request = { 0 };

	request_add(&request, connector, "CRTC_ID", display->crtc);
	request_add(&request, connector, "WRITEBACK_FB_ID", fb);
	request_add(&request, connector, "WRITEBACK_OUT_FENCE_PTR", fence);
	return request_commit(&request, display, DRM_MODE_ATOMIC_ALLOW_MODESET,
			      NULL);
}

static void wait_for(int fence)
{
	struct pollfd poll_fd = { .fd = fence, .events = POLLIN };

	need(poll(&poll_fd, 1, 5000) == 1, "the fence, within 5 s");
	close(fence);
}

/* What the connector says it takes, it takes; and each has a name. */
static void pixel_formats(const struct display *display, long arg)
{
	drmModePropertyBlobRes *blob;
	struct picture picture;
	uint64_t id = 0;
	uint32_t connector = begin(display, &picture);

	(void)arg;
	need(property_of(display, connector, "WRITEBACK_PIXEL_FORMATS", &id),
	     "no WRITEBACK_PIXEL_FORMATS");
	blob = drmModeGetPropertyBlob(display->fd, id);
	need(blob && blob->length >= 4 && blob->length % 4 == 0,
	     "its blob: %s", strerror(errno));
	for (uint32_t i = 0; i < blob->length / 4; i++) {
		uint32_t format = ((uint32_t *)blob->data)[i];
		struct picture target;
		int32_t fence = -1;

		picture_create(display, &target, picture.width, picture.height,
			       format);
		need(!write_back(display, connector, target.fb,
				 (uintptr_t)&fence), "%.4s is refused",
		     (const char *)&format);
		wait_for(fence);
	}
}

static void invalid_parameters(const struct display *display, long arg)
{
	struct picture picture, target;
	uint32_t connector = begin(display, &picture);
	struct request request = { 0 };
	int32_t fence = -1;

	(void)arg;
	picture_full(display, &target, 0);
	need_errno(EINVAL, write_back(display, connector, 0,
				      (uintptr_t)&fence),
		   "a fence without a framebuffer");
	need_errno(EFAULT, write_back(display, connector, target.fb, 8),
		   "a fence to where nothing is");
	request_add(&request, connector, "CRTC_ID", 0);
	request_add(&request, connector, "WRITEBACK_FB_ID", target.fb);
	need_errno(EINVAL, request_commit(&request, display,
					  DRM_MODE_ATOMIC_ALLOW_MODESET, NULL),
		   "a framebuffer without a CRTC");
	need(!write_back(display, connector, target.fb, (uintptr_t)&fence),
	     "what is right");
	wait_for(fence);
}

static void fb_id(const struct display *display, long arg)
{
	struct picture picture, target, small;
	uint32_t connector = begin(display, &picture);
	uint64_t value = 1;
	int32_t fence = -1;

	(void)arg;
	need_errno(EINVAL, write_back(display, connector, connector, 0),
		   "a connector for a framebuffer");
	need_errno(EINVAL, write_back(display, connector, 0xfffffff, 0),
		   "a framebuffer that does not exist");
	picture_create(display, &small, picture.width / 2, picture.height / 2,
		       DRM_FORMAT_XRGB8888);
	need_errno(EINVAL, write_back(display, connector, small.fb, 0),
		   "a framebuffer that is smaller than the mode");
	picture_create(display, &small, picture.width, picture.height,
		       DRM_FORMAT_ARGB8888);
	need_errno(EINVAL, write_back(display, connector, small.fb, 0),
		   "a format that is not named");
	picture_full(display, &target, 0);
	need(!write_back(display, connector, target.fb, (uintptr_t)&fence),
	     "what is right");
	wait_for(fence);
	need(property_of(display, connector, "WRITEBACK_FB_ID", &value) &&
	     !value, "WRITEBACK_FB_ID stays set");
}

/* The picture, whole, once; and the memory around is left alone. */
static void check_output(const struct display *display, long arg)
{
	struct picture picture, target;
	uint32_t connector = begin(display, &picture);
	unsigned int wrong = 0;
	int32_t fence = -1;

	(void)arg;
	picture_full(display, &target, 0x11223344);
	need(!write_back(display, connector, target.fb, (uintptr_t)&fence),
	     "a copy");
	wait_for(fence);
	for (uint32_t y = 0; y < picture.height; y++)
		wrong += !!memcmp(target.pixels + (size_t)y * target.pitch,
				  picture.pixels + (size_t)y * picture.pitch,
				  picture.width * 4);
	need(!wrong, "%u lines differ", wrong);
	/* Once, and not with the next frame again. */
	picture_fill(&target, 0x55667788);
	need(!display_show(display, picture.fb), "the next frame");
	wrong = 0;
	for (uint32_t y = 0; y < picture.height; y++)
		for (uint32_t x = 0; x < picture.width; x++)
			wrong += memcmp(target.pixels +
					(size_t)y * target.pitch + 4 * x,
					"\x88\x77\x66\x55", 4) != 0;
	need(!wrong, "the next frame was copied, too");
}

static const struct subtest subtests[] = {
	{ "writeback-pixel-formats", pixel_formats },
	{ "writeback-invalid-parameters", invalid_parameters },
	{ "writeback-fb-id", fb_id },
	{ "writeback-fb-id-XRGB2101010", .why = "no XRGB2101010" },
	{ "writeback-check-output", check_output },
	{ "writeback-check-output-XRGB2101010", .why = "no XRGB2101010" },
};

IGT_MAIN("kms_writeback")
