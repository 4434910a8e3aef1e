// SPDX-License-Identifier: GPL-2.0-only
/*
 * beam before|after|pool [CASE…]: the display controller of docs/porting-drm.md
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/text.h"
#include "beam.h"

long long beam_register(const struct display *display, const char *name)
{
	char path[64], word[32];
	long long value = -1, found;
	struct stat status;
	FILE *file;

	if (fstat(display->fd, &status))
		return -1;
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/registers",
		 minor(status.st_rdev));
	file = fopen(path, "r");
	if (!file)
		return -1;
	while (fscanf(file, "%31s %lli", word, &found) == 2)
		if (!strcmp(word, name))
			value = found;
	fclose(file);
	return value;
}

bool beam_open(const char *driver, struct display *display, struct dumb *dumb)
{
	display_open_driver(display, driver);
	display->mode.hdisplay = VIDEO_WIDTH;
	display->mode.vdisplay = VIDEO_HEIGHT;
	return dumb_create(display, dumb) &&
	       tap(!display_show(display, dumb->fb) &&
		   beam_register(display, "enabled") == 1 &&
		   beam_register(display, "address") > 0,
		   "a dumb buffer is shown, and its address fetched from");
}

void beam_close(struct display *display, struct dumb *dumb)
{
	dumb_destroy(display, dumb);
	display_close(display);
}

int beam_show(const struct display *display, uint32_t fb)
{
	return plane_show(display, display->primary, fb, VIDEO_WIDTH,
			  VIDEO_HEIGHT);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		errx(2, "usage: beam before|after|pool [CASE…]");
	tap_start(argc - 1, argv + 1);
	if (!strcmp(argv[1], "before")) {
		TAP_CASE(test_before);
	} else if (!strcmp(argv[1], "pool")) {
		TAP_CASE(test_pool_gone);
	} else {
		TAP_CASE(test_after);
		TAP_CASE(test_scaled);
		TAP_CASE(test_refused);
		TAP_CASE(test_counted);
		TAP_CASE(test_unbound);
	}
	return tap_done();
}
