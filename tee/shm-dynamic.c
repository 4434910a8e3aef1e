// SPDX-License-Identifier: GPL-2.0-only
/*
 * Helpers for drivers whose pool allocates pages as needed
 */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "shm-alloc.h"

/* The pages are contiguous, so the page allocator's limit applies. */
#define DYN_SHM_MAX_SIZE	(PAGE_SIZE << MAX_PAGE_ORDER)

static struct page **pages_of(void *kaddr, size_t num_pages)
{
	struct page **pages;
	size_t i;

	pages = kcalloc(num_pages, sizeof(*pages), GFP_KERNEL);
	if (pages)
		for (i = 0; i < num_pages; i++)
			pages[i] = virt_to_page(kaddr + i * PAGE_SIZE);

	return pages;
}

/* @align is ignored: no caller needs more than a page's alignment. */
int tee_dyn_shm_alloc_helper(struct tee_shm *shm, size_t size, size_t align,
			     int (*shm_register)(struct tee_context *ctx,
						 struct tee_shm *shm,
						 struct page **pages,
						 size_t num_pages,
						 unsigned long start))
{
	gfp_t gfp = GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN;
	int rc = -ENOMEM;

	if (!size)
		return -EINVAL;
	if (size > DYN_SHM_MAX_SIZE)
		return -ENOMEM;

	/* charge what user space asked for */
	if (shm->id >= 0)
		gfp |= __GFP_ACCOUNT;

	shm->num_pages = DIV_ROUND_UP(size, PAGE_SIZE);
	shm->size = shm->num_pages * PAGE_SIZE;
	shm->kaddr = alloc_pages_exact(shm->size, gfp);
	if (!shm->kaddr)
		goto err_clear;

	shm->paddr = virt_to_phys(shm->kaddr);
	shm->pages = pages_of(shm->kaddr, shm->num_pages);
	if (!shm->pages)
		goto err_pages;

	if (shm_register) {
		rc = shm_register(shm->ctx, shm, shm->pages, shm->num_pages,
				  (unsigned long)shm->kaddr);
		if (rc)
			goto err_array;
	}

	to_pool_shm(to_core_shm(shm))->dyn_helper = true;
	return 0;

err_array:
	kfree(shm->pages);
	shm->pages = NULL;
err_pages:
	free_pages_exact(shm->kaddr, shm->size);
	shm->kaddr = NULL;
err_clear:
	shm->num_pages = 0;
	shm->size = 0;
	return rc;
}

void tee_dyn_shm_free_helper(struct tee_shm *shm,
			     int (*shm_unregister)(struct tee_context *ctx,
						   struct tee_shm *shm))
{
	struct tee_shared *shared = to_shared(to_core_shm(shm));
	enum tee_let_go fate = TEE_LET_GO;

	if (shm_unregister)
		fate = tee_sharing_end(shared, shm_unregister);

	if (shared->state == TEE_WITHDRAWING) {
		if (fate == TEE_LET_GO)
			shared->state = TEE_WITHDRAWN;
		return;
	}

	/* if the secure world is yet to be asked, so is what follows */
	shared->fate = fate;
	if (fate != TEE_NOT_ASKED)
		tee_dyn_shm_finish(shm);
}

/* Frees the memory, unless the secure world keeps it. */
void tee_dyn_shm_finish(struct tee_shm *shm)
{
	if (to_shared(to_core_shm(shm))->fate == TEE_LET_GO)
		free_pages_exact(shm->kaddr, shm->size);

	shm->kaddr = NULL;
	kfree(shm->pages);
	shm->pages = NULL;
}
