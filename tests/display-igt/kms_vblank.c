// SPDX-License-Identifier: GPL-2.0-only
/* Vblanks: asked for, waited for, and on time */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "igt.h"
#include "picture.h"
#include "vblank.h"

/* Flags, that make up what is asked */
#define BUSY	1	/* an event is awaited meanwhile, so that the clock runs */
#define FORKED	2	/* by several processes */
#define WAIT	4	/* rather than asked */

#define QUERIES	2000
#define WAITS	20
#define PROCESSES 4

static void show(const struct display *display)
{
	struct picture picture;
	int ret;

	picture_full(display, &picture, 0xff402010);
	ret = display_show(display, picture.fb);
	need(!ret, "set a mode: %s", strerror(-ret));
}

static void query(const struct display *display)
{
	struct vblank first, now;

	vblank_query(display, &first);
	for (int i = 0; i < QUERIES; i++) {
		vblank_query(display, &now);
		need((int32_t)(now.sequence - first.sequence) >= 0 &&
		     now.time >= first.time, "vblanks go back");
		first = now;
	}
}

static void wait_some(const struct display *display)
{
	struct vblank first, now, last;

	vblank_wait(display, 1, &first);
	last = first;
	for (int i = 0; i < WAITS; i++) {
		vblank_wait(display, 1, &now);
		need((int32_t)(now.sequence - last.sequence) >= 1,
		     "vblank %u comes after %u", now.sequence, last.sequence);
		last = now;
	}
	need(last.time - first.time > vblank_period(display) * (WAITS - 1),
	     "%d vblanks in %llu us", WAITS,
	     (unsigned long long)(last.time - first.time));
}

static void once(const struct display *display, long flags)
{
	if (flags & WAIT)
		wait_some(display);
	else
		query(display);
}

static void by_several(const struct display *display, long flags)
{
	pid_t pids[PROCESSES];

	for (int i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		if (!pids[i]) {
			once(display, flags);
			_exit(0);
		}
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status = -1;

		waitpid(pids[i], &status, 0);
		if (!WIFEXITED(status) || WEXITSTATUS(status))
			_exit(1);
	}
}

static void vblanks(const struct display *display, long flags)
{
	struct vblank before, after;

	show(display);
	vblank_query(display, &before);
	if (flags & BUSY)
		vblank_ask(display, flags & WAIT ? WAITS + 3 : 60);
	if (flags & FORKED)
		by_several(display, flags);
	else
		once(display, flags);
	if (!(flags & BUSY))
		return;
	vblank_event(display, &after);
	need((int32_t)(after.sequence - before.sequence) >=
	     (flags & WAIT ? WAITS : 60), "the event comes too early");
}

static void invalid(const struct display *display, long arg)
{
	drmVBlank vblank = { 0 };

	(void)arg;
	show(display);
	vblank.request.type = DRM_VBLANK_SIGNAL;
	need_errno(EINVAL, drmWaitVBlank(display->fd, &vblank), "a signal");
	vblank.request.type = DRM_VBLANK_RELATIVE | 0x800;
	need_errno(EINVAL, drmWaitVBlank(display->fd, &vblank),
		   "an unknown flag");
}

/* There is one CRTC. */
static void crtc_id(const struct display *display, long arg)
{
	drmVBlank vblank = { 0 };

	(void)arg;
	show(display);
	vblank.request.type = DRM_VBLANK_RELATIVE;
	need(!drmWaitVBlank(display->fd, &vblank), "CRTC 0: %s",
	     strerror(errno));
	vblank = (drmVBlank){ 0 };
	vblank.request.type = DRM_VBLANK_RELATIVE |
			      1 << DRM_VBLANK_HIGH_CRTC_SHIFT;
	need_errno(EINVAL, drmWaitVBlank(display->fd, &vblank), "CRTC 1");
}

static void accuracy(const struct display *display, long arg)
{
	struct vblank first, last;
	double period;

	(void)arg;
	show(display);
	vblank_wait(display, 1, &first);
	vblank_wait_until(display, first.sequence + 60, &last);
	period = (double)(last.time - first.time) /
		 (last.sequence - first.sequence);
	need(last.sequence - first.sequence >= 60, "60 vblanks later");
	need(period > vblank_period(display) * 0.99 &&
	     period < vblank_period(display) * 1.01,
	     "%.1f us a frame, where the mode has %.1f", period,
	     vblank_period(display));
}

