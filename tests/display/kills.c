// SPDX-License-Identifier: GPL-2.0-only
/*
 * A client that dies in the middle of a flip
 */
#include <linux/rstmem.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests.h"

#define KILLS 20

/* Flips dumb buffers below a restricted one, until it is killed. */
static void flip_for_ever(void)
{
	int fd = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY, VIDEO_SIZE);
	struct display display;
	struct dumb dumb[2];
	uint32_t handle, fb;
	struct flip flip;

	display_open(&display);
	if (!dumb_create(&display, &dumb[0]) ||
	    !dumb_create(&display, &dumb[1]) ||
	    display_show(&display, dumb[0].fb))
		exit(1);
	if (fd >= 0 && !drmPrimeFDToHandle(display.fd, fd, &handle) &&
	    !add_nv12(&display, handle, handle, VIDEO_WIDTH,
		      VIDEO_WIDTH * VIDEO_HEIGHT, &fb) &&
	    drmModeSetPlane(display.fd, display.overlay, display.crtc, fb, 0, 0,
			    0, VIDEO_WIDTH, VIDEO_HEIGHT, 0, 0,
			    VIDEO_WIDTH << 16, VIDEO_HEIGHT << 16))
		exit(1);
	for (int i = 0; !flip_and_wait(&display, dumb[i & 1].fb, &flip); i++)
		continue;
	exit(1);
}

static bool kill_one(unsigned int milliseconds)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return false;
	if (!pid)
		flip_for_ever();
	usleep(milliseconds * 1000);
	kill(pid, SIGKILL);
	return waitpid(pid, &status, 0) == pid && WIFSIGNALED(status);
}

/* Fails where a death leaves a buffer held, or the display stuck. */
void test_kills(void)
{
	int killed = 0;

	for (int i = 0; i < KILLS; i++)
		killed += kill_one(40 + 17 * i);
	tap(killed == KILLS, "%d of %d clients killed while flipping", killed,
	    KILLS);
	expect_as_before();
}
