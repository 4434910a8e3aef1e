// SPDX-License-Identifier: GPL-2.0-only
/*
 * flips [FLIPS [alone]]: how long page flips take, alone, and while another player
 * lets go of its frames again and again. The times are for people; what fails is a
 * flip that is not shown, or a player that gets no frames.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/drm.h"
#include "lib/heap.h"
#include "lib/tap.h"

#define FRAMES	12

static double ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void let_go_for_ever(void)
{
	int buffers[FRAMES], i;

	for (;;) {
		for (i = 0; i < FRAMES; i++) {
			buffers[i] = heap_alloc("protected,secure-video",
						VIDEO_SIZE);
			if (buffers[i] < 0)
				_exit(1);
		}
		for (i = 0; i < FRAMES; i++)
			close(buffers[i]);
		usleep(100000);
	}
}

/* From the request to the vblank that shows it. */
static void measure(const struct display *display, const struct dumb *dumb,
		    int flips, const char *when)
{
	double sum = 0, worst = 0, took, began;
	struct flip first = {}, flip = {};
	int i, done = 0;

	if (!tap(!flip_and_wait(display, dumb[0].fb, &first),
		 "the first flip %s is shown", when))
		return;
	for (i = 0; i < flips; i++) {
		began = ms();
		if (flip_and_wait(display, dumb[~i & 1].fb, &flip))
			continue;
		took = ms() - began;
		sum += took;
		worst = took > worst ? took : worst;
		done++;
	}
	printf("# %d flips %s: %.1f ms each, %.1f at worst, in %u vblanks\n",
	       done, when, done ? sum / done : 0, worst,
	       done ? flip.sequence - first.sequence : 0);
	tap(done == flips && flip.sequence - first.sequence >= (uint32_t)flips,
	    "%d of %d flips %s are shown, each at a vblank of its own", done,
	    flips, when);
}

/* It never ends by itself, unless it gets no frames. */
static void beside_player(const struct display *display,
			  const struct dumb *dumb, int flips)
{
	pid_t child = fork();
	int status = 0;

	if (!child)
		let_go_for_ever();
	usleep(500000);
	measure(display, dumb, flips, "while frames are let go of");
	kill(child, SIGKILL);
	tap(child > 0 && waitpid(child, &status, 0) == child &&
	    WIFSIGNALED(status), "the other player got its frames meanwhile");
}

int main(int argc, char **argv)
{
	int flips = argc > 1 ? atoi(argv[1]) : 200, i;
	struct display display;
	struct dumb dumb[2];

	display_open(&display);
	for (i = 0; i < 2; i++) {
		if (!dumb_create(&display, &dumb[i]))
			return 1;
	}
	if (display_show(&display, dumb[0].fb))
		return 1;
	measure(&display, dumb, flips, "alone");
	if (argc <= 2)
		beside_player(&display, dumb, flips);
	return tap_done();
}
