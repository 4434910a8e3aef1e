/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the core's functions answer
 *
 * The trusted applications turn these into TEE_Result; the names are those of
 * engine/protocol.h's answers.
 */
#ifndef RST_STATUS_H
#define RST_STATUS_H

enum rst_status {
	RST_OK,
	RST_BAD_PARAMETERS,	/* a message that makes no sense */
	RST_BAD_FORMAT,		/* content that makes no sense */
	RST_SHORT_BUFFER,	/* the output does not fit */
	RST_NOT_FOUND,		/* no such key */
	RST_NO_SPACE,		/* a table is full */
	RST_DENIED,		/* not for this purpose, or not ours */
	RST_CONFLICT,		/* trusted user interface with something else */
	RST_NO_MEMORY,
	RST_NO_CABLE,		/* the panel or the sensor is out of reach */
	RST_EXPIRED,		/* its time is over */
	RST_FAILED,		/* the crypto or codec library refused */
};

#endif /* RST_STATUS_H */
