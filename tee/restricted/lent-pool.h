/* SPDX-License-Identifier: GPL-2.0-only */
/* Dynamic pools: a driver's pool that lends memory, as the heaps see it. */
#ifndef TEE_LENT_POOL_H
#define TEE_LENT_POOL_H

#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/xarray.h>

#include <rstmem/tee.h>

struct rstmem_pool_ops;
struct tee_device;
struct tee_protmem_pool;

/**
 * struct tee_lent_pool - a driver's pool that lends memory
 * @users:	its registration, and the heaps until the last buffer is freed
 * @teedev:	the device; a reference on its structure, not on the driver
 * @method:	how its memory is scrubbed
 * @lock:	serialises calls into the driver, so that freeing the last
 *		buffer never races with allocating the first one; protects what
 *		follows
 * @driver:	the driver's pool; NULL once it has been destroyed
 * @ranges:	&struct lent_range, by page frame
 */
struct tee_lent_pool {
	struct kref users;
	struct tee_device *teedev;
	struct tee_rstmem_scrub method;
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
