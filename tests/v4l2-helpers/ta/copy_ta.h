/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef COPY_TA_H
#define COPY_TA_H

#define COPY_TA_UUID \
	{ 0xc0a5d1b2, 0x7e34, 0x4f19, \
	  { 0x9b, 0x68, 0x2d, 0x51, 0x7f, 0x3e, 0x84, 0xa6 } }

/* p0: memory, in; p1: memory, out, of the same size or larger */
#define COPY_TA_COPY	0

#endif /* COPY_TA_H */
