// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory: references, ids and addresses
 *
 * What user space has is reference counted: by its file descriptor and by
 * every call that uses it. What the kernel has is not: it is
 * freed by whoever allocated or registered it.
 */
#include <linux/dcache.h>
#include <linux/idr.h>
#include <linux/slab.h>

#include "context.h"
#include "device.h"
#include "shm.h"
#include "shm-id.h"

static LIST_HEAD(lost);
static DEFINE_SPINLOCK(lost_lock);	/* protects lost */

/* Keeps the device and the context until tee_core_shm_destroy(). */
struct tee_core_shm *tee_core_shm_create(struct tee_context *ctx, u32 flags)
{
	struct tee_device *teedev = ctx->teedev;
	struct tee_core_shm *core;

	if (!tee_device_get(teedev))
		return ERR_PTR(-ENODEV);

	core = kzalloc(sizeof(*core), GFP_KERNEL);
	if (!core) {
		tee_device_put(teedev);
		return ERR_PTR(-ENOMEM);
	}

	teedev_ctx_get(ctx);
	tee_core_shm_init(core);
	core->teedev = teedev;
	core->shm.ctx = ctx;
	core->shm.flags = flags;
	return core;
}

/*
 * The secure world knows memory by the address of its structure. What it has
 * not let go of keeps that address for ever, as it would not be told from the
 * next one's.
 */
static void core_shm_free(struct tee_core_shm *core)
{
	if (!core->lost) {
		kfree(core);
		return;
	}

	spin_lock(&lost_lock);
	list_add(&core->node, &lost);
	spin_unlock(&lost_lock);
}

void tee_core_shm_destroy(struct tee_core_shm *core)
{
	struct tee_device *teedev = core->teedev;

	teedev_ctx_put(core->shm.ctx);
	core_shm_free(core);
	/* last, as releasing the context still needs the driver */
	tee_device_put(teedev);
}

/*
 * A buffer's own id holds the buffer, too: letting go of a buffer then never
 * waits for a call that has it, rather the call lets go of it in the end.
 */
static bool shm_hold(struct tee_core_shm *core)
{
	lockdep_assert_held(&core->teedev->mutex);

	/* who brought it to 0 goes on to free it, without a grace period */
	if (core->buffer && !lockref_get_not_zero(&core->buffer->d_lockref))
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
	/* what the last put has not yet removed has a reference */
	shm = idr_find(&teedev->idr, id);
	if (!shm || shm->ctx != ctx || !shm_hold(to_core_shm(shm)))
		shm = ERR_PTR(-EINVAL);
	mutex_unlock(&teedev->mutex);

	return shm;
}

void tee_shm_put(struct tee_shm *shm)
{
	struct tee_core_shm *core;
	struct tee_device *teedev;
	struct dentry *buffer;
	bool last;

	if (IS_ERR_OR_NULL(shm))
		return;

	core = to_core_shm(shm);
	teedev = core->teedev;
	buffer = core->buffer;

	mutex_lock(&teedev->mutex);
	last = refcount_dec_and_test(&shm->refcount);
	if (last)
		tee_shm_remove_id_locked(core);
	mutex_unlock(&teedev->mutex);

	if (last)
		core->release(core);
	/* @core may go with it */
	if (buffer)
		dput(buffer);
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
