/* SPDX-License-Identifier: BSD-2-Clause */
/* A trusted application that uses restricted memory, and no other. */
#ifndef RESTRICTED_TA_H
#define RESTRICTED_TA_H

#define RESTRICTED_TA_UUID \
	{ 0xb2d3a7c4, 0x51f0, 0x4e86, \
	  { 0x9d, 0x17, 0x3c, 0x8a, 0x60, 0xf2, 0x4b, 0xe5 } }

/* p0: restricted memory, written; p1.a: the first byte, each later one is 7 more */
#define RESTRICTED_TA_FILL	0

/* p0: restricted memory, read; p1.a returns 31 * hash + byte over all bytes */
#define RESTRICTED_TA_HASH	1

/* p0: restricted memory, read; p1.a returns how many bytes are not zero */
#define RESTRICTED_TA_COUNT	2

/* p0: restricted memory; p1.a: milliseconds for which the call has it */
#define RESTRICTED_TA_WAIT	3

/* No parameters: the instance has a file open, until it goes */
#define RESTRICTED_TA_KEEP_FILE	4

#endif /* RESTRICTED_TA_H */
