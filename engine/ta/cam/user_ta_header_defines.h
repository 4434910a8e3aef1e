/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef USER_TA_HEADER_DEFINES_H
#define USER_TA_HEADER_DEFINES_H

#include "../../protocol.h"

#define TA_UUID { RST_TA_CAM_UUID }

#define TA_FLAGS (TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION | \
		  TA_FLAG_SECURE_DATA_PATH | TA_FLAG_DEVICE_ENUM)

/* A picture of 640x360, as large a file, and what libjpeg needs. */
#define TA_STACK_SIZE (16 * 1024)
#define TA_DATA_SIZE (1024 * 1024)

#define TA_DESCRIPTION "rstmem: camera into restricted memory"

#endif /* USER_TA_HEADER_DEFINES_H */
