/* SPDX-License-Identifier: GPL-2.0-only */
/* Dynamic pools: a driver's pool that lends memory, as the heaps see it. */
#ifndef TEE_LENT_POOL_H
#define TEE_LENT_POOL_H

#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/xarray.h>

struct rstmem_pool_ops;
struct tee_device;
struct tee_protmem_pool;

/**
 * struct tee_lent_pool - a driver's pool that lends memory
 * @users:	its registration, and the heaps, until the last buffer is gone
 * @teedev:	the device; only its structure is kept
 * @lock:	one call into the driver at a time, so that the last buffer's
 *		going and the first one's coming never meet; protects what
 *		follows
 * @driver:	the driver's pool; NULL when the driver is not asked any more
 * @ranges:	&struct lent_range, by page frame
 */
struct tee_lent_pool {
	struct kref users;
	struct tee_device *teedev;
	struct mutex lock;	/* see above */
	struct tee_protmem_pool *driver;
	struct xarray ranges;
};

extern const struct rstmem_pool_ops tee_lent_pool_ops;
struct tee_lent_pool *tee_lent_pool_create(struct tee_device *teedev,
					   struct tee_protmem_pool *driver);
void tee_lent_pool_put(struct tee_lent_pool *pool);
int tee_lent_pool_try(struct tee_lent_pool *pool, size_t *size);
void tee_lent_pool_cut(struct tee_lent_pool *pool, bool usable);

#endif /* TEE_LENT_POOL_H */
