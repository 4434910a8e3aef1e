// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "crc32.h"

#ifdef __ARM_FEATURE_CRC32
#include <arm_acle.h>

uint32_t rst_crc32(uint32_t crc, const void *data, size_t size)
{
	const uint8_t *p = data;

	crc = ~crc;
	for (; size >= sizeof(uint64_t); size -= sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, p, sizeof(word));
		crc = __crc32d(crc, word);
		p += sizeof(word);
	}
	while (size--)
		crc = __crc32b(crc, *p++);

	return ~crc;
}
#else
/* The reflected polynomial's multiples for four bits at a time. */
static const uint32_t nibbles[16] = {
	0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
	0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
	0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
	0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};

uint32_t rst_crc32(uint32_t crc, const void *data, size_t size)
{
	const uint8_t *p = data;

	crc = ~crc;
	while (size--) {
		crc ^= *p++;
		crc = crc >> 4 ^ nibbles[crc & 15];
		crc = crc >> 4 ^ nibbles[crc & 15];
	}

	return ~crc;
}
#endif
