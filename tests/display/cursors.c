// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cursor, as X moves it: with the legacy ioctl, as often as the mouse tells
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "crc.h"
#include "tests.h"

#define CURSOR_SIZE	64
#define FLIPS		20
#define RATE		10
#define TOGGLES		40
#define MOUSE_US	2000

struct mover {
	const struct display *display;
	atomic_bool stop;
	unsigned int moves;
	unsigned int failed;
	pthread_t thread;
};

static void *move_about(void *data)
{
	struct mover *mover = data;

	while (!mover->stop) {
		int at = mover->moves % 200;

		mover->failed += drmModeMoveCursor(mover->display->fd,
						   mover->display->crtc, at,
						   at) != 0;
		mover->moves++;
		usleep(MOUSE_US);
	}
	return NULL;
}

static double flips_a_second(const struct display *display,
			     const struct dumb *dumb)
{
	struct flip first, flip;
	int done;

	if (flip_and_wait(display, dumb[0].fb, &first))
		return 0;
	for (done = 0; done < FLIPS; done++)
		if (flip_and_wait(display, dumb[~done & 1].fb, &flip))
			return 0;
	return done * 1e6 / (flip.time - first.time);
}

/*
 * In a slow mode, so that even a busy machine keeps up with it.
 *
 * Fails where each move is a frame of its own that takes a vblank away from who
 * flips, or where who moves is made to wait for vblanks.
 */
static void test_moving(const struct display *display, const struct dumb *dumb)
{
	struct mover mover = { .display = display };
	struct display slow = *display;
	double still, moving;

	display_set_rate(&slow, RATE);
	tap(!display_show(&slow, dumb[0].fb), "a mode of %u Hz", RATE);
	still = flips_a_second(display, dumb);
	if (!tap(!pthread_create(&mover.thread, NULL, move_about, &mover),
		 "move the cursor"))
		return;
	moving = flips_a_second(display, dumb);
	mover.stop = true;
	pthread_join(mover.thread, NULL);
	tap(moving > still * 0.75, "%.1f flips/s, %.1f while the cursor moves",
	    still, moving);
	tap(!mover.failed && mover.moves > 5 * FLIPS,
	    "%u moves meanwhile, %u failed", mover.moves, mover.failed);
	tap(!display_show(display, dumb[0].fb),
	    "back to the display's own mode");
}

static int move(const struct display *display, int at)
{
	return drmModeMoveCursor(display->fd, display->crtc, at, at);
}

/* Fails where a move isn't seen until somebody flips. */
static void test_seen(const struct display *display, const struct dumb *dumb)
{
	int crcs = crc_begin(display);
	uint32_t here, there;

	tap(!move(display, 10), "the cursor here");
	here = crc_of(display, crcs, dumb->fb);
	tap(!move(display, 100), "and there");
	there = crc_of(display, crcs, dumb->fb);
	tap(here && there && there != here, "is another picture");
	close(crcs);

	crcs = crc_begin(display);
	tap(!move(display, 10) && crc_comes(crcs, here),
	    "a move is seen without a flip");
	tap(!move(display, 100) && crc_comes(crcs, there),
	    "so is one to where it was");
	tap(!move(display, -CURSOR_SIZE - 1) && !move(display, 10) &&
	    crc_comes(crcs, here), "and one out of the picture and back");
	close(crcs);
}

/*
 * In the slow mode, without anybody who flips.
 *
 * Fails where a cursor that comes or goes is a frame of its own, and waits for
 * the vblank of that.
 */
static void test_toggling(const struct display *display,
			  const struct dumb *dumb, uint32_t handle)
{
	struct display slow = *display;
	struct timespec begun, done;
	double seconds;
	int ret = 0;

	display_set_rate(&slow, RATE);
	tap(!display_show(&slow, dumb->fb), "a mode of %u Hz", RATE);
	clock_gettime(CLOCK_MONOTONIC, &begun);
	for (int i = 0; i < TOGGLES; i++)
		ret |= drmModeSetCursor(display->fd, display->crtc,
					i & 1 ? handle : 0, CURSOR_SIZE,
					CURSOR_SIZE);
	clock_gettime(CLOCK_MONOTONIC, &done);
	seconds = done.tv_sec - begun.tv_sec +
		  (done.tv_nsec - begun.tv_nsec) / 1e9;
	tap(!ret && seconds < 0.5 * TOGGLES / RATE,
	    "the cursor comes and goes %d times in %.2f s", TOGGLES, seconds);
	tap(!display_show(display, dumb->fb),
	    "back to the display's own mode");
}

