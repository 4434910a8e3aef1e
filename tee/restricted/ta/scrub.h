/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The trusted application that clears and marks restricted memory, as both worlds
 * see it
 *
 * It belongs to the memory, not to what uses it: OP-TEE hands its restricted
 * pool out and has no call that clears it. Kernel clients only. Linked into
 * OP-TEE (EARLY_TA_PATHS), so that memory can be released when there is no
 * tee-supplicant, or no root file system any more.
 */
#ifndef RSTMEM_SCRUB_TA_H
#define RSTMEM_SCRUB_TA_H

/* @fields makes of eleven numbers what the including world has for UUIDs. */
#define SCRUB_TA_UUID(fields) \
	fields(0x8c2f9b16, 0x4e7d, 0x4a53, \
	       0xb1, 0x8e, 0x5d, 0x60, 0x37, 0xc9, 0x24, 0xfa)

/*
 * p0: memref, out: restricted memory; all of it reads as zeros afterwards, for
 *     every master, as the cache was written back
 * p1: value, out: a and b: low and high half of the number of bytes cleared
 */
#define SCRUB_TA_CLEAR	0

/*
 * For finding out whether the firewall holds. p0: memref, out: restricted memory,
 * whole pages of 4 KiB; all of it consists of one pattern afterwards, which the
 * application draws at random, and which it has read back from memory
 * p1: value, out: a and b: low and high half of the pattern's first 64 bits
 * p2: value, out: likewise its second 64 bits; the pattern is never 0
 */
#define SCRUB_TA_MARK	1

#endif /* RSTMEM_SCRUB_TA_H */
