/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory of the kernel's that a driver lends to the secure world. */
#ifndef TEE_LENT_H
#define TEE_LENT_H

#include <linux/kref.h>
#include <linux/list.h>

#include "tee/shm.h"

/**
 * struct tee_lent - memory of the kernel's, for the secure world to restrict
 * @core:	what the driver lends; it drops the last reference when it is
 *		done with it
 * @check:	the same memory as ordinary shared memory, to find out whether
 *		the secure world has given it back
 * @users:	a reference for @core, and one for each buffer in the memory
 * @node:	in the list of all lent memory
 * @pages:	of the memory
 * @num_pages:	how many
 * @dma_addr:	of mapped memory
 * @mapped:	the memory is from the page allocator, and mapped
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

struct tee_lent *tee_lent_of(struct tee_shm *shm);
void tee_lent_get(struct tee_lent *lent);
void tee_lent_put(struct tee_lent *lent);
size_t tee_lent_lost(const struct tee_device *teedev);
void tee_lent_lose(struct tee_device *teedev);

#endif /* TEE_LENT_H */
