// SPDX-License-Identifier: GPL-2.0-only
/* Page flips: beside everything that a client may do meanwhile */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "igt.h"
#include "picture.h"
#include "vblank.h"

#define FLIPS 20

/* What happens around a flip */
#define TS_CHECK	(1 << 0)
#define DPMS		(1 << 1)
#define MODESET		(1 << 2)
#define PANNING		(1 << 3)
#define RMFB		(1 << 4)
#define WF_VBLANK	(1 << 5)
#define ABSOLUTE	(1 << 6)
#define BLOCKING	(1 << 7)
#define RECREATE	(1 << 8)
#define SINGLE		(1 << 9)
#define EXPIRED		(1 << 10)
#define SIGNALS		(1 << 11)
#define NO_FLIP		(1 << 12)
#define BUSY_FLIP	(1 << 13)
#define SUSPEND		(1 << 14)

struct flipper {
	const struct display *display;
	struct picture pictures[2];
	struct flip last;
	struct vblank asked;	/* when an event was asked for */
};

static void ignore(int signal)
{
	(void)signal;
}

/* Each call that may be interrupted is. */
static void interrupt(bool on)
{
	struct sigaction action = { .sa_handler = ignore };
	struct itimerval timer = {
		.it_interval.tv_usec = on ? 700 : 0,
		.it_value.tv_usec = on ? 700 : 0,
	};

	sigaction(SIGPROF, &action, NULL);
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

static int dpms(const struct display *display, uint64_t value)
{
	uint32_t property = property_of(display, display->connector, "DPMS",
					NULL);

	return drmModeConnectorSetProperty(display->fd, display->connector,
					   property, value);
}

static void show(const struct flipper *flipper, int n)
{
	int ret = display_show(flipper->display, flipper->pictures[n].fb);

	need(!ret, "set the mode: %s", strerror(-ret));
}

static void on_flip(int fd, unsigned int sequence, unsigned int seconds,
		    unsigned int microseconds, void *data)
{
	struct flip *flip = data;

	(void)fd;
	flip->sequence = sequence;
	flip->time = seconds * 1000000ull + microseconds;
}

static struct vblank seen;

static void on_vblank(int fd, unsigned int sequence, unsigned int seconds,
		      unsigned int microseconds, void *data)
{
	(void)fd;
	(void)data;
	seen.sequence = sequence;
	seen.time = seconds * 1000000ull + microseconds;
}

/* Both events, whichever comes first. */
static void wait_for_events(struct flipper *flipper, struct flip *flip,
			    bool vblank)
{
	drmEventContext context = {
		.version = 2, .page_flip_handler = on_flip,
		.vblank_handler = on_vblank,
	};
	struct pollfd poll_fd = {
		.fd = flipper->display->fd, .events = POLLIN,
	};
	struct timespec end, now;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += 3;
	while (!flip->time || (vblank && !seen.time)) {
		int ret = poll(&poll_fd, 1, 3000);

		clock_gettime(CLOCK_MONOTONIC, &now);
		need(now.tv_sec < end.tv_sec || now.tv_nsec < end.tv_nsec,
		     "no event in 3 s");
		if (ret < 0 && errno == EINTR)
			continue;
		need(ret == 1, "no event in 3 s");
		need(!drmHandleEvent(flipper->display->fd, &context),
		     "an event");
	}
}

static void recreate(struct flipper *flipper, int n)
{
	picture_destroy(flipper->display, &flipper->pictures[n]);
	picture_full(flipper->display, &flipper->pictures[n], 0xff000000 + n);
}

static void before_flip(struct flipper *flipper, long flags, int n)
{
	const struct display *display = flipper->display;
	struct vblank now;

	if (flags & RECREATE)
		recreate(flipper, n);
	if (flags & PANNING) {
		int ret = drmModeSetCrtc(display->fd, display->crtc,
					 flipper->pictures[!n].fb, 0, 1,
					 (uint32_t *)&display->connector, 1,
					 (drmModeModeInfo *)&display->mode);

		need(ret == -ENOSPC, "panning beyond the framebuffer: %s",
		     strerror(-ret));
		show(flipper, !n);
	}
	if (!(flags & (WF_VBLANK | EXPIRED)))
		return;
	seen = (struct vblank){ 0 };
	if (flags & EXPIRED) {
		drmVBlank vblank = { 0 };

		/* Of a vblank long ago the event comes at once. */
		vblank_query(display, &now);
		vblank.request.type = DRM_VBLANK_ABSOLUTE | DRM_VBLANK_EVENT;
		vblank.request.sequence = now.sequence - 10;
		need(!drmWaitVBlank(display->fd, &vblank), "an old vblank: %s",
		     strerror(errno));
	} else if (flags & BLOCKING && flags & ABSOLUTE) {
		vblank_query(display, &now);
		vblank_wait_until(display, now.sequence + 2, &seen);
	} else if (flags & BLOCKING) {
		vblank_wait(display, 2, &seen);
	} else {
		vblank_query(display, &flipper->asked);
		vblank_ask(display, 2);
	}
}

static void after_flip(struct flipper *flipper, long flags, int n)
{
	const struct display *display = flipper->display;

	if (flags & DPMS) {
		need(!dpms(display, DRM_MODE_DPMS_OFF), "DPMS off: %s",
		     strerror(errno));
		need_errno(EINVAL, drmModePageFlip(display->fd, display->crtc,
						   flipper->pictures[n].fb, 0,
						   NULL),
			   "a flip while it is off");
		need(!dpms(display, DRM_MODE_DPMS_ON), "DPMS on: %s",
		     strerror(errno));
	}
	if (flags & MODESET) {
		int ret = drmModeSetCrtc(display->fd, display->crtc, 0, 0, 0,
					 NULL, 0, NULL);

		need(!ret, "turn off: %s", strerror(-ret));
		show(flipper, n);
	}
	if (flags & RMFB) {
		recreate(flipper, n);
		show(flipper, n);
	}
}

static void check_time(struct flipper *flipper, const struct flip *flip)
{
	double period = vblank_period(flipper->display);
	uint32_t frames = flip->sequence - flipper->last.sequence;
	double off;

	if (!flipper->last.time)
		return;
	need((int32_t)frames >= 1, "flip %u after %u", flip->sequence,
	     flipper->last.sequence);
	off = flip->time - flipper->last.time - frames * period;
	need(off > -period / 4 && off < period / 4,
	     "%u frames in %llu us", frames,
	     (unsigned long long)(flip->time - flipper->last.time));
}

/* Loading a module can't be interrupted and go on. */
static void suspend(long flags)
{
	interrupt(false);
	igt_suspend_and_resume();
	interrupt(flags & SIGNALS);
}

static void flip_once(struct flipper *flipper, long flags, int n)
{
	const struct display *display = flipper->display;
	struct flip flip = { 0 };
	bool vblank = flags & (WF_VBLANK | EXPIRED) && !(flags & BLOCKING);
	uint32_t fb;
	int ret;

	before_flip(flipper, flags, n);
	fb = flipper->pictures[n].fb;
	if (flags & NO_FLIP) {
		flip.time = 1;
		wait_for_events(flipper, &flip, vblank);
		return;
	}
	ret = drmModePageFlip(display->fd, display->crtc, fb,
			      DRM_MODE_PAGE_FLIP_EVENT, &flip);
	need(!ret, "a flip: %s", strerror(-ret));
	if (flags & BUSY_FLIP) {
		ret = drmModePageFlip(display->fd, display->crtc, fb, 0, NULL);
		need(ret == -EBUSY || flip.time, "a second flip meanwhile: %s",
		     strerror(-ret));
	}
	/* The event that is awaited comes all the same. */
	if (flags & SUSPEND)
		suspend(flags);
	wait_for_events(flipper, &flip, vblank);
	if (vblank && !(flags & EXPIRED))
		need((int32_t)(seen.sequence - flipper->asked.sequence) >= 2,
		     "vblank %u, two after %u", seen.sequence,
		     flipper->asked.sequence);
	if (flags & TS_CHECK)
		check_time(flipper, &flip);
	flipper->last = flip;
	after_flip(flipper, flags, n);
}

static void flips(const struct display *display, long flags)
{
	struct flipper flipper = { .display = display };

	picture_full(display, &flipper.pictures[0], 0xff800000);
	picture_full(display, &flipper.pictures[1], 0xff000080);
	show(&flipper, 0);
	interrupt(flags & SIGNALS);
	for (int i = 1; i <= FLIPS; i++)
		flip_once(&flipper, flags, flags & SINGLE ? 0 : i & 1);
	interrupt(false);
	need(flags & NO_FLIP || flipper.last.time, "no flip");
}

static void nonexisting_fb(const struct display *display, long arg)
{
	struct flipper flipper = { .display = display };

	(void)arg;
	picture_full(display, &flipper.pictures[0], 0);
	show(&flipper, 0);
	need_errno(ENOENT, drmModePageFlip(display->fd, display->crtc,
					   0xfffffff, 0, NULL),
		   "a flip to a framebuffer that does not exist");
	need_errno(ENOENT, drmModePageFlip(display->fd, display->crtc,
					   display->crtc, 0, NULL),
		   "a flip to a CRTC");
}

/* A larger framebuffer than the mode: its corner is shown. */
static void bo_too_big(const struct display *display, long arg)
{
	struct flipper flipper = { .display = display };
	struct picture large, small;
	struct flip flip;

	(void)arg;
	picture_full(display, &flipper.pictures[0], 0);
	show(&flipper, 0);
	picture_create(display, &large, display->mode.hdisplay + 64,
		       display->mode.vdisplay + 64, DRM_FORMAT_XRGB8888);
	need(!flip_and_wait(display, large.fb, &flip), "a larger one");
	picture_create(display, &small, display->mode.hdisplay - 64,
		       display->mode.vdisplay - 64, DRM_FORMAT_XRGB8888);
	need_errno(ENOSPC, drmModePageFlip(display->fd, display->crtc, small.fb,
					   0, NULL), "a smaller one");
}

/* A flip to another format than is shown. */
static void bad_format(const struct display *display, long arg)
{
	struct flipper flipper = { .display = display };
	struct picture other;

	(void)arg;
	picture_full(display, &flipper.pictures[0], 0);
	show(&flipper, 0);
	picture_create(display, &other, display->mode.hdisplay,
		       display->mode.vdisplay, DRM_FORMAT_ARGB8888);
	need_errno(EINVAL, drmModePageFlip(display->fd, display->crtc, other.fb,
					   0, NULL), "another format");
}

/* Reading events without waiting. */
static void nonblocking_read(const struct display *display, long arg)
{
	struct flipper flipper = { .display = display };
	char event[1024];
	ssize_t length;
	int flags;

	(void)arg;
	picture_full(display, &flipper.pictures[0], 0);
	show(&flipper, 0);
	flags = fcntl(display->fd, F_GETFL);
	need(!fcntl(display->fd, F_SETFL, flags | O_NONBLOCK), "O_NONBLOCK");
	length = read(display->fd, event, sizeof(event));
	need(length < 0 && errno == EAGAIN, "read %zd bytes of no event",
	     length);
	need(!fcntl(display->fd, F_SETFL, flags), "blocking again");
}

/* The display goes off while a vblank is awaited. */
static void vs_vblank_race(const struct display *display, long off_by_dpms)
{
	struct flipper flipper = { .display = display };

	picture_full(display, &flipper.pictures[0], 0);
	for (int i = 0; i < FLIPS; i++) {
		struct vblank then;

		show(&flipper, 0);
		vblank_ask(display, 1);
		if (off_by_dpms) {
			need(!dpms(display, DRM_MODE_DPMS_OFF), "off");
			need(!dpms(display, DRM_MODE_DPMS_ON), "on");
		} else {
			need(!drmModeSetCrtc(display->fd, display->crtc, 0, 0,
					     0, NULL, 0, NULL), "off");
			show(&flipper, 0);
		}
		/* It came, or was sent when the clock stopped. */
		vblank_event(display, &then);
	}
}

/* On, flipped, off, flipped in vain, on: each says what it is. */
static void off_confusion(const struct display *display, long arg)
{
	struct flipper flipper = { .display = display };
	struct flip flip;

	(void)arg;
	for (int i = 0; i < 2; i++)
		picture_full(display, &flipper.pictures[i], 0);
	show(&flipper, 0);
	for (int i = 0; i < FLIPS / 4; i++) {
		need(!flip_and_wait(display, flipper.pictures[1].fb, &flip),
		     "a flip");
		need(!drmModeSetCrtc(display->fd, display->crtc, 0, 0, 0, NULL,
				     0, NULL), "off");
		need_errno(EBUSY, drmModePageFlip(display->fd, display->crtc,
						  flipper.pictures[0].fb, 0,
						  NULL), "a flip while off");
		show(&flipper, 0);
	}
}

#define HANG "a GPU that hangs is Intel's"
#define ONE "one pipe, one output"

#define BOTH(name, run, flags) \
	{ name, run, flags }, { name "-interruptible", run, (flags) | SIGNALS }

static const struct subtest subtests[] = {
	{ "basic-plain-flip", flips, 0 },
	{ "basic-flip-vs-dpms", flips, DPMS },
	{ "basic-flip-vs-modeset", flips, MODESET },
	{ "basic-flip-vs-wf_vblank", flips, WF_VBLANK | TS_CHECK },
	BOTH("wf_vblank-ts-check", flips, WF_VBLANK | NO_FLIP | TS_CHECK),
	BOTH("absolute-wf_vblank", flips, WF_VBLANK | ABSOLUTE | NO_FLIP),
	BOTH("blocking-wf_vblank", flips, WF_VBLANK | BLOCKING | NO_FLIP),
	BOTH("blocking-absolute-wf_vblank", flips,
	     WF_VBLANK | BLOCKING | ABSOLUTE | NO_FLIP),
	{ "plain-flip-interruptible", flips, SIGNALS },
	BOTH("plain-flip-ts-check", flips, TS_CHECK),
	BOTH("plain-flip-fb-recreate", flips, RECREATE),
	BOTH("flip-vs-absolute-wf_vblank", flips, WF_VBLANK | ABSOLUTE),
	{ "flip-vs-wf_vblank-interruptible", flips, WF_VBLANK | SIGNALS },
	{ "flip-vs-blocking-wf-vblank", flips, WF_VBLANK | BLOCKING },
	BOTH("flip-vs-expired-vblank", flips, EXPIRED),
	BOTH("flip-vs-panning", flips, PANNING),
	BOTH("flip-vs-rmfb", flips, RMFB),
	{ "flip-vs-modeset-interruptible", flips, MODESET | SIGNALS },
	{ "flip-vs-dpms-interruptible", flips, DPMS | SIGNALS },
	BOTH("flip-vs-dpms-off-vs-modeset", flips, DPMS | MODESET),
	BOTH("single-buffer-flip-vs-dpms-off-vs-modeset", flips,
	     DPMS | MODESET | SINGLE),
	{ "busy-flip", flips, BUSY_FLIP },
	{ "flip-vs-fences", .why = "fences of Intel's tiling" },
	{ "flip-vs-bad-tiling", .why = "tiling of Intel's" },
	{ "own-flip-vs-format", bad_format },
	{ "nonexisting-fb", nonexisting_fb },
	{ "bo-too-big", bo_too_big },
	{ "nonblocking-read", nonblocking_read },
	{ "dpms-vs-vblank-race", vs_vblank_race, true },
	{ "modeset-vs-vblank-race", vs_vblank_race, false },
	{ "dpms-off-confusion", off_confusion },
	BOTH("flip-vs-suspend", flips, SUSPEND),
	{ "flip-vs-modeset-vs-hang", .why = HANG },
	{ "flip-vs-panning-vs-hang", .why = HANG },
	{ "2x-*", .why = ONE },
};

IGT_MAIN("kms_flip")
