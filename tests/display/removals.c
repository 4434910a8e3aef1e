// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver goes while a client flips, and comes again
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/text.h"
#include "restricted.h"
#include "tests.h"

#define DRIVER	"/sys/bus/auxiliary/drivers/rst_disp.rst_disp/"
#define DEVICE	"rst_engine.disp.0"
#define ROUNDS	5

/* Nonblocking flips, so that one is under way nearly always. Ends as told. */
static void flip_until_gone(int ready)
{
	struct display display;
	struct dumb dumb[2];
	struct flip flip;
	int ret;

	display_open(&display);
	if (!dumb_create(&display, &dumb[0]) ||
	    !dumb_create(&display, &dumb[1]) ||
	    display_show(&display, dumb[0].fb))
		exit(1);
	overlay_show(&display, restricted_fb(&display, NULL));
	for (int i = 0; !(ret = flip_and_wait(&display, dumb[i & 1].fb, &flip));
	     i++)
		if (i == 2 && write(ready, "", 1) != 1)
			exit(1);
	/* What is held is let go of after the device. */
	usleep(100000);
	exit(ret == -ENODEV ? 0 : 2);
}

static bool remove_under_client(unsigned int milliseconds)
{
	int status = 1, ready[2];
	char flipped;
	pid_t pid;

	if (pipe(ready))
		return false;
	pid = fork();
	if (!pid)
		flip_until_gone(ready[1]);
	close(ready[1]);
	if (pid < 0 || read(ready[0], &flipped, 1) != 1)
		return false;
	close(ready[0]);
	usleep(milliseconds * 1000);
	if (text_write(DRIVER "unbind", DEVICE))
		return false;
	return waitpid(pid, &status, 0) == pid && !status &&
	       !text_write(DRIVER "bind", DEVICE);
}

/*
 * Fails where a flip's event never comes, so that the client or the driver waits
 * for ever, or where a buffer stays held.
 */
void test_removals(void)
{
	int done = 0;

	while (done < ROUNDS && remove_under_client(7 * done))
		done++;
	tap(done == ROUNDS, "removed under a client that flips, %d of %d times",
	    done, ROUNDS);
	expect_as_before();
}
