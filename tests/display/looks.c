// SPDX-License-Identifier: GPL-2.0-only
/*
 * looks WHAT: commits that name the primary plane with the framebuffer that it
 * has, as a compositor's do. Prints when it drew into that framebuffer, and when
 * it had said so, in the clock of the panel's record.
 *
 *	flips	a new picture on the overlay in each commit, and nothing drawn
 *	silent	drawn, without a word, in a commit that is new for the overlay
 *	damage	the same, but said by FB_DAMAGE_CLIPS
 *	dirty	drawn, and said by the dirty ioctl
 *	alone	drawn, and said by a commit of nothing else
 *	moved	the same, while a cursor's move waits for a frame
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "atomic.h"

/* The panel's record has every picture. */
#define SIZE	128
#define CURSOR_SIZE	64
#define FLIPS	40
#define RATE	60
/* Longer than the display takes to look by itself. */
#define PATIENCE_US	4000000

static struct display display;
static struct dumb desktop, film[2], cursor;

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static bool open_all(void)
{
	display_open(&display);
	display.mode.hdisplay = SIZE;
	display.mode.vdisplay = SIZE;
	display_set_rate(&display, RATE);
	for (int i = 0; i < 2; i++) {
		if (!dumb_create(&display, &film[i]))
			return false;
		dumb_fill(&film[i], 0x40 + i);
	}
	if (!dumb_create(&display, &desktop) || !dumb_create(&display, &cursor))
		return false;
	dumb_fill(&desktop, 0x90);
	return !display_show(&display, desktop.fb) &&
	       !drmModeSetCursor(display.fd, display.crtc, cursor.handle,
				 CURSOR_SIZE, CURSOR_SIZE);
}

/* @clips: the blob of damage to the primary plane, or 0. */
static int commit_with(unsigned int picture, uint32_t clips)
{
	struct request request = { 0 };

	if (clips)
		request_add(&request, display.primary, "FB_DAMAGE_CLIPS",
			    clips);
	request_plane(&request, &display, display.primary, desktop.fb, 0, 0,
		      SIZE, SIZE);
	request_plane(&request, &display, display.overlay,
		      film[picture & 1].fb, 0, 0, SIZE / 2, SIZE / 2);
	return request_commit(&request, &display, 0, NULL);
}

static int commit(unsigned int picture)
{
	return commit_with(picture, 0);
}

static int flips(void)
{
	int ret = 0;

	for (int i = 0; i < FLIPS; i++)
		ret |= commit(i);
	return ret;
}

static int silent(void)
{
	return commit(1);
}

static int damage(void)
{
	struct drm_mode_rect clip = { 3, 4, 5, 6 };
	uint32_t clips = 0;

	if (drmModeCreatePropertyBlob(display.fd, &clip, sizeof(clip), &clips))
		return -1;
	return commit_with(1, clips);
}

static int dirty(void)
{
	return drmModeDirtyFB(display.fd, desktop.fb, NULL, 0);
}

static int alone(void)
{
	struct request request = { 0 };

	request_plane(&request, &display, display.primary, desktop.fb, 0, 0,
		      SIZE, SIZE);
	return request_commit(&request, &display, 0, NULL);
}

static int moved(void)
{
	return drmModeMoveCursor(display.fd, display.crtc, 7, 8) || alone();
}

static const struct {
	const char *name;
	int (*show)(void);
	uint8_t drawn;
} acts[] = {
	{ "flips", flips, 0x90 },
	{ "silent", silent, 0xa0 },
	{ "damage", damage, 0xa8 },
	{ "dirty", dirty, 0xb0 },
	{ "alone", alone, 0xc0 },
	{ "moved", moved, 0xc8 },
};

int main(int argc, char **argv)
{
	int ret;

	if (!open_all() || commit(0))
		return 2;
	for (unsigned int i = 0; i < ARRAY_SIZE(acts); i++) {
		if (argc < 2 || strcmp(argv[1], acts[i].name))
			continue;
		dumb_fill(&desktop, acts[i].drawn);
		printf("%s_from=%" PRIu64 "\n", argv[1], now());
		ret = acts[i].show();
		printf("%s_to=%" PRIu64 "\n", argv[1], now());
		usleep(PATIENCE_US);
		return ret ? 1 : 0;
	}
	return 2;
}
