/* SPDX-License-Identifier: GPL-2.0-only */
/* Claims: how much of which pool a heap may have, and has */
#ifndef _HEAPS_CLAIMS_H
#define _HEAPS_CLAIMS_H

#include <linux/types.h>

struct dmem_cgroup_pool_state;
struct rstmem_heap;
struct rstmem_pool;
struct rstmem_user;

/**
 * struct rstmem_claim - bytes of a pool, for a heap
 * @heap:	the heap
 * @pool:	the pool; the claim has a reference
 * @user:	who claims it
 * @size:	bytes, whole pages
 * @taken:	bytes of the pool that nobody else can have now, whole granules
 * @order:	of the pool, to ask those that follow
 * @charged:	who else counts it, or NULL
 * @looks:	how often anyone had looked for room when it was made
 */
struct rstmem_claim {
	struct rstmem_heap *heap;
	struct rstmem_pool *pool;
	struct rstmem_user *user;
	size_t size;
	u64 taken;
	u64 order;
	struct dmem_cgroup_pool_state *charged;
	unsigned long looks;
};

/* Pools that serve: publishing changes the list, each of the heaps reads it. */
void rstmem_claims_add(struct rstmem_pool *pool);
void rstmem_claims_remove(struct rstmem_pool *pool);
bool rstmem_claims_withhold(struct rstmem_pool *pool, bool withheld);
bool rstmem_claims_overlap(const struct rstmem_pool *pool);

int rstmem_claim(struct rstmem_claim *claim, const void *tee);
void rstmem_claim_undo(struct rstmem_claim *claim);
void rstmem_claim_release(struct rstmem_claim *claim);

void rstmem_limit_set(struct rstmem_heap *heap, u64 bytes);
void rstmem_user_limit_set(struct rstmem_heap *heap, u64 bytes);
int rstmem_minimum_set(struct rstmem_heap *heap, u64 bytes);

bool rstmem_heap_is_served(const struct rstmem_heap *heap);
bool rstmem_heap_is_of_other(const struct rstmem_heap *heap, const void *tee);
size_t rstmem_heap_size(const struct rstmem_heap *heap);
size_t rstmem_heap_room(const struct rstmem_heap *heap);

#endif /* _HEAPS_CLAIMS_H */
