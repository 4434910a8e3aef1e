// SPDX-License-Identifier: GPL-2.0-only
/*
 * The dumb buffers that the TEE knows: those on planes, and a few that were
 *
 * The TEE remembers each page of them, in a heap that all trusted applications
 * share. So a buffer is shared when a plane gets it, and taken back when no plane
 * has it any more; but not at once, because a client that flips brings the same
 * few again and again.
 */
#include <linux/err.h>
#include <linux/list.h>
#include <linux/sizes.h>

#include <drm/drm_drv.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <rstmem/drm.h>
#include <rstmem/tee.h>

#include "disp.h"

/* 16 MiB are 32 KiB in OP-TEE's heap; four pictures of 1280x720 have room. */
#define MAX_IDLE	8
#define MAX_IDLE_BYTES	SZ_16M

static void unshare_locked(struct rst_disp *disp, struct rst_disp_gem *gem)
{
	lockdep_assert_held(&disp->shares.lock);

	if (!gem->shm)
		return;

	list_del(&gem->link);
	if (!gem->users) {
		disp->shares.num_idle--;
		disp->shares.idle_bytes -= gem->shmem.base.size;
	}
	tee_shm_free_kernel(gem->shm);
	gem->shm = NULL;
	drm_gem_shmem_unpin(&gem->shmem);
}

static void unshare_idle_locked(struct rst_disp *disp, unsigned int max_idle,
				size_t max_bytes)
{
	struct rst_disp_shares *shares = &disp->shares;

	while (shares->num_idle > max_idle || shares->idle_bytes > max_bytes)
		unshare_locked(disp, list_first_entry(&shares->idle,
						      struct rst_disp_gem,
						      link));
}

static struct tee_shm *register_pages(struct rst_disp *disp,
				      struct rst_disp_gem *gem)
{
	size_t size = gem->shmem.base.size;

	return tee_shm_register_kernel_pages(rst_engine_tee(disp->adev),
					     gem->shmem.pages,
					     size >> PAGE_SHIFT, 0, size);
}

/* Where the TEE has no room, it is what lies idle that has to go. */
static int share_locked(struct rst_disp *disp, struct rst_disp_gem *gem)
{
	struct tee_shm *shm;
	int ret;

	ret = drm_gem_shmem_pin(&gem->shmem);
	if (ret)
		return ret;

	shm = register_pages(disp, gem);
	if (IS_ERR(shm) && disp->shares.num_idle) {
		unshare_idle_locked(disp, 0, 0);
		shm = register_pages(disp, gem);
	}
	if (IS_ERR(shm)) {
		drm_err_ratelimited(&disp->drm,
				    "can't share a buffer of %zu bytes with the TEE: %pe\n",
				    gem->shmem.base.size, shm);
		drm_gem_shmem_unpin(&gem->shmem);
		return PTR_ERR(shm);
	}

	gem->shm = shm;
	list_add_tail(&gem->link, &disp->shares.used);
	return 0;
}

static int get_locked(struct rst_disp *disp, struct rst_disp_gem *gem)
{
	int ret;

	if (!gem->shm) {
		ret = share_locked(disp, gem);
		if (ret)
			return ret;
	} else if (!gem->users) {
		list_move_tail(&gem->link, &disp->shares.used);
		disp->shares.num_idle--;
		disp->shares.idle_bytes -= gem->shmem.base.size;
	}

	gem->users++;
	return 0;
}

/**
 * rst_disp_gem_get_shared() - make sure that the TEE knows a buffer
 * @obj:	a dumb or a restricted buffer
 *
 * For a plane that is going to show it. May sleep.
 *
 * Return: 0, -ENODEV (the device is gone), -ENOMEM, or what the TEE says.
 */
int rst_disp_gem_get_shared(struct drm_gem_object *obj)
{
	struct rst_disp *disp = to_rst_disp(obj->dev);
	int idx, ret;

	if (rst_drm_gem_is_restricted(obj))
		return 0;
	if (!drm_dev_enter(obj->dev, &idx))
		return -ENODEV;

	mutex_lock(&disp->shares.lock);
	ret = get_locked(disp, to_rst_disp_gem(obj));
	mutex_unlock(&disp->shares.lock);

	drm_dev_exit(idx);
	return ret;
}

/**
 * rst_disp_gem_put_shared() - a plane doesn't show a buffer any more
 * @obj:	as it was given to rst_disp_gem_get_shared()
 */
void rst_disp_gem_put_shared(struct drm_gem_object *obj)
{
	struct rst_disp *disp = to_rst_disp(obj->dev);
	struct rst_disp_gem *gem;

	if (rst_drm_gem_is_restricted(obj))
		return;

	gem = to_rst_disp_gem(obj);
	mutex_lock(&disp->shares.lock);
	/* Without a share, the device was unplugged meanwhile. */
	if (!--gem->users && gem->shm) {
		list_move_tail(&gem->link, &disp->shares.idle);
		disp->shares.num_idle++;
		disp->shares.idle_bytes += obj->size;
		unshare_idle_locked(disp, MAX_IDLE, MAX_IDLE_BYTES);
	}
	mutex_unlock(&disp->shares.lock);
}

/**
 * rst_disp_gem_unshare() - take a buffer's pages back from the TEE
 * @obj:	a dumb buffer that no plane uses
 */
void rst_disp_gem_unshare(struct drm_gem_object *obj)
{
	struct rst_disp *disp = to_rst_disp(obj->dev);

	mutex_lock(&disp->shares.lock);
	unshare_locked(disp, to_rst_disp_gem(obj));
	mutex_unlock(&disp->shares.lock);
}

/**
 * rst_disp_gem_unshare_all() - take every page back from the TEE
 * @disp:	the display, unplugged
 *
 * User space may hold buffers for as long as it likes; the TEE context goes
 * with the engine's device.
 */
void rst_disp_gem_unshare_all(struct rst_disp *disp)
{
	struct rst_disp_gem *gem, *next;

	mutex_lock(&disp->shares.lock);
	unshare_idle_locked(disp, 0, 0);
	list_for_each_entry_safe(gem, next, &disp->shares.used, link)
		unshare_locked(disp, gem);
	mutex_unlock(&disp->shares.lock);
}

int rst_disp_shares_init(struct rst_disp *disp)
{
	INIT_LIST_HEAD(&disp->shares.used);
	INIT_LIST_HEAD(&disp->shares.idle);
	return drmm_mutex_init(&disp->drm, &disp->shares.lock);
}
