// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ids: what user space names shared memory by
 *
 * The ids of a device are in one table; each belongs to the context in which
 * the memory was allocated or registered, and no other context may use it.
 */
#include <linux/device.h>
#include <linux/idr.h>
#include <linux/minmax.h>
#include <linux/mutex.h>

#include "core.h"
#include "shm.h"
#include "shm-id.h"

void tee_core_shm_init(struct tee_core_shm *core,
		       const struct tee_shm_kind *kind)
{
	core->kind = kind;
	INIT_LIST_HEAD(&core->named);
	refcount_set(&core->shm.refcount, 1);
	core->shm.id = -1;
}

/* The id finds nothing before tee_shm_publish(). */
int tee_shm_reserve_id(struct tee_shm *shm)
{
	struct tee_device *teedev = shm->ctx->teedev;
	int id;

	mutex_lock(&teedev->mutex);
	id = idr_alloc(&teedev->idr, NULL, 1, 0, GFP_KERNEL);
	mutex_unlock(&teedev->mutex);
	if (id < 0)
		return id;

	shm->id = id;
	return 0;
}

void tee_shm_publish(struct tee_shm *shm)
{
	struct tee_device *teedev = shm->ctx->teedev;

	mutex_lock(&teedev->mutex);
	idr_replace(&teedev->idr, shm, shm->id);
	mutex_unlock(&teedev->mutex);
}

void tee_shm_remove_id_locked(struct tee_core_shm *core)
{
	struct tee_shm *shm = &core->shm;

	lockdep_assert_held(&core->teedev->mutex);

	if (shm->id < 0)
		return;

	idr_remove(&core->teedev->idr, shm->id);
	list_del_init(&core->named);
	shm->id = -1;
}

/* Calls that have looked up the memory already are not affected. */
void tee_shm_remove_id(struct tee_core_shm *core)
{
	mutex_lock(&core->teedev->mutex);
	tee_shm_remove_id_locked(core);
	mutex_unlock(&core->teedev->mutex);
}

/* Give @core an id in @ctx. Keeps the device's structure in memory. */
int tee_restricted_add_id(struct tee_context *ctx, struct tee_core_shm *core)
{
	struct tee_device *teedev = ctx->teedev;
	int id;

	mutex_lock(&teedev->mutex);
	id = idr_alloc(&teedev->idr, &core->shm, 1, 0, GFP_KERNEL);
	if (id >= 0) {
		get_device(&teedev->dev);
		core->teedev = teedev;
		core->shm.ctx = ctx;
		core->shm.id = id;
		list_add(&core->named, &to_core_context(ctx)->restricted);
	}
	mutex_unlock(&teedev->mutex);

	/* idr says -ENOSPC when ids have run out */
	return id == -ENOSPC ? -ENOMEM : min(id, 0);
}

/* The context is being released: its ids end with it. */
void tee_restricted_remove_ids(struct tee_context *ctx)
{
	struct list_head *restricted = &to_core_context(ctx)->restricted;
	struct tee_core_shm *core, *next;

	mutex_lock(&ctx->teedev->mutex);
	list_for_each_entry_safe(core, next, restricted, named) {
		tee_shm_remove_id_locked(core);
		core->shm.ctx = NULL;
	}
	mutex_unlock(&ctx->teedev->mutex);
}
