/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The camera's stamp: how it knows its own pictures again
 *
 * Restricted memory cannot be read by the normal world, but all that fills it
 * is at the normal world's service: the decoder puts films there, and clear
 * samples anything at all. So a frame's being restricted does not say that the
 * camera captured it, and a film that was recorded would leave under a key that
 * the attacker knows. The stamp in a frame's trailer does say it: an
 * authentication code over the picture, its geometry and its number, under a
 * key that is the camera instance's own.
 */
#ifndef RST_STAMP_H
#define RST_STAMP_H

#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"
#include "status.h"

#define RST_MAC_SIZE 32

/**
 * struct rst_mac - HMAC-SHA256 under the camera's key, as the platform has it
 * @start:	begins, forgets what was before
 * @update:	takes the bytes that follow
 * @finish:	gives the code
 * @priv:	for the platform
 */
struct rst_mac {
	enum rst_status (*start)(void *priv);
	enum rst_status (*update)(void *priv, const void *data, size_t size);
	enum rst_status (*finish)(void *priv, uint8_t code[RST_MAC_SIZE]);
	void *priv;
};

#define RST_STAMP_MAGIC RST_FOURCC('S', 'T', 'M', 'P')

/* At a frame's trailer; the code is over what comes before it, and the picture. */
struct rst_stamp {
	uint32_t magic;
	uint32_t width;
	uint32_t height;
	uint32_t reserved;
	uint64_t number;
	uint8_t code[RST_MAC_SIZE];
};

/*
 * Begins a stamp. The picture's bytes follow, by @mac's update, line by line
 * without padding, luma first. They must come from memory that only the camera
 * writes, not from the frame buffer.
 */
enum rst_status rst_stamp_begin(const struct rst_mac *mac,
				struct rst_stamp *stamp, uint32_t width,
				uint32_t height, uint64_t number);
enum rst_status rst_stamp_end(const struct rst_mac *mac,
			      struct rst_stamp *stamp);

/*
 * DENIED unless the stamp is @picture's, which has that width and height, and
 * no padding. Both are copies that only the caller can change.
 */
enum rst_status rst_stamp_check(const struct rst_mac *mac,
				const struct rst_stamp *stamp,
				const uint8_t *picture, uint32_t width,
				uint32_t height);

#endif /* RST_STAMP_H */