/* A cursor that changes its shape, and one that goes. */
static void test_shapes(const struct display *display, const struct dumb *dumb,
			const uint32_t *handles)
{
	int crcs = crc_begin(display), ret = 0;
	uint32_t with = crc_of(display, crcs, dumb->fb), without;

	for (int i = 0; i < 100; i++)
		ret |= drmModeSetCursor(display->fd, display->crtc,
					handles[i & 1], CURSOR_SIZE,
					CURSOR_SIZE);
	tap(!ret, "a hundred new shapes");
	tap(!drmModeSetCursor(display->fd, display->crtc, 0, 0, 0),
	    "the cursor goes");
	without = crc_of(display, crcs, dumb->fb);
	tap(with && without && with != without, "and is not seen");
	close(crcs);
}

/* What is transparent is not seen. */
static bool fill_white(const struct display *display, uint32_t handle,
		       uint64_t size)
{
	uint64_t offset;
	void *pixels;

	if (drmModeMapDumbBuffer(display->fd, handle, &offset))
		return false;
	pixels = mmap(NULL, size, PROT_WRITE, MAP_SHARED, display->fd, offset);
	if (pixels == MAP_FAILED)
		return false;
	memset(pixels, 0xff, size);
	munmap(pixels, size);
	return true;
}

/* Fails where the smallest cursor, by which some hide it, is none. */
static void test_smallest(const struct display *display,
			  const struct dumb *dumb)
{
	uint32_t handle, pitch, with, again, without;
	int crcs = crc_begin(display);
	uint64_t size;

	without = crc_of(display, crcs, dumb->fb);
	if (!tap(!drmModeCreateDumbBuffer(display->fd, 1, 1, 32, 0, &handle,
					  &pitch, &size) &&
		 fill_white(display, handle, size) &&
		 !drmModeSetCursor(display->fd, display->crtc, handle, 1, 1),
		 "a cursor of one ARGB pixel"))
		return;
	with = crc_of(display, crcs, dumb->fb);
	tap(!move(display, 11), "it moves");
	again = crc_of(display, crcs, dumb->fb);
	tap(without && with && again && with != without && again != with,
	    "it is seen, here and there");
	tap(!drmModeSetCursor(display->fd, display->crtc, 0, 0, 0) &&
	    crc_of(display, crcs, dumb->fb) == without, "and goes");
	drmModeDestroyDumbBuffer(display->fd, handle);
	close(crcs);
}

void test_cursors(const struct display *display)
{
	uint32_t handles[2], pitch;
	struct dumb dumb[2];
	uint64_t size;

	for (int i = 0; i < 2; i++) {
		if (!dumb_create(display, &dumb[i]))
			return;
		dumb_fill(&dumb[i], 0x50);
		if (drmModeCreateDumbBuffer(display->fd, CURSOR_SIZE,
					    CURSOR_SIZE, 32, 0, &handles[i],
					    &pitch, &size) ||
		    !fill_white(display, handles[i], size))
			return (void)tap(false, "create a cursor: %m");
	}
	tap(!display_show(display, dumb[0].fb), "set a mode");
	tap(!drmModeSetCursor(display->fd, display->crtc, handles[0],
			      CURSOR_SIZE, CURSOR_SIZE), "set a cursor");
	test_moving(display, dumb);
	test_toggling(display, dumb, handles[0]);
	test_seen(display, dumb);
	test_shapes(display, dumb, handles);
	test_smallest(display, dumb);
	for (int i = 0; i < 2; i++) {
		drmModeDestroyDumbBuffer(display->fd, handles[i]);
		dumb_destroy(display, &dumb[i]);
	}
}
