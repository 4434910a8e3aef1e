/* SPDX-License-Identifier: GPL-2.0-only */
/* A TEE for tests: its firewall can be told to misbehave */
#ifndef _TESTS_LENDING_H
#define _TESTS_LENDING_H

#include <linux/tee_core.h>

#include "tests/lib/check.h"

struct tee_protmem_pool;

#define LENDING_TEE_ID	0xfffe
#define LENDING_BUSY	1	/* a call that takes as many ms as the session says */

/* askers.c: who asks for lent memory while the driver leaves */
bool askers_begin(struct tee_context *ctx, unsigned int threads);
void askers_end(void);
void askers_linger(void);
void askers_pool_goes(void);
bool askers_see_no_pool(void);

/* client.c: a client in the kernel */
void client_test(struct tee_context *ctx);
bool client_busy_begin(unsigned int ms);
void client_busy_end(void);

/* firewall.c: what the TEE holds, and its calls */
extern const struct tee_desc lending_desc;
extern bool lending_stuck;
extern unsigned int lending_lends, lending_reclaims;
extern unsigned int lending_cleared;	/* bytes, when not "unclear" */
extern unsigned int lending_pulled;	/* while a call was at it */
extern struct tee_param lending_seen;	/* of the last call */
unsigned int firewall_asked(void);	/* by how many at the moment */
bool firewall_wait_busy(void);
bool firewall_is_busy(void);
int firewall_lend(struct tee_shm *shm);
void firewall_reclaim(struct tee_shm *shm);

/* pool.c: a pool as drivers have them */
extern unsigned int lending_torn, lending_attributes;
struct tee_protmem_pool *lending_pool_create(struct tee_context *ctx,
					     size_t pages);

/* twin.c: another TEE */
int twin_create(void);
void twin_destroy(void);

#endif /* _TESTS_LENDING_H */
