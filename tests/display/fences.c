// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commits that don't wait, and the fences that say when they are done
 *
 * In a mode of 2 Hz, so that a busy machine is not taken for a driver that waits
 * for a vblank.
 */
#include <errno.h>
#include <linux/sync_file.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "atomic.h"
#include "tests.h"

#define FENCE_TIMEOUT_MS 2000
#define RATE		2

static uint64_t now_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void request_primary(struct request *request,
			    const struct display *display, uint32_t fb)
{
	request_plane(request, display, display->primary, fb, 0, 0,
		      display->mode.hdisplay, display->mode.vdisplay);
}

/* When a fence was signalled; 0: not within a second. */
static uint64_t signalled(int fence)
{
	struct pollfd poll_fd = { .fd = fence, .events = POLLIN };
	struct sync_fence_info fence_info = { 0 };
	struct sync_file_info info = {
		.num_fences = 1,
		.sync_fence_info = (uintptr_t)&fence_info,
	};

	if (poll(&poll_fd, 1, FENCE_TIMEOUT_MS) != 1 ||
	    ioctl(fence, SYNC_IOC_FILE_INFO, &info) || info.status != 1)
		return 0;
	return fence_info.timestamp_ns;
}

static int commit_with_fence(const struct display *display, uint32_t fb,
			     int in_fence, uint32_t flags, int *out_fence)
{
	struct request request = { 0 };
	int32_t fence = -1;
	int ret;

	request_primary(&request, display, fb);
	if (in_fence >= 0)
		request_add(&request, display->primary, "IN_FENCE_FD",
			    in_fence);
	request_add(&request, display->crtc, "OUT_FENCE_PTR",
		    (uintptr_t)&fence);
	ret = request_commit(&request, display, flags, NULL);
	*out_fence = fence;
	return ret;
}

/*
 * Fails where the fence of a commit without an event is signalled before the
 * vblank that shows the frame: its time is then that of an earlier vblank.
 */
static void test_out_fence(const struct display *display,
			   const struct dumb *dumb)
{
	struct flip flip;
	uint64_t start, time;
	int fence, ret;

	/* So that the display's clock runs, and has a vblank behind it. */
	flip_and_wait(display, dumb[0].fb, &flip);
	start = now_ns();
	ret = commit_with_fence(display, dumb[1].fb, -1, 0, &fence);
	time = signalled(fence);
	tap(!ret && time > start, "an out-fence comes with a vblank: %lld us after the commit began",
	    (long long)(time - start) / 1000);
	close(fence);
}

static void test_chain(const struct display *display, const struct dumb *dumb)
{
	int first, second, ret, next;
	uint64_t a, b;

	ret = commit_with_fence(display, dumb[0].fb, -1,
				DRM_MODE_ATOMIC_NONBLOCK, &first);
	next = commit_with_fence(display, dumb[1].fb, first, 0, &second);
	a = signalled(first);
	b = signalled(second);
	tap(!ret && !next && a && b > a,
	    "a commit that waits for another's fence comes after it (%s, %s)",
	    strerror(-ret), strerror(-next));
	close(first);
	close(second);
	ret = commit_with_fence(display, dumb[0].fb, display->fd, 0, &first);
	tap(ret == -EINVAL, "refused: a fence that is none");
	close(first);
}

/* Fails where a second commit overtakes one that is under way, or waits. */
static void test_nonblock(const struct display *display,
			  const struct dumb *dumb)
{
	const uint32_t flags = DRM_MODE_ATOMIC_NONBLOCK |
			       DRM_MODE_PAGE_FLIP_EVENT;
	struct request first = { 0 }, second = { 0 };
	struct flip flip;
	uint64_t start;
	int ret;

	request_primary(&first, display, dumb[0].fb);
	request_primary(&second, display, dumb[1].fb);
	flip_and_wait(display, dumb[1].fb, &flip);
	start = now_ns();
	ret = request_commit(&first, display, flags, &flip);
	tap(!ret && request_commit(&second, display, flags, &flip) == -EBUSY,
	    "refused: a commit during a commit");
	tap(now_ns() - start < 900000000ull / RATE,
	    "and neither waits: %llu us",
	    (unsigned long long)(now_ns() - start) / 1000);
	tap(!wait_for_flip(display, &flip) &&
	    !request_commit(&second, display, flags, &flip) &&
	    !wait_for_flip(display, &flip),
	    "after the first one's event, the second is taken");
}

void test_fences(const struct display *display)
{
	struct display slow = *display;
	struct dumb dumb[2];

	display_set_rate(&slow, RATE);
	for (int i = 0; i < 2; i++)
		if (!dumb_create(display, &dumb[i]))
			return;
	if (tap(!display_show(&slow, dumb[0].fb), "set a mode of %u Hz",
		RATE)) {
		test_out_fence(&slow, dumb);
		test_chain(&slow, dumb);
		test_nonblock(&slow, dumb);
	}
	tap(!display_show(display, dumb[0].fb),
	    "back to the display's own mode");
	for (int i = 0; i < 2; i++)
		dumb_destroy(display, &dumb[i]);
}
