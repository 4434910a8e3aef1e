/* SPDX-License-Identifier: BSD-2-Clause */
/* NAL units, as far as their headers say what they are */
#ifndef RST_NAL_H
#define RST_NAL_H

#include <stddef.h>
#include <stdint.h>

enum rst_nal_kind {
	RST_NAL_BROKEN,		/* a header that no stream has */
	RST_NAL_OTHER,
	RST_NAL_DELIMITER,	/* an access unit begins */
	RST_NAL_SPS,
	RST_NAL_PPS,
	RST_NAL_SLICE,		/* names its picture parameter set */
	RST_NAL_PARTITION,	/* more of a slice */
};

#define RST_NAL_MAX_HEADER 2
#define RST_NAL_STAMP_SIZE 4

/**
 * struct rst_nal_syntax - a codec's
 * @header_size: bytes
 * @stamp:	the header of a unit of a kind that the standard leaves open, and
 *		what tells cenc's stamps from others' of that kind; no byte is 0
 * @kind:	what a header, of @header_size bytes, is of. The last byte of one
 *		that is not BROKEN and of a slice is not 0: a unit's start code
 *		ends in front of its header.
 */
struct rst_nal_syntax {
	size_t header_size;
	uint8_t stamp[RST_NAL_STAMP_SIZE];
	enum rst_nal_kind (*kind)(const uint8_t *header);
};

extern const struct rst_nal_syntax rst_nal_h264;

/* Units of other layers than the first, which are not decoded, are OTHER. */
extern const struct rst_nal_syntax rst_nal_hevc;

/* Whether encrypted bytes of such a unit may go to the decoder. */
static inline _Bool rst_nal_may_be_hidden(enum rst_nal_kind kind)
{
	return kind == RST_NAL_SLICE || kind == RST_NAL_PARTITION;
}

#endif /* RST_NAL_H */
