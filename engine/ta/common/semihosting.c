// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "semihosting.h"

#define SYS_OPEN 0x01
#define SYS_CLOSE 0x02
#define SYS_WRITE 0x05
#define SYS_READ 0x06
#define SYS_SEEK 0x0a
#define SYS_FLEN 0x0c

#define MODE_READ_BINARY 1	/* fopen()'s "rb" */
#define MODE_UPDATE_BINARY 3	/* "r+b" */
#define MODE_WRITE_BINARY 5	/* "wb" */

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

/* "ab" would do it at once, but then no byte could be written again. */
int64_t rst_semihosting_keep(const char *path)
{
	int64_t handle = open_file(path, MODE_UPDATE_BINARY);

	return handle > 0 ? handle : open_file(path, MODE_WRITE_BINARY);
}

int64_t rst_semihosting_open(const char *path)
{
	return open_file(path, MODE_READ_BINARY);
}

size_t rst_semihosting_write(int64_t handle, const void *data, size_t size)
{
	const uint64_t arguments[] = { handle, (uintptr_t)data, size };
	/* The answer is the number of bytes that were not written. */
	uint64_t left = call(SYS_WRITE, arguments);

	return left < size ? size - left : 0;
}

bool rst_semihosting_seek(int64_t handle, uint64_t offset)
{
	const uint64_t arguments[] = { handle, offset };

	return call(SYS_SEEK, arguments) == 0;
}

int64_t rst_semihosting_size(int64_t handle)
{
	const uint64_t arguments[] = { handle };

	return call(SYS_FLEN, arguments);
}

bool rst_semihosting_read(int64_t handle, uint64_t offset, void *data,
			  size_t size)
{
	const uint64_t arguments[] = { handle, (uintptr_t)data, size };

	/* As above: the bytes that were not read. */
	return rst_semihosting_seek(handle, offset) &&
	       call(SYS_READ, arguments) == 0;
}

void rst_semihosting_close(int64_t handle)
{
	const uint64_t arguments[] = { handle };

	call(SYS_CLOSE, arguments);
}
