// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory: references, ids and addresses
 *
 * User space's memory is reference counted: its file descriptor and every call
 * that uses it have a reference. The kernel's is not: the client that allocated
 * or registered it frees it.
 */
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/mutex.h>

#include "shm.h"
#include "shm-id.h"

static bool shm_hold(struct tee_core_shm *core)
{
	lockdep_assert_held(&core->teedev->mutex);

	if (core->kind->hold && !core->kind->hold(core))
		return false;

	refcount_inc(&core->shm.refcount);
	return true;
}

struct tee_shm *tee_shm_get_from_id(struct tee_context *ctx, int id)
{
	struct tee_device *teedev;
	struct tee_shm *shm;

	if (!ctx)
		return ERR_PTR(-EINVAL);

	teedev = ctx->teedev;
	mutex_lock(&teedev->mutex);
	/* an id is removed together with the last reference */
	shm = idr_find(&teedev->idr, id);
	if (!shm || shm->ctx != ctx || !shm_hold(to_core_shm(shm)))
		shm = ERR_PTR(-EINVAL);
	mutex_unlock(&teedev->mutex);

	return shm;
}

void tee_shm_put(struct tee_shm *shm)
{
	struct tee_core_shm *core;
	const struct tee_shm_kind *kind;
	struct tee_device *teedev;
	bool last;

	if (IS_ERR_OR_NULL(shm))
		return;

	core = to_core_shm(shm);
	teedev = core->teedev;
	kind = core->kind;

	mutex_lock(&teedev->mutex);
	last = refcount_dec_and_test(&shm->refcount);
	if (last)
		tee_shm_remove_id_locked(core);
	mutex_unlock(&teedev->mutex);

	/* if it isn't last, @core may only be used if @hold keeps it */
	if (last)
		kind->release(core);
	else if (kind->drop)
		kind->drop(core);
}

void tee_shm_free(struct tee_shm *shm)
{
	tee_shm_put(shm);
}

void *tee_shm_get_va(struct tee_shm *shm, size_t offs)
{
	if (!shm->kaddr || offs >= shm->size)
		return ERR_PTR(-EINVAL);

	return shm->kaddr + offs;
}

int tee_shm_get_pa(struct tee_shm *shm, size_t offs, phys_addr_t *pa)
{
	if (offs >= shm->size)
		return -EINVAL;

	if (pa)
		*pa = shm->paddr + offs;
	return 0;
}
