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
 * struct tee_protmem - a driver's pool that lends memory
 * @users:	its registration, and the heaps, until the last buffer is gone
 * @teedev:	the device; only its structure is kept
 * @lock:	one call into the driver at a time, so that the last buffer's
 *		going and the first one's coming never meet; protects what
 *		follows
 * @driver:	the driver's pool; NULL when the driver is not asked any more
 * @ranges:	&struct tee_protmem_range, by page frame
 */
struct tee_protmem {
	struct kref users;
	struct tee_device *teedev;
	struct mutex lock;	/* see above */
	struct tee_protmem_pool *driver;
	struct xarray ranges;
};

extern const struct rstmem_pool_ops tee_protmem_ops;
struct tee_protmem *tee_protmem_create(struct tee_device *teedev,
				       struct tee_protmem_pool *driver);
void tee_protmem_put(struct tee_protmem *protmem);
int tee_protmem_try(struct tee_protmem *protmem, size_t *size);
void tee_protmem_cut(struct tee_protmem *protmem, bool usable);

#endif /* TEE_LENT_POOL_H */
