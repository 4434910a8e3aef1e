/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sequence parameter sets (ITU-T H.264, 7.3.2.1.1 and annex E; H.265, 7.3.2.2)
 */
#ifndef RST_SPS_H
#define RST_SPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"

#define RST_SPS_MAX_ID 31

struct rst_sps {
	struct rst_vdec_sequence sequence;
	uint32_t width, height;	/* of the decoder's pictures; what is coded, or less */
	uint32_t dpb_frames;	/* that the stream may need */
	uint8_t id;
};

/*
 * Reads an SPS NAL unit, its header byte included. False where it is cut short
 * or out of the standard's limits. A fault in the VUI, which decoding does not
 * depend on, only means that what it says is not taken.
 */
bool rst_sps_parse(const uint8_t *nal, size_t size, struct rst_sps *sps);

/*
 * The same of H.265's, whose header has two bytes. Where its extensions are used, so
 * that the decoder cannot decode it, it finds out itself.
 */
bool rst_sps_parse_hevc(const uint8_t *nal, size_t size, struct rst_sps *sps);

/* Whether buffers and delay made for one serve the other. */
bool rst_sps_same_sequence(const struct rst_sps *a, const struct rst_sps *b);

#endif /* RST_SPS_H */
