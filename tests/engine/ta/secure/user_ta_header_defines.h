/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef USER_TA_HEADER_DEFINES_H
#define USER_TA_HEADER_DEFINES_H

#include "sum_ta.h"

#define TA_UUID SUM_TA_SECURE_UUID
#define TA_FLAGS TA_FLAG_SECURE_DATA_PATH
#define TA_STACK_SIZE (8 * 1024)
#define TA_DATA_SIZE (16 * 1024)
#define TA_VERSION "1.0"
#define TA_DESCRIPTION "adds up bytes (tests)"

#endif /* USER_TA_HEADER_DEFINES_H */
