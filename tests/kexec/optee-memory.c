// SPDX-License-Identifier: GPL-2.0-only
/*
 * optee-memory: what OP-TEE itself says is allocated in its core's heap, where
 * every registered piece of shared memory and every session has a
 * structure, and how much memory trusted applications have.
 *
 * optee-memory PIECES PAGES: the same before, while so much is registered,
 * and after; fails where the heap does not tell them apart.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/stats.h"
#include "lib/tee.h"

static int tee;

static void fail(const char *what, int rc)
{
	fprintf(stderr, "optee-memory: %s: %s\n", what, strerror(-rc));
	exit(1);
}

/* Returns what of the heap is in use. */
static uint32_t print(void)
{
	struct tee_stats stats;

	if (tee_stats_read(&stats))
		exit(1);
	printf("heap %u of %u, failures %u, applications %u of %u\n",
	       stats.heap, stats.heap_size, stats.heap_failures,
	       stats.applications, stats.applications_size);
	return stats.heap;
}

static int hold(size_t pages)
{
	size_t size = pages * PAGE;
	struct tee_ioctl_shm_register_data data = { .length = size };
	void *map = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	int fd;

	data.addr = (uintptr_t)map;
	fd = client_ioctl(tee, TEE_IOC_SHM_REGISTER, &data);
	if (fd < 0)
		fail("cannot register", fd);
	return fd;
}

int main(int argc, char **argv)
{
	int count = argc > 2 ? atoi(argv[1]) : 0;
	uint32_t before, held;
	int fds[1024], i;

	if (count > 1024)
		return 1;
	tee = client_open(TEE_DEVICE);
	if (tee < 0)
		fail(TEE_DEVICE, tee);

	before = print();
	if (!count)
		return 0;

	for (i = 0; i < count; i++)
		fds[i] = hold(atoi(argv[2]));
	held = print();
	for (i = 0; i < count; i++)
		close(fds[i]);
	return held <= before || print() != before;
}
