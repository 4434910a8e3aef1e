// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "igt.h"
#include "vblank.h"

static void wait_for(const struct display *display, uint32_t type,
		     uint32_t sequence, struct vblank *then)
{
	drmVBlank vblank = { 0 };
	int ret;

	vblank.request.type = type;
	vblank.request.sequence = sequence;
	ret = drmWaitVBlank(display->fd, &vblank);
	need(!ret, "WAIT_VBLANK: %s", strerror(errno));
	if (!then)
		return;
	then->sequence = vblank.reply.sequence;
	then->time = vblank.reply.tval_sec * 1000000ull + vblank.reply.tval_usec;
}

void vblank_query(const struct display *display, struct vblank *now)
{
	wait_for(display, DRM_VBLANK_RELATIVE, 0, now);
}

void vblank_wait(const struct display *display, uint32_t count,
		 struct vblank *then)
{
	wait_for(display, DRM_VBLANK_RELATIVE, count, then);
}

void vblank_wait_until(const struct display *display, uint32_t sequence,
		       struct vblank *then)
{
	wait_for(display, DRM_VBLANK_ABSOLUTE, sequence, then);
}

void vblank_ask(const struct display *display, uint32_t count)
{
	wait_for(display, DRM_VBLANK_RELATIVE | DRM_VBLANK_EVENT, count, NULL);
}

static void note(int fd, unsigned int sequence, unsigned int seconds,
		 unsigned int microseconds, void *data)
{
	struct vblank *then = data;

	(void)fd;
	then->sequence = sequence;
	then->time = seconds * 1000000ull + microseconds;
}

/* The kernel hands back no pointer here: events of one kind only. */
static struct vblank latest;

static void note_latest(int fd, unsigned int sequence, unsigned int seconds,
			unsigned int microseconds, void *data)
{
	(void)data;
	note(fd, sequence, seconds, microseconds, &latest);
}

void vblank_event(const struct display *display, struct vblank *then)
{
	struct pollfd poll_fd = { .fd = display->fd, .events = POLLIN };
	drmEventContext context = {
		.version = 2, .vblank_handler = note_latest,
	};

	latest = (struct vblank){ 0 };
	need(poll(&poll_fd, 1, 3000) == 1, "no event in 3 s");
	need(!drmHandleEvent(display->fd, &context), "an event");
	need(latest.time, "an event of another kind");
	if (then)
		*then = latest;
}

double vblank_period(const struct display *display)
{
	const drmModeModeInfo *mode = &display->mode;

	return 1e3 * mode->htotal * mode->vtotal / mode->clock;
}
