// SPDX-License-Identifier: GPL-2.0-only
/*
 * What shown framebuffers cost OP-TEE: each one that it knows takes a part of a
 * heap that all trusted applications share
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "lib/stats.h"
#include "tests.h"

#define MANY	1000
#define HELD	64

/* A framebuffer that is shown and thrown away, and the next one. */
static void test_short_lives(const struct display *display)
{
	struct tee_stats before, after;
	struct dumb dumb;
	struct flip flip;
	int done;

	tee_stats_read(&before);
	for (done = 0; done < MANY; done++) {
		if (!dumb_create(display, &dumb))
			break;
		if (flip_and_wait(display, dumb.fb, &flip)) {
			dumb_destroy(display, &dumb);
			break;
		}
		/* It is on the primary plane: RmFB would turn that off. */
		drmModeDestroyDumbBuffer(display->fd, dumb.handle);
		drmModeCloseFB(display->fd, dumb.fb);
		munmap(dumb.pixels, dumb.size);
	}
	tee_stats_read(&after);
	tap(done == MANY, "%d of %d framebuffers shown and thrown away", done,
	    MANY);
	tap(after.heap && after.heap < before.heap + 10000,
	    "OP-TEE's heap is flat: %u bytes before, %u after", before.heap,
	    after.heap);
	tap(after.heap_failures == before.heap_failures,
	    "and never failed: %u times",
	    after.heap_failures - before.heap_failures);
}

/* Clients that keep what they showed, as each swap chain does. */
static void test_kept(const struct display *display)
{
	struct dumb *dumb = calloc(HELD, sizeof(*dumb));
	struct tee_stats before, after;
	int made, shown, again;
	struct flip flip;

	tee_stats_read(&before);
	for (made = 0; made < HELD; made++)
		if (!dumb_create(display, &dumb[made]))
			break;
	for (shown = 0; shown < made; shown++)
		if (flip_and_wait(display, dumb[shown].fb, &flip))
			break;
	tee_stats_read(&after);
	tap(shown == HELD, "%d of %d framebuffers shown and kept", shown, HELD);
	tap(after.heap && after.heap < before.heap + 40000,
	    "OP-TEE knows few of them: %u bytes before, %u after", before.heap,
	    after.heap);
	for (again = 0; again < shown; again++)
		if (flip_and_wait(display, dumb[again].fb, &flip))
			break;
	tap(again == HELD, "%d shown again", again);
	for (int i = 0; i < made; i++)
		dumb_destroy(display, &dumb[i]);
	free(dumb);
}

void test_buffers(const struct display *display)
{
	struct dumb dumb;

	if (!dumb_create(display, &dumb))
		return;
	if (tap(!display_show(display, dumb.fb), "set a mode")) {
		test_short_lives(display);
		test_kept(display);
	}
	dumb_destroy(display, &dumb);
}
