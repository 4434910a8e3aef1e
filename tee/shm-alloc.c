// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory that the TEE driver's pool supplies
 *
 * This includes private memory of a driver (TEE_SHM_PRIV): as no file holds it,
 * it has been freed when tee_shm_free() returns.
 */
#include <linux/err.h>
#include <linux/slab.h>

#include "context.h"
#include "core.h"
#include "device.h"
#include "sharing.h"
#include "shm-alloc.h"
#include "shm-id.h"

static int pool_alloc(struct tee_pool_shm *p, size_t size, size_t align)
{
	struct tee_device *teedev = p->shared.core.teedev;
	struct tee_shm *shm = &p->shared.core.shm;
	struct tee_shm_pool *pool = teedev->pool;
	int rc;

	if (!pool || !size)
		return -EINVAL;

	/* private memory is needed, among others, to register other memory */
	if (!tee_shm_is_dynamic(shm))
		return pool->ops->alloc(pool, shm, size, align);

	rc = tee_sharing_enter(teedev);
	if (rc)
		return rc;

	rc = pool->ops->alloc(pool, shm, size, align);
	/* a pool of reserved memory clears TEE_SHM_DYNAMIC */
	if (!rc && tee_shm_is_dynamic(shm))
		tee_sharing_add(&p->shared);
	tee_sharing_exit(teedev);
	return rc;
}

static void pool_destroy(struct tee_pool_shm *p)
{
	if (tee_shared_end(&p->shared))
		kfree(p);
}

static void pool_release(struct tee_core_shm *core)
{
	struct tee_shm_pool *pool = core->teedev->pool;
	bool registered = tee_shm_is_dynamic(&core->shm);
	struct tee_shared *shared = to_shared(core);
	struct tee_context *ctx = core->shm.ctx;

	if (registered)
		tee_sharing_enter_last(shared);
	pool->ops->free(pool, &core->shm);
	if (shared->fate == TEE_NOT_ASKED) {
		if (tee_sharing_postpone(shared)) {
			tee_sharing_exit_postponed(ctx);
			return;
		}
		tee_dyn_shm_finish(&core->shm);
	}
	if (registered)
		tee_sharing_exit(core->teedev);
	pool_destroy(to_pool_shm(core));
}

static void pool_finish(struct tee_core_shm *core)
{
	tee_dyn_shm_finish(&core->shm);
	pool_destroy(to_pool_shm(core));
}

/*
 * Memory from a pool is freed by the pool alone, which knows how it registered
 * the memory: tee_dyn_shm_free_helper() stops short of freeing it here, since
 * users may still have it mapped.
 */
static void pool_withdraw(struct tee_core_shm *core)
{
	struct tee_shm_pool *pool = core->teedev->pool;

	if (to_pool_shm(core)->dyn_helper)
		pool->ops->free(pool, &core->shm);
}

static const struct tee_shm_kind pool_kind = {
	.withdraw = pool_withdraw,
	.release = pool_release,
	.finish = pool_finish,
};

static struct tee_pool_shm *pool_create(struct tee_context *ctx, u32 flags)
{
	struct tee_pool_shm *p = kzalloc(sizeof(*p), GFP_KERNEL);
	int rc;

	if (!p)
		return ERR_PTR(-ENOMEM);

	rc = tee_shared_init(&p->shared, &pool_kind, ctx, flags | TEE_SHM_POOL);
	if (rc) {
		kfree(p);
		return ERR_PTR(rc);
	}

	return p;
}

/*
 * OP-TEE's driver caches the memory that it makes calls with, private or not,
 * no matter which client's call made it allocate more. If that memory belonged
 * to the client's context, it would keep the context, with the sessions of a
 * process that is gone; and it must not be freed before the last session is
 * closed. Other drivers look into the context for their own data (amdtee does).
 */
static struct tee_context *owner_of(struct tee_context *ctx, u32 flags,
				    bool user)
{
	if (!user && (flags & TEE_SHM_PRIV || tee_is_optee(ctx->teedev)))
		return &to_core_device(ctx->teedev)->own.ctx;
	return ctx;
}

static struct tee_shm *shm_alloc(struct tee_context *ctx, size_t size,
				 size_t align, u32 flags, bool user)
{
	struct tee_pool_shm *p;
	struct tee_shm *shm;
	int rc;

	p = pool_create(owner_of(ctx, flags, user), flags);
	if (IS_ERR(p))
		return ERR_CAST(p);

	shm = &p->shared.core.shm;
	if (user) {
		rc = tee_shm_reserve_id(shm);
		if (rc)
			goto err_destroy;
	}

	rc = pool_alloc(p, size, align);
	if (rc)
		goto err_id;

	if (user)
		tee_shm_publish(shm);
	return shm;

err_id:
	tee_shm_remove_id(&p->shared.core);
err_destroy:
	pool_destroy(p);
	return ERR_PTR(rc);
}

struct tee_shm *tee_shm_alloc_user_buf(struct tee_context *ctx, size_t size)
{
	return shm_alloc(ctx, size, PAGE_SIZE, TEE_SHM_DYNAMIC, true);
}

struct tee_shm *tee_shm_alloc_kernel_buf(struct tee_context *ctx, size_t size)
{
	return shm_alloc(ctx, size, PAGE_SIZE, TEE_SHM_DYNAMIC, false);
}

struct tee_shm *tee_shm_alloc_priv_buf(struct tee_context *ctx, size_t size)
{
	return shm_alloc(ctx, size, sizeof(long) * 2, TEE_SHM_PRIV, false);
}
