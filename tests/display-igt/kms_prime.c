// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers that were imported; those of other devices but restricted heaps are
 * refused, which is not what vkms does (docs/display.md says why)
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../display/restricted.h"
#include "igt.h"
#include "lib/udmabuf.h"
#include "picture.h"

/* Exported and imported it is the same buffer, and the same picture. */
static void own(const struct display *display, long arg)
{
	uint32_t handle = 0, handles[4] = { 0 }, pitches[4] = { 0 };
	uint32_t offsets[4] = { 0 }, fb = 0, want;
	struct picture picture;
	int fd = -1;

	(void)arg;
	picture_full(display, &picture, 0);
	picture_pattern(&picture);
	need(!display_show(display, picture.fb), "set a mode");
	want = shown_crc(display);
	need(!drmPrimeHandleToFD(display->fd, picture.handle, O_CLOEXEC, &fd),
	     "export: %s", strerror(errno));
	need(!drmPrimeFDToHandle(display->fd, fd, &handle), "import: %s",
	     strerror(errno));
	handles[0] = handle;
	pitches[0] = picture.pitch;
	need(!drmModeAddFB2(display->fd, picture.width, picture.height,
			    DRM_FORMAT_XRGB8888, handles, pitches, offsets,
			    &fb, 0), "a framebuffer of it");
	need(!display_show(display, fb) && shown_crc(display) == want,
	     "another picture");
}

/* In what the normal world is told, it is black. */
static void restricted(const struct display *display, long arg)
{
	struct picture picture;
	uint32_t fb, want;

	(void)arg;
	picture_full(display, &picture, 0xff808080);
	picture_rect(&picture, 0, 0, 16, 16, 0);
	need(!display_show(display, picture.fb), "set a mode");
	want = shown_crc(display);
	picture_fill(&picture, 0xff808080);
	fb = restricted_fb(display, NULL);
	need(fb && !overlay_show(display, fb), "a restricted buffer");
	need(!display_show(display, picture.fb), "below it");
	need(shown_crc(display) == want, "its corner is not black in the CRC");
}

static void foreign(const struct display *display, long arg)
{
	int fd = udmabuf_create(1 << 20);
	uint32_t handle = 0;

	(void)arg;
	if (fd < 0)
		igt_skip("the kernel has no udmabuf");
	need_errno(EINVAL, drmPrimeFDToHandle(display->fd, fd, &handle) ?
		   -errno : 0, "ordinary memory of another device");
}

static const struct subtest subtests[] = {
	{ "basic-crc-vgem", .why =
	  "ordinary buffers of other devices are refused; see the text" },
	{ "basic-modeset-hybrid", .why = "one GPU" },
	{ "D3hot", .why = "one GPU" },
	{ "own-import", own },
	{ "own-restricted", restricted },
	{ "own-foreign-refused", foreign },
};

IGT_MAIN("kms_prime")
