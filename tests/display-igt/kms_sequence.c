// SPDX-License-Identifier: GPL-2.0-only
/* The CRTC's sequence: the same vblanks in 64 bits */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "igt.h"
#include "picture.h"
#include "vblank.h"

#define BUSY	1
#define FORKED	2
#define QUEUE	4

#define GETS	2000
#define EVENTS	20

static uint64_t get(const struct display *display, uint64_t *ns)
{
	uint64_t sequence = 0;

	need(!drmCrtcGetSequence(display->fd, display->crtc, &sequence, ns),
	     "GET_SEQUENCE: %s", strerror(errno));
	return sequence;
}

static void get_many(const struct display *display)
{
	uint64_t ns = 0, last_ns, last = get(display, &last_ns);

	for (int i = 0; i < GETS; i++) {
		uint64_t now = get(display, &ns);

		need(now >= last && ns >= last_ns, "sequences go back");
		last = now;
		last_ns = ns;
	}
}

static struct {
	uint64_t sequence;
	uint64_t ns;
	uint64_t data;
} event;

static void note(int fd, uint64_t sequence, uint64_t ns, uint64_t data)
{
	(void)fd;
	event.sequence = sequence;
	event.ns = ns;
	event.data = data;
}

static void take_event(const struct display *display)
{
	struct pollfd poll_fd = { .fd = display->fd, .events = POLLIN };
	drmEventContext context = { .version = 4, .sequence_handler = note };

	need(poll(&poll_fd, 1, 3000) == 1, "no event in 3 s");
	need(!drmHandleEvent(display->fd, &context), "an event");
}

/* Each comes when it was asked for, with what was given along. */
static void queue_many(const struct display *display)
{
	for (unsigned int i = 0; i < EVENTS; i++) {
		uint64_t queued = 0, before = get(display, NULL);

		need(!drmCrtcQueueSequence(display->fd, display->crtc,
					   DRM_CRTC_SEQUENCE_RELATIVE, 1,
					   &queued, 0x123400000000ull + i),
		     "QUEUE_SEQUENCE: %s", strerror(errno));
		need(queued > before, "%llu is queued after %llu",
		     (unsigned long long)queued, (unsigned long long)before);
		take_event(display);
		need(event.sequence >= queued && event.ns &&
		     event.data == 0x123400000000ull + i,
		     "event %llu of %llu", (unsigned long long)event.sequence,
		     (unsigned long long)queued);
	}
}

static void by_several(const struct display *display)
{
	pid_t pids[4];

	for (int i = 0; i < 4; i++) {
		pids[i] = fork();
		if (!pids[i]) {
			get_many(display);
			_exit(0);
		}
	}
	for (int i = 0; i < 4; i++) {
		int status = -1;

		waitpid(pids[i], &status, 0);
		if (!WIFEXITED(status) || WEXITSTATUS(status))
			_exit(1);
	}
}

static void sequences(const struct display *display, long flags)
{
	struct picture picture;
	uint64_t queued = 0;
	int ret;

	picture_full(display, &picture, 0xff102040);
	ret = display_show(display, picture.fb);
	need(!ret, "set a mode: %s", strerror(-ret));
	if (flags & BUSY)
		need(!drmCrtcQueueSequence(display->fd, display->crtc,
					   DRM_CRTC_SEQUENCE_RELATIVE, 120,
					   &queued, 7), "QUEUE_SEQUENCE: %s",
		     strerror(errno));
	if (flags & QUEUE)
		queue_many(display);
	else if (flags & FORKED)
		by_several(display);
	else
		get_many(display);
	if (queued) {
		take_event(display);
		need(event.sequence >= queued && event.data == 7,
		     "the event that was awaited");
	}
}

static const struct subtest subtests[] = {
	{ "get-idle", sequences, 0 },
	{ "get-forked", sequences, FORKED },
	{ "get-busy", sequences, BUSY },
	{ "get-forked-busy", sequences, FORKED | BUSY },
	{ "queue-idle", sequences, QUEUE },
	{ "queue-busy", sequences, QUEUE | BUSY },
};

IGT_MAIN("kms_sequence")
