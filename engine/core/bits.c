// SPDX-License-Identifier: BSD-2-Clause
#include "bits.h"

#define EMULATION_PREVENTION 3

void rst_bits_init(struct rst_bits *bits, const uint8_t *data, size_t size)
{
	*bits = (struct rst_bits) { .next = data, .end = data + size };
}

static bool load_byte(struct rst_bits *bits)
{
	if (bits->zeros == 2 && bits->next < bits->end &&
	    *bits->next == EMULATION_PREVENTION) {
		bits->next++;
		bits->zeros = 0;
	}
	if (bits->next >= bits->end) {
		bits->overrun = true;
		return false;
	}

	bits->byte = *bits->next++;
	bits->left = 8;
	if (bits->byte)
		bits->zeros = 0;
	else if (bits->zeros < 2)
		bits->zeros++;

	return true;
}

uint32_t rst_bits_u(struct rst_bits *bits, unsigned int count)
{
	uint32_t value = 0;

	while (count--) {
		value <<= 1;
		if (!bits->left && !load_byte(bits))
			continue;
		bits->left--;
		value |= bits->byte >> bits->left & 1;
	}

	return value;
}

uint32_t rst_bits_ue(struct rst_bits *bits)
{
	unsigned int zeros = 0;

	while (!rst_bits_u(bits, 1)) {
		if (bits->overrun || ++zeros > 31) {
			bits->overrun = true;
			return 0;
		}
	}

	return (1u << zeros) - 1 + rst_bits_u(bits, zeros);
}

int32_t rst_bits_se(struct rst_bits *bits)
{
	uint32_t code = rst_bits_ue(bits);
	int32_t magnitude = code / 2 + (code & 1);

	return code & 1 ? magnitude : -magnitude;
}
