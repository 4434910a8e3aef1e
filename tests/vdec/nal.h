/* SPDX-License-Identifier: GPL-2.0-only */
/* NAL units as attackers make them, each behind its start code */
#ifndef NAL_H
#define NAL_H

#include <stddef.h>
#include <stdint.h>

struct nal {
	uint8_t bytes[128];
	size_t size;
};

/*
 * A sequence parameter set in which a whole byte, @byte, says how wide the picture
 * is, or of HEVC how high. Returns the place of the byte.
 */
size_t nal_put_secret_sps(struct nal *nal, uint8_t byte);
size_t nal_put_secret_hevc_sps(struct nal *nal, uint8_t byte);
/* What the byte was, by the width or height that comes of it. */
int nal_secret_byte(uint32_t size);

void nal_put_sps(struct nal *nal, uint32_t id, uint32_t width,
		 uint32_t height);
void nal_put_hevc_sps(struct nal *nal, uint32_t id, uint32_t width,
		      uint32_t height);
/* Of the same number as its sequence's. */
void nal_put_pps(struct nal *nal, uint32_t id);
/* Of a number of its own; no more than what says whose it is. */
void nal_put_hevc_pps(struct nal *nal, uint32_t id, uint32_t sps);

#endif /* NAL_H */
