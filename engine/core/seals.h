/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which pictures trusted applications have sealed
 *
 * A seal is the digest of a picture that an application has drawn, as that
 * application says itself. It says what is shown, not where it lies: whoever
 * writes to the buffer afterwards has another picture in it, and whoever copies
 * the picture has what the application wants to be seen. It lasts as long as the
 * application's session, so that an older picture can't be shown again.
 */
#ifndef RST_SEALS_H
#define RST_SEALS_H

#include <stdbool.h>
#include <stdint.h>

#include "../protocol.h"
#include "status.h"

/**
 * struct rst_seal - a picture
 * @owner:	session that sealed it; NULL where there is none
 * @width:	pixels
 * @height:	pixels
 * @digest:	SHA-256 of its pixels, XRGB8888, lines without padding
 */
struct rst_seal {
	const void *owner;
	uint32_t width;
	uint32_t height;
	uint8_t digest[RST_DISP_DIGEST_SIZE];
};

struct rst_seals {
	struct rst_seal all[RST_DISP_MAX_SEALS];
};

/*
 * Seals a picture in place of what @owner has sealed before. BAD_PARAMETERS for
 * a picture that no panel shows, NO_SPACE where too many have sealed one.
 */
enum rst_status rst_seals_put(struct rst_seals *seals, const void *owner,
			      const struct rst_disp_seal *message);

/* Its session has ended. */
void rst_seals_drop(struct rst_seals *seals, const void *owner);

/* Takes as long for any picture, sealed or not. */
bool rst_seals_have(const struct rst_seals *seals,
		    const struct rst_seal *picture);

#endif /* RST_SEALS_H */
