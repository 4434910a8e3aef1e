/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The protection of the panel's cable (HDCP), and what follows from it
 *
 * The link is simulated: a file of the secure side says what the sink can,
 * whether the link holds, and what protection restricted layers need, which a
 * product's licences say. Its lines are
 *
 *	TIME NEEDED SINK STATE
 *
 * TIME is for who reads the panel's record: ns, by the clock of its
 * timestamps. NEEDED is "any", "type0" or "type1", SINK "none", "1.4" or
 * "2.2", and STATE "good" or "broken". The last whole line is how things are.
 */
#ifndef RST_LINK_H
#define RST_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"

#define RST_LINK_FILE "link"
#define RST_LINK_LINE 64	/* bytes, at most, with the end of line */

/**
 * struct rst_link - a link
 * @time:	since when
 * @needed:	RST_DISP_PROTECTION_*, by restricted layers
 * @capable:	RST_DISP_PROTECTION_*, the most that the sink can
 * @holds:	it can be authenticated, and stays so
 */
struct rst_link {
	uint64_t time;
	uint32_t needed;
	uint32_t capable;
	bool holds;
};

/*
 * Where nobody says more, restricted layers need all there is, and have
 * nothing.
 */
#define RST_LINK_UNKNOWN \
	((struct rst_link) { .needed = RST_DISP_PROTECTION_TYPE1 })

/*
 * Takes a line, without its end; false, and the link unknown, if it makes no
 * sense.
 */
bool rst_link_parse(struct rst_link *link, const char *line, size_t size);

/* The same with the last whole line of what a file ends with. */
bool rst_link_parse_end(struct rst_link *link, const char *text, size_t size);

/* What there is, if a client wants @wanted; stays below what the sink can. */
uint32_t rst_link_protection(const struct rst_link *link, uint32_t wanted);

#endif /* RST_LINK_H */
