/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading bits of a NAL unit, past its emulation prevention bytes
 *
 * Reading beyond the end gives zeros and sets @overrun.
 */
#ifndef RST_BITS_H
#define RST_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rst_bits {
	const uint8_t *next;
	const uint8_t *end;
	uint8_t byte;
	uint8_t left;		/* bits of @byte not read yet */
	uint8_t zeros;		/* bytes of zero before @next, up to 2 */
	bool overrun;
};

void rst_bits_init(struct rst_bits *bits, const uint8_t *data, size_t size);

/* @count is at most 32. */
uint32_t rst_bits_u(struct rst_bits *bits, unsigned int count);

/* Exp-Golomb codes; a prefix above 31 zeros counts as overrun. */
uint32_t rst_bits_ue(struct rst_bits *bits);
int32_t rst_bits_se(struct rst_bits *bits);

static inline bool rst_bits_flag(struct rst_bits *bits)
{
	return rst_bits_u(bits, 1);
}

#endif /* RST_BITS_H */
