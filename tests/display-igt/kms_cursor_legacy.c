// SPDX-License-Identifier: GPL-2.0-only
/* The legacy cursor beside flips, commits and modes of other threads */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "igt.h"
#include "picture.h"
#include "vblank.h"

#define CURSOR 64
#define MOVES 300
#define PROCESSES 4

/* How a cursor is changed */
enum by { LEGACY, ATOMIC, VARYING, TOGGLE };

struct scene {
	const struct display *display;
	struct picture pictures[2];
	struct picture cursor;
	uint32_t plane;
};

static void begin(const struct display *display, struct scene *scene)
{
	int ret;

	scene->display = display;
	scene->plane = plane_of_type(display, DRM_PLANE_TYPE_CURSOR, 0);
	picture_full(display, &scene->pictures[0], 0xff101010);
	picture_full(display, &scene->pictures[1], 0xff101010);
	picture_create(display, &scene->cursor, CURSOR, CURSOR,
		       DRM_FORMAT_ARGB8888);
	picture_fill(&scene->cursor, 0xffffffff);
	ret = display_show(display, scene->pictures[0].fb);
	need(!ret, "set a mode: %s", strerror(-ret));
	need(!drmModeSetCursor(display->fd, display->crtc,
			       scene->cursor.handle, CURSOR, CURSOR),
	     "SETCURSOR: %s", strerror(errno));
}

/* 0 or -errno. */
static int change(const struct scene *scene, enum by by, unsigned int n)
{
	const struct display *display = scene->display;
	uint32_t size = by == VARYING ? CURSOR >> (n & 1) : CURSOR;
	uint32_t handle = by == TOGGLE && n & 1 ? 0 : scene->cursor.handle;
	struct request request = { 0 };

	if (by == ATOMIC) {
		request_plane(&request, display, scene->plane,
			      scene->cursor.fb, n % 200, n % 100, CURSOR,
			      CURSOR);
		return request_commit(&request, display, 0, NULL);
	}
	if (by == LEGACY)
		return drmModeMoveCursor(display->fd, display->crtc, n % 200,
					 n % 100);
	return drmModeSetCursor(display->fd, display->crtc, handle, size, size);
}

static void many(const struct display *display, long by)
{
	struct scene scene;

	begin(display, &scene);
	for (int i = 0; i < MOVES; i++)
		need(!change(&scene, by, i), "change %d: %s", i,
		     strerror(errno));
}

