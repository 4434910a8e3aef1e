/* SPDX-License-Identifier: GPL-2.0-only */
/* Ids: what user space names shared memory by. */
#ifndef TEE_SHM_ID_H
#define TEE_SHM_ID_H

struct tee_context;
struct tee_core_shm;
struct tee_shm;
struct tee_shm_kind;

void tee_core_shm_init(struct tee_core_shm *core,
		       const struct tee_shm_kind *kind);

int tee_shm_reserve_id(struct tee_shm *shm);
void tee_shm_publish(struct tee_shm *shm);
void tee_shm_remove_id(struct tee_core_shm *core);
void tee_shm_remove_id_locked(struct tee_core_shm *core);

int tee_restricted_add_id(struct tee_context *ctx, struct tee_core_shm *core);
void tee_restricted_remove_ids(struct tee_context *ctx);

#endif /* TEE_SHM_ID_H */
