// SPDX-License-Identifier: GPL-2.0-only
/* CRCs of what is shown */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../display/crc.h"
#include "igt.h"
#include "picture.h"

static void show(const struct display *display, struct picture *picture)
{
	int ret;

	picture_full(display, picture, 0xff60a020);
	ret = display_show(display, picture->fb);
	need(!ret, "set a mode: %s", strerror(-ret));
}

static void bad_source(const struct display *display, long arg)
{
	struct picture picture;
	int fd;

	(void)arg;
	show(display, &picture);
	close(crcs_open(display, 0));
	fd = crc_file(display, "control", O_WRONLY);
	need(fd >= 0 && write(fd, "foo", 3) < 0 && errno == EINVAL,
	     "the source foo: %s", strerror(errno));
}

#define READS 10

/* Twice, so that it is right when it is begun again. */
static void read_crcs(const struct display *display, long in_sequence)
{
	uint32_t first = 0, frame, last = 0, crc;
	struct picture picture;

	show(display, &picture);
	for (int round = 0; round < 2; round++) {
		int fd = crcs_open(display, 0);

		for (int i = 0; i < READS; i++) {
			need(crcs_next(fd, &frame, &crc), "CRC %d", i);
			if (!round && !i)
				first = crc;
			need(crc && crc == first, "CRC %08x is not %08x", crc,
			     first);
			if (in_sequence && i)
				need(frame == last + 1, "frame %u after %u",
				     frame, last);
			last = frame;
		}
		close(fd);
	}
}

static void nonblocking(const struct display *display, long in_sequence)
{
	uint32_t frame, crc, last = 0;
	struct picture picture;
	unsigned int count = 0;
	int fd;

	show(display, &picture);
	fd = crcs_open(display, O_NONBLOCK);
	for (int i = 0; i < 300 && count < READS; i++) {
		if (!crcs_next(fd, &frame, &crc)) {
			need(errno == EAGAIN, "no CRC: %s", strerror(errno));
			usleep(5000);
			continue;
		}
		if (in_sequence && count)
			need(frame == last + 1, "frame %u after %u", frame,
			     last);
		last = frame;
		count++;
	}
	need(count == READS, "%u CRCs", count);
	close(fd);
}

/* The CRTC goes off while CRCs are read. */
static void disable_after_crtc(const struct display *display, long arg)
{
	struct picture picture;
	uint32_t frame, crc;
	int fd;

	(void)arg;
	show(display, &picture);
	fd = crcs_open(display, O_NONBLOCK);
	need(!drmModeSetCrtc(display->fd, display->crtc, 0, 0, 0, NULL, 0,
			     NULL), "turn off: %s", strerror(errno));
	while (crcs_next(fd, &frame, &crc))
		continue;
	need(errno == EAGAIN, "CRCs of what is off: %s", strerror(errno));
	close(fd);
	need(!display_show(display, picture.fb), "turn on");
	need(shown_crc(display), "no CRC afterwards");
}

/* What is shown has the same CRC when the display has slept. */
static void suspend(const struct display *display, long arg)
{
	struct picture picture;
	uint32_t before;

	(void)arg;
	show(display, &picture);
	before = shown_crc(display);
	igt_suspend_and_resume();
	need(shown_crc(display) == before, "another CRC afterwards");
}

static const uint32_t colors[] = {
	0xff0000, 0x00ff00, 0x0000ff, 0xffffff, 0x010101,
};

/* Different pictures have different CRCs, equal ones equal ones. */
static void compare_rgb(const struct display *display, long arg)
{
	uint32_t seen[ARRAY_SIZE(colors)];
	struct picture picture;

	(void)arg;
	show(display, &picture);
	for (size_t i = 0; i < ARRAY_SIZE(colors); i++) {
		picture_fill(&picture, colors[i]);
		need(!display_show(display, picture.fb), "show it");
		seen[i] = shown_crc(display);
		need(seen[i] == shown_crc(display), "another CRC, of the same");
		for (size_t j = 0; j < i; j++)
			need(seen[i] != seen[j], "colours %zu and %zu", i, j);
	}
}

/* The same colour in both formats. */
static void compare_nv12(const struct display *display, long arg)
{
	static const struct {
		uint32_t rgb;
		uint32_t yuv;
	} same[] = {
		{ 0x000000, 16 << 16 | 128 << 8 | 128 },
		{ 0xffffff, 235 << 16 | 128 << 8 | 128 },
		{ 0xfe0000, 81 << 16 | 90 << 8 | 240 },
	};
	struct picture rgb, nv12;

	(void)arg;
	show(display, &rgb);
	picture_create(display, &nv12, display->mode.hdisplay,
		       display->mode.vdisplay, DRM_FORMAT_NV12);
	for (size_t i = 0; i < ARRAY_SIZE(same); i++) {
		uint32_t want;

		picture_fill(&rgb, same[i].rgb);
		picture_fill(&nv12, same[i].yuv);
		need(!display_show(display, rgb.fb), "show RGB");
		want = shown_crc(display);
		need(!display_show(display, nv12.fb), "show NV12");
		need(shown_crc(display) == want, "colour %zu", i);
	}
}

static const struct subtest subtests[] = {
	{ "bad-source", bad_source },
	{ "read-crc", read_crcs, false },
	{ "read-crc-frame-sequence", read_crcs, true },
	{ "nonblocking-crc", nonblocking, false },
	{ "nonblocking-crc-frame-sequence", nonblocking, true },
	{ "disable-crc-after-crtc", disable_after_crtc },
	{ "compare-crc-sanitycheck-xr24", compare_rgb },
	{ "compare-crc-sanitycheck-nv12", compare_nv12 },
	{ "suspend-read-crc", suspend },
	{ "hang-read-crc", .why = "a GPU that hangs is Intel's" },
};

IGT_MAIN("kms_pipe_crc_basic")
