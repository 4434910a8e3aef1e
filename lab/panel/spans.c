// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the panel showed of restricted layers while its link was good, and
 * while not
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "core/link.h"
#include "stream.h"

/**
 * struct span - the time from one line of the link's file to the next
 * @link:	what the line says
 * @frames:	of the panel
 * @lit:	those in which restricted pixels were seen
 * @lit_first:	lit ones before the first that was dark
 * @dark_first:	dark ones before the first that was lit
 * @last_lit:	lit ones after the last that was dark. Their time is of before the
 *		engine looked, so they may be the next span's.
 * @exposed:	those with restricted pixels that went out unencrypted, against need
 * @first_lit:	timestamp of the first one; 0: there was none
 * @first_dark:	the same
 */
struct span {
	struct rst_link link;
	uint64_t frames;
	uint64_t lit;
	uint64_t lit_first;
	uint64_t dark_first;
	uint64_t last_lit;
	uint64_t exposed;
	uint64_t first_lit;
	uint64_t first_dark;
};

static void look(const struct panel_frame *frame, bool *lit, bool *protected)
{
	*lit = false;
	*protected = true;
	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		const struct panel_picture *picture = &frame->pictures[i];

		if (!picture->on || picture->dark || !picture->layer.restricted)
			continue;
		*lit = true;
		*protected &= !!(picture->layer.restricted &
				 RST_PANEL_PROTECTED);
	}
}

static void count(struct span *span, const struct panel_frame *frame)
{
	bool lit, protected;

	look(frame, &lit, &protected);
	span->frames++;
	span->lit += lit;
	span->exposed += lit && !protected && span->link.needed;
	if (lit && !span->first_lit)
		span->first_lit = frame->head.timestamp;
	if (!lit && !span->first_dark)
		span->first_dark = frame->head.timestamp;
	span->last_lit = lit ? span->last_lit + 1 : 0;
	span->lit_first += lit && !span->first_dark;
	span->dark_first += !lit && !span->first_lit;
}

static void print_since(FILE *out, const struct span *span, uint64_t timestamp)
{
	if (timestamp)
		fprintf(out, " %.1f", (timestamp - span->link.time) / 1e6);
	else
		fprintf(out, " -");
}

static void print(FILE *out, const struct span *span)
{
	fprintf(out, "%" PRIu64 " %" PRIu32 " %" PRIu32 " %s %" PRIu64
		" %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64,
		span->link.time, span->link.needed, span->link.capable,
		span->link.holds ? "good" : "broken", span->frames, span->lit,
		span->exposed, span->lit_first, span->dark_first);
	print_since(out, span, span->first_dark);
	print_since(out, span, span->first_lit);
	fprintf(out, " %" PRIu64 "\n", span->last_lit);
}

/* Returns how many there are, or -1. */
static int read_spans(const char *path, struct span **spans)
{
	char line[RST_LINK_LINE + 1];
	int number = 0;
	FILE *file;

	*spans = NULL;
	file = fopen(path, "r");
	if (!file) {
		fprintf(stderr, "panel: %s: %s\n", path, strerror(errno));
		return -1;
	}
	while (fgets(line, sizeof(line), file)) {
		struct span *more = realloc(*spans, (number + 1) *
						    sizeof(**spans));

		if (!more)
			break;
		*spans = more;
		more[number] = (struct span){ 0 };
		/* What makes no sense to the engine is a state, too. */
		if (!rst_link_parse(&more[number].link, line,
				    strcspn(line, "\n")))
			more[number].link.time = strtoull(line, NULL, 10);
		number++;
	}
	fclose(file);
	return number;
}

int panel_link(const char *path, const char *states, FILE *out)
{
	struct panel_stream *stream;
	struct panel_frame frame;
	struct span *spans;
	int number, now = -1, ret;

	number = read_spans(states, &spans);
	stream = number < 0 ? NULL : panel_stream_open(path);
	if (!stream) {
		if (number >= 0)
			fprintf(stderr, "panel: %s: %s\n", path,
				strerror(errno));
		free(spans);
		return 2;
	}

	while ((ret = panel_stream_next(stream, &frame)) > 0) {
		while (now + 1 < number &&
		       spans[now + 1].link.time <= frame.head.timestamp)
			now++;
		if (now >= 0)
			count(&spans[now], &frame);
	}
	for (int i = 0; i < number; i++)
		print(out, &spans[i]);
	if (ret < 0)
		fprintf(stderr, "panel: %s: %s\n", path,
			panel_stream_error(stream));
	panel_stream_close(stream);
	free(spans);
	return ret < 0 ? 2 : 0;
}
