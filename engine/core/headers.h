/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which sequence an access unit belongs to
 *
 * Remembers the parameter sets that went by, and follows a unit's first slice
 * through its PPS to its SPS.
 */
#ifndef RST_HEADERS_H
#define RST_HEADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sps.h"

#define RST_PPS_MAX_ID 255

/* All zeros but @codec at first. */
struct rst_headers {
	uint32_t codec;			/* RST_VDEC_CODEC_* */
	struct rst_sps sps[RST_SPS_MAX_ID + 1];
	bool has_sps[RST_SPS_MAX_ID + 1];
	bool has_pps[RST_PPS_MAX_ID + 1];
	unsigned int num_pps;		/* how many of them there are */
	uint8_t pps_to_sps[RST_PPS_MAX_ID + 1];
};

/* What was found in an access unit. */
struct rst_unit {
	const struct rst_sps *sps;	/* NULL: none is known for it */
	bool has_slice;
	bool key;			/* decoding can begin with its picture */
	bool leading;			/* HEVC's RASL: decoding can't, if it begins
					 * with the key picture before it */
	bool damaged;			/* a parameter set or header makes no sense */
};

/*
 * Reads a byte-stream access unit's headers up to its first slice, and picture
 * parameter sets behind that, too. A unit without a slice belongs to its last
 * SPS, if it has one. Doing it twice does no harm. That a sequence or the stream
 * ends here means nothing: if more units come, decoding goes on.
 *
 * What is found is told. Of a slice more than @clear bytes at its head may be
 * decrypted ones: where its PPS is named by such, it is not followed, and the unit
 * belongs to its last SPS, if it has one.
 */
void rst_headers_scan(struct rst_headers *headers, const uint8_t *data,
		      size_t size, uint32_t clear, struct rst_unit *unit);

#endif /* RST_HEADERS_H */
