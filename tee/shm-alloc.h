/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared memory that the TEE driver's pool supplies. */
#ifndef TEE_SHM_ALLOC_H
#define TEE_SHM_ALLOC_H

#include <linux/types.h>

#include "sharing.h"

/**
 * struct tee_pool_shm - memory of a driver's pool
 * @shared:	what it has in common with other memory that is registered
 * @dyn_helper:	the pool uses tee_dyn_shm_alloc_helper()
 */
struct tee_pool_shm {
	struct tee_shared shared;
	bool dyn_helper;
};

static inline struct tee_pool_shm *to_pool_shm(struct tee_core_shm *core)
{
	return container_of(to_shared(core), struct tee_pool_shm, shared);
}

struct tee_shm *tee_shm_alloc_user_buf(struct tee_context *ctx, size_t size);

/* shm-dynamic.c */
void tee_dyn_shm_finish(struct tee_shm *shm);

#endif /* TEE_SHM_ALLOC_H */
