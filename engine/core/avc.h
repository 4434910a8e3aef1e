/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AVC samples: length-prefixed NAL units to a byte-stream
 *
 * Every prefix, of 1, 2 or 4 bytes, becomes a start code of four bytes.
 */
#ifndef RST_AVC_H
#define RST_AVC_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

/*
 * The largest byte-stream that a sample can become. @length_size is 1, 2 or 4.
 * SIZE_MAX where it cannot be expressed.
 */
size_t rst_avc_bound(size_t sample_size, uint32_t length_size);

/*
 * Converts within one buffer: the sample is the last @sample_size of @size
 * bytes, the byte-stream begins at the first. Each prefix is read once, and
 * only from @buf. SHORT_BUFFER when the output would overtake the input;
 * BAD_FORMAT for an empty NAL unit, a prefix that points beyond the sample, a
 * set forbidden_zero_bit, or an empty sample.
 */
enum rst_status rst_avc_convert(uint8_t *buf, size_t size, size_t sample_size,
				uint32_t length_size, size_t *written);

#endif /* RST_AVC_H */
