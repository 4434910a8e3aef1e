// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/* The decoder's V4L2 interface, by raw ioctls. Streams: beside us. */
#include <err.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests.h"

static void load(struct stream *stream, const char *directory, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", directory, name) < 0)
		err(1, "asprintf");
	stream_load(stream, path);
	free(path);
}

int main(int argc, char **argv)
{
	static struct stream large, small;
	const char *directory = dirname(argv[0]);

	tap_start(argc, argv);
	load(&large, directory, "large.h264");
	load(&small, directory, "small.h264");

	TAP_CASE(test_description);
	test_refusals();
	test_playback(&large, &small);
	return tap_done();
}
