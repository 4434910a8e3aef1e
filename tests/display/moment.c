// SPDX-License-Identifier: GPL-2.0-only
/*
 * moment FILE WORD…: appends a line to a file, with the time in front, by the
 * clock of the panel's record
 */
#include <stdio.h>

#include "link.h"

int main(int argc, char **argv)
{
	char text[64] = "";
	size_t used = 0;

	for (int i = 2; i < argc && used < sizeof(text); i++)
		used += snprintf(text + used, sizeof(text) - used, "%s%s",
				 i > 2 ? " " : "", argv[i]);
	if (argc < 3 || used >= sizeof(text)) {
		fputs("usage: moment FILE WORD…\n", stderr);
		return 2;
	}
	if (moment_note(argv[1], text)) {
		perror(argv[1]);
		return 1;
	}
	return 0;
}
