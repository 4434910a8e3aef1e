/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef USER_TA_HEADER_DEFINES_H
#define USER_TA_HEADER_DEFINES_H

#include "scrub.h"

#define TEE_UUID_FIELDS(a, b, c, ...) { a, b, c, { __VA_ARGS__ } }
#define TA_UUID SCRUB_TA_UUID(TEE_UUID_FIELDS)

/*
 * An instance for each session: OP-TEE may have one lock for all single-instance
 * applications, which one that waits for tee-supplicant keeps meanwhile. tee.ko
 * opens a session for a batch of buffers.
 */
#define TA_FLAGS (TA_FLAG_SECURE_DATA_PATH | TA_FLAG_CACHE_MAINTENANCE)

#define TA_STACK_SIZE (4 * 1024)
#define TA_DATA_SIZE (8 * 1024)

#define TA_VERSION "1.0"
#define TA_DESCRIPTION "rstmem: clears restricted memory between owners"

#endif /* USER_TA_HEADER_DEFINES_H */
