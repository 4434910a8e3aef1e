/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trusted application that copies into, changes, and copies out of restricted
 * memory: itself, by another application, or by OP-TEE's pseudo application for
 * tests. (Copying out is what no application but a test's may do.)
 */
#ifndef SDP_TA_H
#define SDP_TA_H

#define SDP_TA_UUID \
	{ 0x5e1c70a9, 0x93d2, 0x4b6f, \
	  { 0x8a, 0x04, 0xf7, 0x2e, 0x61, 0xb5, 0x0c, 0x38 } }

/* p0: ordinary memory, in; p1: restricted memory, out */
#define SDP_TA_INJECT		0
/* p0: restricted memory, in and out: each byte becomes its negative */
#define SDP_TA_TRANSFORM	1
/* p0: restricted memory, in; p1: ordinary memory, out */
#define SDP_TA_DUMP		2

/* Added to a command: who does it */
#define SDP_TA_ITSELF		0x00
#define SDP_TA_BY_TA		0x10
#define SDP_TA_BY_PSEUDO_TA	0x20

#endif /* SDP_TA_H */
