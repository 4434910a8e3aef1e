// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handles: what the TEE knows restricted buffers by
 */
#include <linux/err.h>
#include <linux/slab.h>

#include <rstmem/pool.h>

#include "tee/shm.h"
#include "tee/shm-id.h"

#include "handle.h"

/*
 * The TEE knows the memory by its address, or as a part of @parent that begins
 * @offset bytes into it. Whoever has the handle keeps @parent.
 */
struct tee_shm *tee_handle_create(const struct rstmem_range *range,
				  struct tee_shm *parent, size_t offset)
{
	struct tee_core_shm *core;
	struct tee_shm *shm;

	core = kzalloc(sizeof(*core), GFP_KERNEL_ACCOUNT);
	if (!core)
		return ERR_PTR(-ENOMEM);

	tee_core_shm_init(core);
	core->parent = parent;
	core->parent_offs = offset;

	shm = &core->shm;
	shm->paddr = range->start;
	shm->size = range->size;
	return shm;
}

/*
 * Calls that name the buffer by its own id hold the buffer for longer than they
 * hold the handle: none is left here, and nothing is waited for.
 */
void tee_handle_destroy(struct tee_shm *shm)
{
	struct tee_core_shm *core = to_core_shm(shm);

	if (WARN_ON(refcount_read(&shm->refcount) != 1))
		return;
	if (core->teedev) {
		tee_shm_remove_id(core);
		put_device(&core->teedev->dev);
	}

	kfree(core);
}
