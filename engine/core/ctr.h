/* SPDX-License-Identifier: BSD-2-Clause */
/* Counter mode as CENC has it: the low 64 bits of the block wrap alone */
#ifndef RST_CTR_H
#define RST_CTR_H

#include "cipher.h"

/* Where the key stream stands. */
struct rst_ctr {
	const struct rst_cipher *cipher;
	uint8_t counter[RST_CIPHER_BLOCK];	/* the block started from */
	uint64_t until_wrap;			/* bytes; 0 is "never" */
};

enum rst_status rst_ctr_start(struct rst_ctr *ctr,
			      const struct rst_cipher *cipher,
			      const uint8_t *key, const uint8_t *counter);

/* @out may be @in. */
enum rst_status rst_ctr_update(struct rst_ctr *ctr, const uint8_t *in,
			       uint8_t *out, size_t size);

#endif /* RST_CTR_H */
