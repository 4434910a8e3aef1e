/* SPDX-License-Identifier: GPL-2.0-only */
/* The same numbers for the same seed on every machine */
#ifndef RANDOM_H
#define RANDOM_H

#include <linux/types.h>

static inline u32 random_below(u64 *state, u32 limit)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (u32)(*state >> 32) % limit;
}

#endif /* RANDOM_H */
