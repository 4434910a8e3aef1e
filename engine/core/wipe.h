/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef RST_WIPE_H
#define RST_WIPE_H

#include <stddef.h>
#include <string.h>

/* Zeroes memory that is not read again, which a plain memset may not do. */
static inline void rst_wipe(void *data, size_t size)
{
	memset(data, 0, size);
	__asm__ volatile("" : : "r"(data) : "memory");
}

#endif /* RST_WIPE_H */
