// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CRTC's CRCs, read as IGT reads them
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "display.h"

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

	check(dark && light && again, "CRCs come");
	check(dark != light, "another picture has another CRC");
	check(again == light, "the same picture has the same CRC");
}

void test_crcs(const struct display *display)
{
	struct dumb dumb[2];
	int fd;

	/* Mounted already is as good. */
	mount("debugfs", DEBUGFS, "debugfs", 0, NULL);

	if (!dumb_create(display, &dumb[0]) ||
	    !dumb_create(display, &dumb[1]) ||
	    !check(!display_show(display, dumb[0].fb), "set a mode"))
		return;

	check(!set_source(display, "pipe"), "refused: an unknown CRC source");
	check(set_source(display, "auto"), "CRC source auto");
	fd = open_crc(display, "data", O_RDONLY);
	if (check(fd >= 0, "open the CRCs"))
		compare(display, fd, dumb);
	close(fd);
	dumb_destroy(display, &dumb[1]);
	dumb_destroy(display, &dumb[0]);
}
