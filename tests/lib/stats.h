/* SPDX-License-Identifier: GPL-2.0-only */
/* What OP-TEE itself says of its memory */
#ifndef TESTS_STATS_H
#define TESTS_STATS_H

#include <stdint.h>

/*
 * In bytes. Every session and every registered piece of shared memory has a
 * structure in the core's heap, this call's own included.
 */
struct tee_stats {
	uint32_t heap;
	uint32_t heap_size;
	uint32_t heap_failures;		/* allocations that failed, ever */
	uint32_t applications;
	uint32_t applications_size;
};

/* 0, -errno, or what the TEE says; says itself why it failed. */
int tee_stats_read(struct tee_stats *stats);

#endif /* TESTS_STATS_H */
