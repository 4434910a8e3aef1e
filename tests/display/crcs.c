// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CRTC's CRCs, read as IGT reads them
 */
#include <fcntl.h>
#include <linux/rstmem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "tests.h"

#define DEBUGFS "/sys/kernel/debug"

static int open_crc(const struct display *display, const char *file, int flags)
{
	struct stat stat;
	char path[96];

	if (fstat(display->fd, &stat))
		return -1;
	snprintf(path, sizeof(path), DEBUGFS "/dri/%u/crtc-0/crc/%s",
		 minor(stat.st_rdev), file);
	return open(path, flags | O_CLOEXEC);
}

static bool set_source(const struct display *display, const char *source)
{
	int fd = open_crc(display, "control", O_WRONLY);
	ssize_t length = strlen(source);
	bool done = fd >= 0 && write(fd, source, length) == length;

	close(fd);
	return done;
}

/* Entries are "frame crc", a line each. 0 where there is none. */
static uint32_t next_crc(int fd, uint32_t *frame)
{
	char line[64];
	ssize_t length = read(fd, line, sizeof(line) - 1);
	char *end;

	if (length <= 0)
		return 0;
	line[length] = 0;
	*frame = strtoul(line, &end, 16);
	return strtoul(end, NULL, 16);
}

/* The CRC of the vblank in which a framebuffer was flipped to. */
static uint32_t crc_of(const struct display *display, int fd, uint32_t fb)
{
	uint32_t crc, frame;
	struct flip flip;

	if (flip_and_wait(display, fb, &flip))
		return 0;
	do
		crc = next_crc(fd, &frame);
	while (crc && (int32_t)(frame - flip.sequence) < 0);
	return crc;
}

static void compare(const struct display *display, int fd, struct dumb *dumb)
{
	uint32_t dark, light, again;

	dumb_fill(&dumb[0], 0x10);
	dumb_fill(&dumb[1], 0xe0);
	dark = crc_of(display, fd, dumb[0].fb);
	light = crc_of(display, fd, dumb[1].fb);
	dumb_fill(&dumb[0], 0xe0);
	again = crc_of(display, fd, dumb[0].fb);

	tap(dark && light && again, "CRCs come");
	tap(dark != light, "another picture has another CRC");
	tap(again == light, "the same picture has the same CRC");
}

/* A restricted buffer as NV12, whose pixels nobody here knows. 0: none. */
static uint32_t restricted_fb(const struct display *display)
{
	int fd = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY, VIDEO_SIZE);
	uint32_t handle, fb = 0;

	if (fd < 0)
		return 0;
	if (!drmPrimeFDToHandle(display->fd, fd, &handle)) {
		if (add_nv12(display, handle, handle, VIDEO_WIDTH,
			     VIDEO_WIDTH * VIDEO_HEIGHT, &fb))
			fb = 0;
		close_handle(display, handle);
	}
	close(fd);
	return fb;
}

static int show_overlay(const struct display *display, uint32_t fb)
{
	return drmModeSetPlane(display->fd, display->overlay, display->crtc, fb,
			       0, 0, 0, 16, 16, 0, 0, 16 << 16, 16 << 16);
}

/*
 * Fails where the CRCs tell that a restricted picture is the same as before:
 * who can tell that finds the picture by trying.
 */
static void test_restricted(const struct display *display, int fd,
			    struct dumb *dumb)
{
	uint32_t fb = restricted_fb(display);
	uint32_t first, kept, again;

	if (!tap(fb && !show_overlay(display, fb),
		 "a restricted picture among what has a CRC"))
		return;
	dumb_fill(&dumb[0], 0x10);
	dumb_fill(&dumb[1], 0x10);
	first = crc_of(display, fd, dumb[0].fb);
	kept = crc_of(display, fd, dumb[1].fb);
	tap(first && kept == first,
	    "as long as it isn't touched, the CRC stays");
	tap(!show_overlay(display, fb), "the same restricted picture again");
	again = crc_of(display, fd, dumb[0].fb);
	tap(again && again != first,
	    "the CRC doesn't tell that it is the same");
	drmModeRmFB(display->fd, fb);
}

void test_crcs(const struct display *display)
{
	struct dumb dumb[2];
	int fd;

	/* Mounted already is as good. */
	mount("debugfs", DEBUGFS, "debugfs", 0, NULL);

	if (!dumb_create(display, &dumb[0]) ||
	    !dumb_create(display, &dumb[1]) ||
	    !tap(!display_show(display, dumb[0].fb), "set a mode"))
		return;

	tap(!set_source(display, "pipe"), "refused: an unknown CRC source");
	tap(set_source(display, "auto"), "CRC source auto");
	fd = open_crc(display, "data", O_RDONLY);
	if (tap(fd >= 0, "open the CRCs")) {
		compare(display, fd, dumb);
		test_restricted(display, fd, dumb);
	}
	close(fd);
	dumb_destroy(display, &dumb[1]);
	dumb_destroy(display, &dumb[0]);
}
