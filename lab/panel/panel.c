// SPDX-License-Identifier: GPL-2.0-only
/*
 * panel: look at what reached the laboratory's panel
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "protocol.h"
#include "stream.h"

#define MAX_CELLS 400

static int usage(void)
{
	fputs("usage: panel info FILE\n"
	      "       panel frames FILE [--layer N]\n"
	      "       panel compare FILE REFERENCE [--layer N]\n"
	      "       panel crcs FILE\n"
	      "       panel layers FILE\n"
	      "       panel link FILE STATES\n"
	      "       panel marks FILE\n"
	      "       panel picture FILE OUT.png\n"
	      "       panel sheet FILE OUT.png [--count N] [--columns N]\n"
	      "\n"
	      "info     frames, sizes, CRCs, and rates from the timestamps\n"
	      "frames   a line for each picture of the layer (1 unless told):\n"
	      "         sha256 of the pixels, CRC, sequence, timestamp in ns\n"
	      "compare  those hashes with REFERENCE, one sha256 a line\n"
	      "crcs     a line for each frame: CRC of the composed picture, the\n"
	      "         same with restricted layers black, sequence, timestamp\n"
	      "layers   a line for each layer of each frame: sequence, timestamp\n"
	      "         in ns, index, format, size, place, and new, kept or dark\n"
	      "link     a line for each of STATES, the link's file: time, need and\n"
	      "         capability by number, state; frames until the next line,\n"
	      "         those with restricted pixels, those of them unencrypted\n"
	      "         against need, those before the first dark frame, dark ones\n"
	      "         before the first lit frame, ms to the first dark frame, and\n"
	      "         to the first lit one; lit ones after the last dark frame\n"
	      "marks    a line for each frame: sequence, timestamp in ns, the\n"
	      "         strip's colours with it, and when the next frame came\n"
	      "picture  the last of the frames, with the strip where it is lit\n"
	      "sheet    a contact sheet\n"
	      "\n"
	      "--from NS and --to NS leave frames outside of that time out.\n",
	      stderr);
	return 2;
}

static int number(const char *text, int least, int most)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (*end || end == text || value < least || value > most) {
		fprintf(stderr, "panel: %s is not a number from %d to %d\n",
			text, least, most);
		exit(2);
	}
	return value;
}

static uint64_t nanoseconds(const char *text)
{
	char *end;
	uint64_t value = strtoull(text, &end, 10);

	if (*end || end == text || *text == '-') {
		fprintf(stderr, "panel: %s is not a time in ns\n", text);
		exit(2);
	}
	return value;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "layer", required_argument, NULL, 'l' },
		{ "count", required_argument, NULL, 'n' },
		{ "columns", required_argument, NULL, 'c' },
		{ "from", required_argument, NULL, 'f' },
		{ "to", required_argument, NULL, 't' },
		{ 0 }
	};
	uint64_t from = 0, to = UINT64_MAX;
	int layer = 1, count = 12, columns = 4, option, left;
	const char *command;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'l':
			layer = number(optarg, 0, RST_DISP_MAX_LAYERS - 1);
			break;
		case 'n':
			count = number(optarg, 1, MAX_CELLS);
			break;
		case 'c':
			columns = number(optarg, 1, MAX_CELLS);
			break;
		case 'f':
			from = nanoseconds(optarg);
			break;
		case 't':
			to = nanoseconds(optarg);
			break;
		default:
			return usage();
		}
	}

	panel_stream_span(from, to);
	argv += optind;
	left = argc - optind - 1;
	command = left > 0 ? argv[0] : "";
	if (!strcmp(command, "info") && left == 1)
		return panel_info(argv[1], stdout);
	if (!strcmp(command, "frames") && left == 1)
		return panel_frames(argv[1], layer, stdout);
	if (!strcmp(command, "compare") && left == 2)
		return panel_compare(argv[1], argv[2], layer, stdout);
	if (!strcmp(command, "crcs") && left == 1)
		return panel_crcs(argv[1], stdout);
	if (!strcmp(command, "link") && left == 2)
		return panel_link(argv[1], argv[2], stdout);
	if (!strcmp(command, "layers") && left == 1)
		return panel_layers(argv[1], stdout);
	if (!strcmp(command, "marks") && left == 1)
		return panel_marks(argv[1], stdout);
	if (!strcmp(command, "picture") && left == 2)
		return panel_picture(argv[1], argv[2]);
	if (!strcmp(command, "sheet") && left == 2)
		return panel_sheet(argv[1], argv[2], count, columns);
	return usage();
}
