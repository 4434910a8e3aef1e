/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Restricted memory through the kernel's own interface for TEE drivers: what the
 * files that make it share, which are built for kernels that have one. The rest
 * of the core calls what compat/tee-protmem.h declares.
 */
#ifndef TEE_PROTMEM_H
#define TEE_PROTMEM_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/xarray.h>

#include <rstmem/pool.h>

#include "compat/tee-protmem.h"
#include "tee/core.h"

/**
 * struct tee_lent - memory of the kernel's, for the secure world to restrict
 * @core:	what the driver lends; its last reference goes when the driver
 *		is through with it
 * @check:	the same memory as ordinary shared memory, to see whether the
 *		secure world has given it back
 * @users:	@core, and every buffer in the memory
 * @node:	in the list of all lent memory
 * @pages:	of the memory
 * @num_pages:	how many
 * @dma_addr:	of mapped memory
 * @mapped:	the memory is the page allocator's, and mapped
 * @lost:	the secure world has not given it back
 */
struct tee_lent {
	struct tee_core_shm core;
	struct tee_core_shm check;
	struct kref users;
	struct list_head node;
	struct page **pages;
	size_t num_pages;
	dma_addr_t dma_addr;
	bool mapped;
	bool lost;
};

/* protmem-lent.c */
struct tee_lent *tee_lent_of(struct tee_shm *shm);
void tee_lent_get(struct tee_lent *lent);
void tee_lent_put(struct tee_lent *lent);
size_t tee_lent_lost(const struct tee_device *teedev);
void tee_lent_lose(struct tee_device *teedev);

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

/* protmem-pool.c */
extern const struct rstmem_pool_ops tee_protmem_ops;
struct tee_protmem *tee_protmem_create(struct tee_device *teedev,
				       struct tee_protmem_pool *driver);
void tee_protmem_put(struct tee_protmem *protmem);
int tee_protmem_try(struct tee_protmem *protmem, size_t *size);
void tee_protmem_cut(struct tee_protmem *protmem, bool usable);

/* protmem-static.c */
bool tee_protmem_is_static(const struct tee_protmem_pool *pool,
			   struct rstmem_range *range);

#endif /* TEE_PROTMEM_H */
