// SPDX-License-Identifier: BSD-2-Clause
/* y^2 = x^3 - 3 x + b, modulo p; numbers from NIST SP 800-186, section 3.2.1.3 */
#include <string.h>
#include <tee_internal_api.h>

#include "curve.h"

#define BITS	256

static const uint8_t p256_p[RST_P256_SIZE] = {
	0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
};
static const uint8_t p256_b[RST_P256_SIZE] = {
	0x5a, 0xc6, 0x35, 0xd8, 0xaa, 0x3a, 0x93, 0xe7,
	0xb3, 0xeb, 0xbd, 0x55, 0x76, 0x98, 0x86, 0xbc,
	0x65, 0x1d, 0x06, 0xb0, 0xcc, 0x53, 0xb0, 0xf6,
	0x3b, 0xce, 0x3c, 0x3e, 0x27, 0xd2, 0x60, 0x4b,
};

struct number {
	TEE_BigInt words[TEE_BigIntSizeInU32(BITS)];
};

static bool to_number(struct number *number, const uint8_t *bytes)
{
	TEE_BigIntInit(number->words, TEE_BigIntSizeInU32(BITS));

	return !TEE_BigIntConvertFromOctetString(number->words, bytes,
						 RST_P256_SIZE, 0);
}

bool rst_curve_has(const struct rst_point *point)
{
	struct number p, b, x, y, left, right;

	if (!to_number(&p, p256_p) || !to_number(&b, p256_b) ||
	    !to_number(&x, point->x) || !to_number(&y, point->y))
		return false;
	if (TEE_BigIntCmp(x.words, p.words) >= 0 ||
	    TEE_BigIntCmp(y.words, p.words) >= 0)
		return false;

	TEE_BigIntInit(left.words, TEE_BigIntSizeInU32(BITS));
	TEE_BigIntInit(right.words, TEE_BigIntSizeInU32(BITS));
	TEE_BigIntSquareMod(left.words, y.words, p.words);
	TEE_BigIntSquareMod(right.words, x.words, p.words);
	TEE_BigIntMulMod(right.words, right.words, x.words, p.words);
	for (int i = 0; i < 3; i++)
		TEE_BigIntSubMod(right.words, right.words, x.words, p.words);
	TEE_BigIntAddMod(right.words, right.words, b.words, p.words);

	return !TEE_BigIntCmp(left.words, right.words);
}
