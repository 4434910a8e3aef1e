/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef USER_TA_HEADER_DEFINES_H
#define USER_TA_HEADER_DEFINES_H

/* The generator's, by which the kernel's optee-rng finds it on the TEE bus. */
#define TA_UUID { 0xab7a617c, 0xb8e7, 0x4d8f, \
	{ 0x83, 0x01, 0xd0, 0x9b, 0x61, 0x03, 0x6b, 0x64 } }
#define TA_FLAGS TA_FLAG_DEVICE_ENUM
#define TA_STACK_SIZE (8 * 1024)
#define TA_DATA_SIZE (16 * 1024)
#define TA_VERSION "1.0"
#define TA_DESCRIPTION "random bytes for optee-rng (tests)"

#endif /* USER_TA_HEADER_DEFINES_H */
