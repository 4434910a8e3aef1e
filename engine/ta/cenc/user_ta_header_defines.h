/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef USER_TA_HEADER_DEFINES_H
#define USER_TA_HEADER_DEFINES_H

#include "../../protocol.h"

#define TA_UUID { RST_TA_CENC_UUID }

/* Kept alive: the keys are the instance's, not a session's. */
#define TA_FLAGS (TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION | \
		  TA_FLAG_INSTANCE_KEEP_ALIVE | TA_FLAG_SECURE_DATA_PATH)

#define TA_STACK_SIZE (16 * 1024)
#define TA_DATA_SIZE (32 * 1024)

#define TA_DESCRIPTION "rstmem: decryption into restricted memory"

#endif /* USER_TA_HEADER_DEFINES_H */
