/* SPDX-License-Identifier: GPL-2.0-only */
/* A TEE for tests: its firewall can be told to misbehave */
#ifndef _TESTS_LENDING_H
#define _TESTS_LENDING_H

#include <linux/tee_core.h>

struct tee_protmem_pool;

/* firewall.c: what the TEE holds, and its calls */
extern const struct tee_desc lending_desc;
extern bool lending_stuck;
extern unsigned int lending_lends, lending_reclaims;
int firewall_lend(struct tee_shm *shm);
void firewall_reclaim(struct tee_shm *shm);

/* pool.c: a pool as drivers have them */
extern unsigned int lending_torn, lending_attributes;
struct tee_protmem_pool *lending_pool_create(struct tee_context *ctx,
					     size_t pages);

#endif /* _TESTS_LENDING_H */
