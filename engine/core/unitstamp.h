/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stamp on an access unit: how the decoder knows what cenc has made, whole
 *
 * All that fills restricted memory is at the normal world's service, in pieces of
 * any size, at any place. What a decoder tells of a stream (its size, say) would
 * tell of secret bytes that were put where the size is read. So it takes a unit
 * from restricted memory only as cenc has written it, in one go: at its end is a
 * NAL unit of a kind that the standard leaves open, with an authentication code
 * over all that is in front of it, and with how much of each slice was clear.
 */
#ifndef RST_UNITSTAMP_H
#define RST_UNITSTAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"
#include "nal.h"
#include "stamp.h"

/* No slice has a decrypted byte. */
#define RST_UNIT_ALL_CLEAR UINT32_MAX

/**
 * struct rst_out - where a sample goes
 * @nal:	of its units; NULL: it has none, and no stamp
 * @mac:	of stamps; NULL: there is none
 * @data:	restricted memory, or sound's ordinary; written, never read
 * @room:	bytes of it
 * @size:	bytes that were written
 * @clear:	bytes at the head of a slice, its header's included, that were not
 *		encrypted; the least of all slices that have encrypted ones
 * @guarded:	what looks like a start code is broken up
 * @zeros:	bytes of zero behind which the next one comes, up to 2
 */
struct rst_out {
	const struct rst_nal_syntax *nal;
	const struct rst_mac *mac;
	uint8_t *data;
	size_t room, size;
	uint32_t clear;
	bool guarded;
	uint8_t zeros;
};

enum rst_status rst_out_begin(struct rst_out *out,
			      const struct rst_nal_syntax *nal,
			      const struct rst_mac *mac, uint8_t *data,
			      size_t room);

/*
 * From here on, or not. A NAL unit has no start codes in it: what is lost is
 * nothing, and the unit that would begin there.
 */
void rst_out_guard(struct rst_out *out, bool guarded);

/* @bytes are the caller's own, and may be changed. SHORT_BUFFER: no room. */
enum rst_status rst_out_put(struct rst_out *out, uint8_t *bytes, size_t size);

/* Puts the stamp, where there is to be one. */
enum rst_status rst_out_end(struct rst_out *out);

/*
 * DENIED unless @data, which only the caller can change, ends in a stamp that is
 * its own, and was made for units of @nal: what is a slice to one codec may be a
 * parameter set to another. @unit_size: bytes in front of that; @clear: as in
 * struct rst_out.
 */
enum rst_status rst_unit_stamp_check(const struct rst_nal_syntax *nal,
				     const struct rst_mac *mac,
				     const uint8_t *data, size_t size,
				     size_t *unit_size, uint32_t *clear);

/*
 * Whether one more refused stamp is forgiven; counts it. An attacker who may try
 * without end would find out a byte: by having one that he knows put over it, and
 * seeing if the stamp still holds.
 */
bool rst_unit_stamp_forgive(uint32_t *refused);

#endif /* RST_UNITSTAMP_H */
