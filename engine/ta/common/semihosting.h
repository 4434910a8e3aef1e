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

/*
 * Opens a file for writing, and keeps what is in it; creates it if it isn't
 * there. The next byte is written at its beginning. A handle above 0, or -1.
 */
int64_t rst_semihosting_keep(const char *path);

/* Opens a file that is there, for reading; a handle above 0, or -1. */
int64_t rst_semihosting_open(const char *path);

/* Where the next byte is written; true when it can be. */
bool rst_semihosting_seek(int64_t handle, uint64_t offset);

/* The file's size in bytes, or -1. */
int64_t rst_semihosting_size(int64_t handle);

/* Answers how many of the bytes were written. */
size_t rst_semihosting_write(int64_t handle, const void *data, size_t size);

/* True when all bytes were read, from @offset on. */
bool rst_semihosting_read(int64_t handle, uint64_t offset, void *data,
			  size_t size);

void rst_semihosting_close(int64_t handle);

#endif /* RST_SEMIHOSTING_H */
