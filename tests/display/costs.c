// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a commit costs, by what it brings: a new picture, one with a pixel that
 * is another, the same one again, or none of it
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "atomic.h"

#define COMMITS 60

enum brings { NEW, PIXEL, SAME, NOTHING };

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

/* Milliseconds a commit. */
static double measure(const struct display *display, const struct dumb *dumb,
		      enum brings brings)
{
	double begun = now();

	for (int i = 0; i < COMMITS; i++) {
		struct request request = { 0 };
		const struct dumb *shown = &dumb[brings == NEW ? i & 1 : 0];

		if (brings == PIXEL)
			shown->pixels[4 * i]++;
		request_plane(&request, display,
			      brings == NOTHING ? display->overlay :
			      display->primary, brings == NOTHING ? 0 :
			      shown->fb, 0, 0, display->mode.hdisplay,
			      display->mode.vdisplay);
		if (request_commit(&request, display, 0, NULL))
			return -1;
	}
	return (now() - begun) / COMMITS;
}

int main(void)
{
	static const char *const names[] = {
		"a new picture", "one other pixel", "the same picture", "nothing",
	};
	struct display display;
	struct dumb dumb[2];

	display_open(&display);
	display_set_rate(&display, 240);
	for (int i = 0; i < 2; i++) {
		if (!dumb_create(&display, &dumb[i]))
			return 1;
		memset(dumb[i].pixels, 0x30 + i, dumb[i].size);
	}
	if (!tap(!display_show(&display, dumb[0].fb), "a mode"))
		return 1;
	for (enum brings brings = NEW; brings <= NOTHING; brings++)
		printf("# %ux%u, %s: %.1f ms a commit\n",
		       display.mode.hdisplay, display.mode.vdisplay,
		       names[brings], measure(&display, dumb, brings));
	return 0;
}
