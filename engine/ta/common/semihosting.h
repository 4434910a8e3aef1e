/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of the machine's host, through Arm semihosting
 *
 * The calls are an instruction that the emulator carries out. Where it was
 * started without semihosting for user space, the instruction is undefined and
 * the application dies of it.
 */
#ifndef RST_SEMIHOSTING_H
#define RST_SEMIHOSTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Creates or empties a file; a handle above 0, or -1. */
int64_t rst_semihosting_create(const char *path);

/* Opens a file that is there, for reading; a handle above 0, or -1. */
int64_t rst_semihosting_open(const char *path);

/* True when all bytes were written. */
bool rst_semihosting_write(int64_t handle, const void *data, size_t size);

/* True when all bytes were read, from @offset on. */
bool rst_semihosting_read(int64_t handle, uint64_t offset, void *data,
			  size_t size);

void rst_semihosting_close(int64_t handle);

#endif /* RST_SEMIHOSTING_H */
