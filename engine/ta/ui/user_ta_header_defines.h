/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef USER_TA_HEADER_DEFINES_H
#define USER_TA_HEADER_DEFINES_H

#include "../../protocol.h"

#define TA_UUID { RST_TA_UI_UUID }

/*
 * Not single-instance: it calls the display, which is, and OP-TEE has one lock
 * for all that are. A session's picture is nobody else's business, either.
 */
#define TA_FLAGS TA_FLAG_SECURE_DATA_PATH

#define TA_STACK_SIZE (32 * 1024)
#define TA_DATA_SIZE (8 * 1024)

#define TA_DESCRIPTION "rstmem: trusted user interface"

#endif /* USER_TA_HEADER_DEFINES_H */
