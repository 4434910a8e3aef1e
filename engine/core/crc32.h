/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CRC-32 as zlib computes it (polynomial 0x04c11db7, reflected)
 *
 * Begin with 0 and feed in pieces, as with zlib's crc32().
 */
#ifndef RST_CRC32_H
#define RST_CRC32_H

#include <stddef.h>
#include <stdint.h>

uint32_t rst_crc32(uint32_t crc, const void *data, size_t size);

#endif /* RST_CRC32_H */
