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

#include "lib/tee.h"

/* OP-TEE's statistics service */
static const uint8_t uuid_stats[TEE_IOCTL_UUID_LEN] = {
	0xd9, 0x6a, 0x5b, 0x40, 0xe2, 0xc7, 0xb1, 0xaf,
	0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b,
};

#define STATS_ALLOCATIONS	1
#define POOLS			5
#define POOL_HEAP		0
#define POOL_APPLICATIONS	2

/* What STATS_ALLOCATIONS fills in for each pool */
struct pool {
	char name[32];
	uint64_t free_squares;
	uint32_t allocated;
	uint32_t max_allocated;
	uint32_t size;
	uint32_t failures;
	uint32_t largest_failure;
	uint32_t largest_failure_used;
};

static int tee, answer_id;
static uint32_t session;
static void *answer;

static void fail(const char *what, int rc, uint32_t ret)
{
	fprintf(stderr, "optee-memory: %s: %s, TEE result 0x%x\n", what,
		strerror(-rc), ret);
	exit(1);
}

/* Returns what of the heap is in use. */
static uint32_t print(void)
{
	struct tee_ioctl_param params[2] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT },
		memref(OUT, answer_id, 0, POOLS * sizeof(struct pool)),
	};
	const struct pool *pools = answer;
	uint32_t ret;
	int rc = client_invoke(tee, session, STATS_ALLOCATIONS, params, 2,
			       &ret);

	if (rc || ret)
		fail("cannot ask for the statistics", rc, ret);
	printf("heap %u of %u, failures %u, applications %u of %u\n",
	       pools[POOL_HEAP].allocated, pools[POOL_HEAP].size,
	       pools[POOL_HEAP].failures, pools[POOL_APPLICATIONS].allocated,
	       pools[POOL_APPLICATIONS].size);
	return pools[POOL_HEAP].allocated;
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
		fail("cannot register", fd, 0);
	return fd;
}

int main(int argc, char **argv)
{
	int count = argc > 2 ? atoi(argv[1]) : 0;
	int fds[1024], i, rc;
	uint32_t ret, before, held;

	if (count > 1024)
		return 1;
	tee = client_open(TEE_DEVICE);
	if (tee < 0)
		fail(TEE_DEVICE, tee, 0);
	rc = client_shm_alloc(tee, PAGE, &answer_id, &answer);
	if (rc < 0)
		fail("no shared memory", rc, 0);
	rc = client_open_session(tee, uuid_stats, &session, &ret);
	if (rc || ret)
		fail("no statistics in this OP-TEE", rc, ret);

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
