/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory of the kernel's that a driver lends to the secure world. */
#ifndef TEE_LENT_H
#define TEE_LENT_H

#include <linux/kref.h>
#include <linux/list.h>

#include "tee/shm.h"

struct tee_lendable;

/**
 * struct tee_lent - memory of the kernel's, for the secure world to restrict
 * @core:	what the driver lends; it drops the last reference when it is
 *		done with it
 * @check:	a page as ordinary shared memory, to find out whether the secure
 *		world has given the memory back
 * @control:	a page that was never lent, to find out what a refusal means
 * @checking:	the secure world has @check, as it could not be unregistered
 * @users:	a reference for @core, and one for each buffer in the memory
 * @node:	in the list of all lent memory
 * @limbo:	in &tee_limbo.list, of the memory that is asked for again
 * @pages:	of the memory
 * @num_pages:	how many
 * @region:	where the memory is from; NULL if it is from the page allocator,
 *		and mapped
 * @dma_addr:	of mapped memory
 * @lost:	the secure world has not given it back
 */
struct tee_lent {
	struct tee_core_shm core;
	struct tee_core_shm check;
	struct page *control;
	bool checking;
	struct kref users;
	struct list_head node;
	struct list_head limbo;
	struct page **pages;
	size_t num_pages;
	struct tee_lendable *region;
	dma_addr_t dma_addr;
	bool lost;
};

/**
 * enum tee_lent_answer - has the secure world given memory back?
 * @TEE_LENT_BACK:	yes
 * @TEE_LENT_HELD:	no
 * @TEE_LENT_UNKNOWN:	it could not be asked: ask again
 */
enum tee_lent_answer {
	TEE_LENT_BACK,
	TEE_LENT_HELD,
	TEE_LENT_UNKNOWN,
};

enum tee_lent_answer tee_lent_ask(struct tee_lent *lent);
struct tee_lent *tee_lent_of(struct tee_shm *shm);
void tee_lent_get(struct tee_lent *lent);
void tee_lent_put(struct tee_lent *lent);
size_t tee_lent_lost(const struct tee_device *teedev);
size_t tee_lent_away(const struct tee_device *teedev);
void tee_lent_lose(struct tee_device *teedev);
void tee_lent_settle(struct tee_device *teedev, bool usable);

#endif /* TEE_LENT_H */
