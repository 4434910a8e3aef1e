// SPDX-License-Identifier: GPL-2.0-only
/*
 * hog: registers shared memory with the TEE until that has no memory left for it,
 * says how many pieces it took, and keeps them until it is killed.
 *
 * OP-TEE needs some of its own memory for each page, whatever is in it: all pieces
 * are the same memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/tee.h"

#define MANY	100000

/* Return: whether the TEE took it; it keeps it until the descriptor is closed. */
static bool share(int tee, void *memory, size_t size)
{
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)memory,
		.length = size,
	};

	return ioctl(tee, TEE_IOC_SHM_REGISTER, &data) >= 0;
}

int main(void)
{
	void *memory = aligned_alloc(PAGE, 256 * PAGE);
	int tee = client_open(TEE_DEVICE);
	size_t size;
	long i = 0;

	/* first large pieces, then what is left */
	for (size = 256 * PAGE; size >= PAGE && memory && i < MANY; i++) {
		if (!share(tee, memory, size))
			size /= 2;
	}
	printf("%ld pieces\n", i);
	fflush(stdout);
	pause();
	return 0;
}
