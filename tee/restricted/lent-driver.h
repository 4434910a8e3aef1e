/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls into the pool of a driver that lends memory. */
#ifndef TEE_LENT_DRIVER_H
#define TEE_LENT_DRIVER_H

#include <linux/list.h>
#include <linux/scatterlist.h>

#include <rstmem/pool.h>

struct tee_lent;
struct tee_lent_pool;

/**
 * struct lent_range - memory of one buffer
 * @range:	where it is
 * @lent:	what it is a part of; holds a reference
 * @offset:	in @lent
 * @table:	what the driver allocated, and needs to free it
 * @node:	in &tee_lent_pool.returns
 * @returning:	no buffer has it, and the driver is to free it
 * @returned:	the driver has freed it, but the buffer is still held
 * @quarantined: no buffer has it, but it could not be scrubbed
 */
struct lent_range {
	struct rstmem_range range;
	struct tee_lent *lent;
	size_t offset;
	struct sg_table table;
	struct list_head node;
	bool returning;
	bool returned;
	bool quarantined;
};

int lent_driver_init(void);
void lent_driver_exit(void);
void lent_driver_work(struct work_struct *work);
int lent_driver_alloc(struct tee_lent_pool *pool, size_t size, size_t align,
		      struct rstmem_range *range);
void lent_driver_free(struct tee_lent_pool *pool, struct lent_range *r);
void lent_driver_close(struct tee_lent_pool *pool);
void lent_driver_settle(struct tee_lent_pool *pool);
void lent_driver_kick(struct tee_lent_pool *pool);

/* For who has the turn */
struct lent_range *lent_range_create(struct tee_lent_pool *pool, size_t size,
				     size_t align);
void lent_range_return(struct tee_lent_pool *pool, struct lent_range *r);
void lent_range_end(struct tee_lent_pool *pool, struct lent_range *r);
/* For who has the lock */
void lent_range_forget(struct tee_lent_pool *pool, struct lent_range *r);

#endif /* TEE_LENT_DRIVER_H */