/* Whatever comes between two queries. */
static void nothing(const struct display *display)
{
	(void)display;
}

static void sleep_a_while(const struct display *display)
{
	(void)display;
	/* The kernel turns an idle clock off after five seconds. */
	sleep(6);
}

static void set_the_mode(const struct display *display)
{
	struct request off = { 0 }, on = { 0 };
	int ret;

	request_mode(&off, display, NULL);
	ret = request_commit(&off, display, DRM_MODE_ATOMIC_ALLOW_MODESET,
			     NULL);
	need(!ret, "turn off: %s", strerror(-ret));
	request_mode(&on, display, &display->mode);
	ret = request_commit(&on, display, DRM_MODE_ATOMIC_ALLOW_MODESET, NULL);
	need(!ret, "turn on: %s", strerror(-ret));
}

static void dpms(const struct display *display)
{
	uint32_t property = property_of(display, display->connector, "DPMS",
					NULL);

	need(!drmModeConnectorSetProperty(display->fd, display->connector,
					  property, DRM_MODE_DPMS_OFF),
	     "DPMS off: %s", strerror(errno));
	need(!drmModeConnectorSetProperty(display->fd, display->connector,
					  property, DRM_MODE_DPMS_ON),
	     "DPMS on: %s", strerror(errno));
}

static void suspend(const struct display *display)
{
	(void)display;
	igt_suspend_and_resume();
}

static void dpms_suspend(const struct display *display)
{
	dpms(display);
	igt_suspend_and_resume();
}

/* From the third on, the display is off meanwhile. */
static void (*const between[])(const struct display *display) = {
	nothing, sleep_a_while, set_the_mode, suspend, dpms_suspend,
};

/* Fails where the count jumps, goes back, or leaves the time behind. */
static void continuation(const struct display *display, long what)
{
	struct vblank before, after;
	double frames;

	show(display);
	vblank_wait(display, 1, &before);
	between[what](display);
	vblank_wait(display, 1, &after);
	frames = (after.time - before.time) / vblank_period(display);
	need((int32_t)(after.sequence - before.sequence) > 0 &&
	     after.time > before.time, "vblanks go back");
	/* Off, the count stands still. */
	need(what >= 2 ? after.sequence - before.sequence <= frames + 2 :
	     after.sequence - before.sequence > frames - 1.5 &&
	     after.sequence - before.sequence < frames + 1.5,
	     "%u vblanks in the time of %.1f", after.sequence - before.sequence,
	     frames);
}

#define HANG "a GPU that hangs is Intel's"
#define RPM "no runtime power management"

static const struct subtest subtests[] = {
	{ "invalid", invalid },
	{ "crtc-id", crtc_id },
	{ "accuracy-idle", accuracy },
	{ "query-idle", vblanks, 0 },
	{ "query-idle-hang", .why = HANG },
	{ "query-forked", vblanks, FORKED },
	{ "query-forked-hang", .why = HANG },
	{ "query-busy", vblanks, BUSY },
	{ "query-busy-hang", .why = HANG },
	{ "query-forked-busy", vblanks, FORKED | BUSY },
	{ "query-forked-busy-hang", .why = HANG },
	{ "wait-idle", vblanks, WAIT },
	{ "wait-idle-hang", .why = HANG },
	{ "wait-forked", vblanks, WAIT | FORKED },
	{ "wait-forked-hang", .why = HANG },
	{ "wait-busy", vblanks, WAIT | BUSY },
	{ "wait-busy-hang", .why = HANG },
	{ "wait-forked-busy", vblanks, WAIT | FORKED | BUSY },
	{ "wait-forked-busy-hang", .why = HANG },
	{ "ts-continuation-idle", continuation, 1 },
	{ "ts-continuation-idle-hang", .why = HANG },
	{ "ts-continuation-dpms-rpm", .why = RPM },
	{ "ts-continuation-dpms-suspend", continuation, 4 },
	{ "ts-continuation-suspend", continuation, 3 },
	{ "ts-continuation-modeset", continuation, 2 },
	{ "ts-continuation-modeset-hang", .why = HANG },
	{ "ts-continuation-modeset-rpm", .why = RPM },
};

IGT_MAIN("kms_vblank")
