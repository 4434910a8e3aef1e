// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/stats.h"
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

static int ask(int tee, int answer_id)
{
	struct tee_ioctl_param params[2] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT },
		memref(OUT, answer_id, 0, POOLS * sizeof(struct pool)),
	};
	uint32_t session, ret;
	int rc = client_open_session(tee, uuid_stats, &session, &ret);

	if (!rc && !ret)
		rc = client_invoke(tee, session, STATS_ALLOCATIONS, params, 2,
				   &ret);
	return rc ?: (int)ret;
}

int tee_stats_read(struct tee_stats *stats)
{
	int tee = client_open(TEE_DEVICE), fd = -1, id, rc = tee;
	const struct pool *pools;
	void *answer = NULL;

	memset(stats, 0, sizeof(*stats));
	if (tee >= 0)
		rc = fd = client_shm_alloc(tee, PAGE, &id, &answer);
	if (rc >= 0)
		rc = ask(tee, id);
	if (rc) {
		printf("# no statistics of OP-TEE: %#x\n", rc);
	} else {
		pools = answer;
		stats->heap = pools[POOL_HEAP].allocated;
		stats->heap_size = pools[POOL_HEAP].size;
		stats->heap_failures = pools[POOL_HEAP].failures;
		stats->applications = pools[POOL_APPLICATIONS].allocated;
		stats->applications_size = pools[POOL_APPLICATIONS].size;
	}
	if (fd >= 0)
		munmap(answer, PAGE);
	close(fd);
	close(tee);
	return rc;
}
