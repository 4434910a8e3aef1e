/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef USER_TA_HEADER_DEFINES_H
#define USER_TA_HEADER_DEFINES_H

#include "../../protocol.h"

#define TA_UUID { RST_TA_VDEC_UUID }

#define TA_FLAGS (TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION | \
		  TA_FLAG_SECURE_DATA_PATH | TA_FLAG_DEVICE_ENUM)

/*
 * libavcodec wants much of both; scripts/build-ta may set the heap. A part of it
 * is mapped when streams need it: all applications share the TEE's memory.
 */
#define TA_STACK_SIZE (256 * 1024)
#ifndef RST_VDEC_HEAP_SIZE
#define RST_VDEC_HEAP_SIZE (6 * 1024 * 1024)
#endif
#define RST_VDEC_HEAP_FIRST (4 * 1024 * 1024)
#if RST_VDEC_HEAP_SIZE < RST_VDEC_HEAP_FIRST
#define TA_DATA_SIZE RST_VDEC_HEAP_SIZE
#else
#define TA_DATA_SIZE RST_VDEC_HEAP_FIRST
#endif

#define TA_DESCRIPTION "rstmem: decoding into restricted memory"

#endif /* USER_TA_HEADER_DEFINES_H */