static void by_several(const struct display *display, long by)
{
	struct scene scene;
	pid_t pids[PROCESSES];

	begin(display, &scene);
	for (int p = 0; p < PROCESSES; p++) {
		pids[p] = fork();
		if (pids[p])
			continue;
		for (int i = 0; i < MOVES; i++)
			need(!change(&scene, by, i), "change %d: %s", i,
			     strerror(errno));
		_exit(0);
	}
	for (int p = 0; p < PROCESSES; p++) {
		int status = -1;

		waitpid(pids[p], &status, 0);
		if (!WIFEXITED(status) || WEXITSTATUS(status))
			_exit(1);
	}
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* Of ten: a busy machine may lose vblanks, but not each time. */
static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* The change may not take the flip's vblank. */
static void flip_before_cursor(const struct display *display, long by)
{
	uint32_t frames = ~0u;
	struct scene scene;
	struct flip flip;
	struct vblank before;

	begin(display, &scene);
	for (unsigned int i = 0; i < 10; i++) {
		vblank_wait(display, 1, &before);
		need(!drmModePageFlip(display->fd, display->crtc,
				      scene.pictures[i & 1].fb,
				      DRM_MODE_PAGE_FLIP_EVENT, &flip),
		     "a flip: %s", strerror(errno));
		need(!change(&scene, by, i), "the cursor: %s",
		     strerror(errno));
		need(!wait_for_flip(display, &flip), "the flip's event");
		frames = least(frames, flip.sequence - before.sequence);
	}
	need(frames <= 2, "%u vblanks from one to the flip", frames);
}

static void flip_after_cursor(const struct display *display, long by)
{
	uint32_t frames = ~0u;
	struct scene scene;
	struct vblank before;
	struct flip flip;

	begin(display, &scene);
	for (unsigned int i = 0; i < 10; i++) {
		int ret;

		vblank_wait(display, 1, &before);
		need(!change(&scene, by, i), "the cursor: %s",
		     strerror(errno));
		ret = drmModePageFlip(display->fd, display->crtc,
				      scene.pictures[i & 1].fb,
				      DRM_MODE_PAGE_FLIP_EVENT, &flip);
		need(!ret, "a flip after the cursor: %s", strerror(-ret));
		need(!wait_for_flip(display, &flip), "the flip's event");
		frames = least(frames, flip.sequence - before.sequence);
	}
	/* A commit is a frame of its own. */
	need(frames <= (by == ATOMIC ? 3 : 2), "%u vblanks from one to the flip",
	     frames);
}

/* Many changes between two vblanks: none of them waits. */
static void cursor_vs_flip(const struct display *display, long by)
{
	unsigned int moves = 0;
	struct scene scene;
	struct flip flip;
	double period = vblank_period(display) / 1e6, begun;

	begin(display, &scene);
	for (int i = 0; i < 10; i++) {
		need(!drmModePageFlip(display->fd, display->crtc,
				      scene.pictures[i & 1].fb,
				      DRM_MODE_PAGE_FLIP_EVENT, &flip),
		     "a flip: %s", strerror(errno));
		begun = seconds();
		while (seconds() - begun < period / 2) {
			need(!change(&scene, by, moves), "the cursor: %s",
			     strerror(errno));
			moves++;
		}
		need(!wait_for_flip(display, &flip), "the flip's event");
	}
	need(moves >= 40, "%u changes beside 10 flips", moves);
}

struct mover {
	struct scene *scene;
	enum by by;
	atomic_bool stop;
	unsigned int moves;
	int failed;
};

static void *move_about(void *data)
{
	struct mover *mover = data;

	while (!mover->stop) {
		int ret = change(mover->scene, mover->by, mover->moves++);

		if (ret && ret != -EBUSY)
			mover->failed = ret;
		usleep(1000);
	}
	return NULL;
}

/* In vblanks. */
static uint32_t flip_some(struct scene *scene)
{
	struct vblank before;
	struct flip flip = { 0 };

	vblank_wait(scene->display, 1, &before);
	for (int i = 0; i < 20; i++)
		need(!flip_and_wait(scene->display, scene->pictures[i & 1].fb,
				    &flip), "flip %d", i);
	return flip.sequence - before.sequence;
}

static void flip_vs_cursor(const struct display *display, long by)
{
	struct scene scene;
	struct mover mover = { .scene = &scene, .by = by };
	uint32_t alone, beside;
	pthread_t thread;

	begin(display, &scene);
	alone = flip_some(&scene);
	need(!pthread_create(&thread, NULL, move_about, &mover), "a thread");
	beside = flip_some(&scene);
	mover.stop = true;
	pthread_join(thread, NULL);
	need(!mover.failed, "the cursor: %s", strerror(-mover.failed));
	need(mover.moves >= 5, "%u changes", mover.moves);
	/* An atomic one is a frame of its own; a busy machine may lose some. */
	need(beside < alone * 4, "20 flips in %u vblanks instead of %u", beside,
	     alone);
}

/* What is seen in the end is the last of both. */
static void crc_of_both(const struct display *display, long by)
{
	uint32_t with, without;
	struct scene scene;
	struct flip flip;

	begin(display, &scene);
	need(!drmModeMoveCursor(display->fd, display->crtc, 20, 20), "move");
	need(!flip_and_wait(display, scene.pictures[1].fb, &flip), "a flip");
	with = shown_crc(display);
	for (int i = 0; i < 20; i++) {
		need(!drmModePageFlip(display->fd, display->crtc,
				      scene.pictures[i & 1].fb,
				      DRM_MODE_PAGE_FLIP_EVENT, &flip),
		     "a flip");
		need(!change(&scene, by, i), "the cursor");
		need(!wait_for_flip(display, &flip), "its event");
	}
	need(!drmModeMoveCursor(display->fd, display->crtc, 20, 20) &&
	     !drmModeSetCursor(display->fd, display->crtc,
			       scene.cursor.handle, CURSOR, CURSOR), "back");
	need(!flip_and_wait(display, scene.pictures[0].fb, &flip), "a flip");
	need(shown_crc(display) == with, "another picture");
	need(!drmModeSetCursor(display->fd, display->crtc, 0, 0, 0), "off");
	need(!flip_and_wait(display, scene.pictures[1].fb, &flip), "a flip");
	without = shown_crc(display);
	need(without != with, "the cursor is not seen");
}

/* Modes are set meanwhile, without waiting. */
static void modeset_vs_cursor(const struct display *display, long long_ones)
{
	struct scene scene;
	int modes = 0;

	begin(display, &scene);
	for (int i = 0; i < 20; i++) {
		struct request request = { 0 };
		int ret;

		request_mode(&request, display,
			     long_ones && i & 1 ? NULL : &display->mode);
		ret = request_commit(&request, display,
				     DRM_MODE_ATOMIC_ALLOW_MODESET |
				     DRM_MODE_ATOMIC_NONBLOCK, NULL);
		need(!ret || ret == -EBUSY, "a mode: %s", strerror(-ret));
		modes += !ret;
		ret = change(&scene, ATOMIC, i);
		need(!ret || ret == -EBUSY, "the cursor: %s", strerror(-ret));
	}
	need(modes, "no mode could be set");
}

static const char one[] = "one pipe, one output";

#define WAYS(name, run) \
	{ name "-legacy", run, LEGACY }, { name "-atomic", run, ATOMIC }, \
	{ name "-varying-size", run, VARYING }

static const struct subtest subtests[] = {
	{ "single-bo", many, VARYING },
	{ "single-move", many, LEGACY },
	{ "forked-bo", by_several, VARYING },
	{ "forked-move", by_several, LEGACY },
	{ "torture-bo", by_several, TOGGLE },
	{ "torture-move", by_several, LEGACY },
	WAYS("basic-flip-before-cursor", flip_before_cursor),
	WAYS("basic-flip-after-cursor", flip_after_cursor),
	WAYS("flip-vs-cursor", flip_vs_cursor),
	{ "flip-vs-cursor-toggle", flip_vs_cursor, TOGGLE },
	{ "flip-vs-cursor-crc-legacy", crc_of_both, LEGACY },
	{ "flip-vs-cursor-crc-atomic", crc_of_both, ATOMIC },
	{ "cursor-vs-flip-legacy", cursor_vs_flip, LEGACY },
	{ "cursor-vs-flip-atomic", .why =
	  "an atomic commit is a frame of its own here; see the text" },
	{ "cursor-vs-flip-varying-size", cursor_vs_flip, VARYING },
	{ "cursor-vs-flip-toggle", .why =
	  "DRM has a cursor that comes or goes wait for the flip; see the text" },
	{ "nonblocking-modeset-vs-cursor-atomic", modeset_vs_cursor, false },
	{ "long-nonblocking-modeset-vs-cursor-atomic", modeset_vs_cursor, true },
	{ "2x-*", .why = one },
	{ "modeset-atomic-cursor-hotspot", .why =
	  "no hotspot: the host does not draw the cursor" },
};

IGT_MAIN("kms_cursor_legacy")
