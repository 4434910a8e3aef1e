// SPDX-License-Identifier: GPL-2.0-only
/* AES-128 in counter mode, from FIPS 197 */
#include <string.h>

#include "aes-ctr.h"

/* Multiplication by x in GF(2^8). */
static uint8_t xtime(uint8_t a)
{
	return a << 1 ^ (a & 0x80 ? 0x1b : 0);
}

static uint8_t multiply(uint8_t a, uint8_t b)
{
	uint8_t product = 0;

	for (; b; b >>= 1, a = xtime(a))
		if (b & 1)
			product ^= a;
	return product;
}

static uint8_t rotate(uint8_t a, unsigned int n)
{
	return a << n | a >> (8 - n);
}

/* The inverse is the 254th power; slow, and short. */
static uint8_t sub_byte(uint8_t a)
{
	static uint8_t table[256];
	uint8_t inverse, x;
	unsigned int i, n;

	if (!table[0]) {
		for (i = 0; i < 256; i++) {
			inverse = i;
			for (n = 0; n < 253; n++)
				inverse = multiply(inverse, i);
			x = inverse;
			table[i] = x ^ rotate(x, 1) ^ rotate(x, 2) ^
				   rotate(x, 3) ^ rotate(x, 4) ^ 0x63;
		}
	}
	return table[a];
}

static void expand_key(struct aes_ctr *ctr, const uint8_t key[16])
{
	uint8_t *w = ctr->round_keys[0];
	uint8_t round_constant = 1;
	unsigned int i, k;
	uint8_t t[4];

	memcpy(w, key, 16);
	for (i = 16; i < 176; i += 4) {
		memcpy(t, w + i - 4, 4);
		if (i % 16 == 0) {
			uint8_t first = t[0];

			for (k = 0; k < 3; k++)
				t[k] = sub_byte(t[k + 1]);
			t[3] = sub_byte(first);
			t[0] ^= round_constant;
			round_constant = xtime(round_constant);
		}
		for (k = 0; k < 4; k++)
			w[i + k] = w[i + k - 16] ^ t[k];
	}
}

static void add_key(uint8_t state[16], const uint8_t key[16])
{
	unsigned int i;

	for (i = 0; i < 16; i++)
		state[i] ^= key[i];
}

static void sub_and_shift(uint8_t state[16])
{
	uint8_t old[16];
	unsigned int i;

	memcpy(old, state, 16);
	for (i = 0; i < 16; i++)
		state[i] = sub_byte(old[(i + 4 * (i % 4)) % 16]);
}

static void mix_columns(uint8_t state[16])
{
	unsigned int column, i;
	uint8_t a[4];

	for (column = 0; column < 16; column += 4) {
		memcpy(a, state + column, 4);
		for (i = 0; i < 4; i++)
			state[column + i] = xtime(a[i]) ^
					    xtime(a[(i + 1) % 4]) ^
					    a[(i + 1) % 4] ^ a[(i + 2) % 4] ^
					    a[(i + 3) % 4];
	}
}

static void encrypt_block(const struct aes_ctr *ctr, uint8_t block[16])
{
	unsigned int round;

	add_key(block, ctr->round_keys[0]);
	for (round = 1; round <= 10; round++) {
		sub_and_shift(block);
		if (round < 10)
			mix_columns(block);
		add_key(block, ctr->round_keys[round]);
	}
}

void aes_ctr_init(struct aes_ctr *ctr, const uint8_t key[16],
		  const uint8_t *iv, size_t iv_size)
{
	memset(ctr, 0, sizeof(*ctr));
	expand_key(ctr, key);
	memcpy(ctr->counter, iv, iv_size);
	ctr->used = 16;
}

static void next_block(struct aes_ctr *ctr)
{
	int i = 15;

	memcpy(ctr->stream, ctr->counter, 16);
	encrypt_block(ctr, ctr->stream);
	ctr->used = 0;
	/* CENC counts in the low 64 bits. */
	while (i >= 8 && ++ctr->counter[i] == 0)
		i--;
}

void aes_ctr_crypt(struct aes_ctr *ctr, uint8_t *data, size_t size)
{
	while (size--) {
		if (ctr->used == 16)
			next_block(ctr);
		*data++ ^= ctr->stream[ctr->used++];
	}
}
