// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "semihosting.h"

#define SYS_OPEN 0x01
#define SYS_CLOSE 0x02
#define SYS_WRITE 0x05
#define SYS_READ 0x06
#define SYS_SEEK 0x0a

#define MODE_READ_BINARY 1	/* fopen()'s "rb" */
#define MODE_WRITE_BINARY 5	/* fopen()'s "wb" */

static int64_t call(uint64_t operation, const uint64_t *arguments)
{
	register uint64_t x0 __asm__("x0") = operation;
	register const uint64_t *x1 __asm__("x1") = arguments;

	__asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");

	return x0;
}

static int64_t open_file(const char *path, uint64_t mode)
{
	const uint64_t arguments[] = { (uintptr_t)path, mode, strlen(path) };

	return call(SYS_OPEN, arguments);
}

int64_t rst_semihosting_create(const char *path)
{
	return open_file(path, MODE_WRITE_BINARY);
}

int64_t rst_semihosting_open(const char *path)
{
	return open_file(path, MODE_READ_BINARY);
}

bool rst_semihosting_write(int64_t handle, const void *data, size_t size)
{
	const uint64_t arguments[] = { handle, (uintptr_t)data, size };

	/* The answer is the number of bytes that were not written. */
	return call(SYS_WRITE, arguments) == 0;
}

bool rst_semihosting_read(int64_t handle, uint64_t offset, void *data,
			  size_t size)
{
	const uint64_t place[] = { handle, offset };
	const uint64_t arguments[] = { handle, (uintptr_t)data, size };

	/* As above: the bytes that were not read. */
	return call(SYS_SEEK, place) == 0 && call(SYS_READ, arguments) == 0;
}

void rst_semihosting_close(int64_t handle)
{
	const uint64_t arguments[] = { handle };

	call(SYS_CLOSE, arguments);
}
