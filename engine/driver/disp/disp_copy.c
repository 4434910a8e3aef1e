// SPDX-License-Identifier: GPL-2.0-only
/*
 * The normal world's copy of what the panel shows: the engine composes it, with
 * restricted layers black. For CRCs, which are those of a copy, and for writeback.
 */
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include <drm/drm_drv.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_print.h>

#include <rstmem/drm.h>

#include "disp.h"

#define MAX_MEMORIES	(RST_DISP_MAX_MEMORIES - 1)	/* but for the copy's */
#define BYTES_PER_PIXEL	4

/**
 * struct copy - a copy that is being made
 * @job:	for the engine
 * @to:		where the copy goes
 * @memory:	of the layers in @job
 * @order:	of the layers, bottom to top
 * @count:	of them
 */
struct copy {
	struct rst_disp_copy job;
	struct rst_engine_memory to;
	struct rst_engine_memory memory[MAX_MEMORIES];
	unsigned int order[RST_DISP_MAX_LAYERS];
	unsigned int count;
};

static void order_layers(const struct rst_disp_scanout *scanout,
			 struct copy *copy)
{
	unsigned int i, at;

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		u32 zpos = scanout->layers[i].geometry.zpos;

		if (!scanout->layers[i].fb || scanout->layers[i].refused)
			continue;
		for (at = copy->count++; at; at--) {
			unsigned int below = copy->order[at - 1];

			if (scanout->layers[below].geometry.zpos <= zpos)
				break;
			copy->order[at] = below;
		}
		copy->order[at] = i;
	}
}

/* The engine would not read restricted memory, so it isn't mapped either. */
static struct tee_shm *ordinary_shm(struct drm_gem_object *obj)
{
	struct tee_shm *shm;

	if (rst_drm_gem_is_restricted(obj))
		return NULL;

	shm = rst_disp_gem_shm(obj);
	return IS_ERR(shm) ? NULL : shm;
}

/* Adds layers from the first on, up to what a command takes: how many. */
static unsigned int add_layers(const struct rst_disp_scanout *scanout,
			       struct copy *copy, unsigned int first)
{
	unsigned int i, used = 0;

	memset(copy->job.layers, 0, sizeof(copy->job.layers));
	memset(copy->memory, 0, sizeof(copy->memory));
	for (i = first; i < copy->count; i++) {
		unsigned int n = copy->order[i];
		struct rst_disp_layer *layer = &copy->job.layers[n];
		struct drm_gem_object *obj = scanout->layers[n].fb->obj[0];
		struct tee_shm *shm = ordinary_shm(obj);

		if (shm && used == MAX_MEMORIES)
			break;
		*layer = scanout->layers[n].geometry;
		layer->memory = RST_DISP_MEMORY_NONE;
		if (!shm)
			continue;
		copy->memory[used].shm = shm;
		copy->memory[used].size = obj->size;
		layer->memory = ++used;
	}

	return i - first;
}

static int compose(const struct rst_disp_scanout *scanout, struct copy *copy)
{
	unsigned int done = 0;
	int ret;

	order_layers(scanout, copy);
	copy->job.flags = RST_DISP_COPY_BEGIN;
	do {
		done += add_layers(scanout, copy, done);
		ret = rst_engine_disp_compose(scanout->session, &copy->to,
					      copy->memory, &copy->job);
		copy->job.flags = 0;
	} while (!ret && done < copy->count);

	return ret;
}

/**
 * rst_disp_copy_to() - copy what the panel shows
 * @disp:	the display
 * @to:		where to: ordinary memory that was shared
 * @stride:	bytes from line to line there
 * @offset:	bytes before the first line
 * @crc:	of the copy
 *
 * The caller holds the scan-out's lock and is inside drm_dev_enter().
 *
 * Return: 0, -ENODEV where there is no engine, -ENOMEM, or what
 * rst_engine_disp_compose() says.
 */
int rst_disp_copy_to(struct rst_disp *disp, struct drm_gem_object *to,
		     u32 stride, u32 offset, u32 *crc)
{
	struct rst_disp_scanout *scanout = &disp->scanout;
	struct tee_shm *shm = rst_disp_gem_shm(to);
	struct copy *copy;
	int ret;

	lockdep_assert_held(&scanout->lock);

	if (IS_ERR(shm))
		return PTR_ERR(shm);
	if (!scanout->session)
		return -ENODEV;
	copy = kzalloc(sizeof(*copy), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;

	copy->job.width = scanout->width;
	copy->job.height = scanout->height;
	copy->job.stride = stride;
	copy->job.offset = offset;
	copy->to.shm = shm;
	copy->to.size = to->size;
	ret = compose(scanout, copy);
	*crc = copy->job.crc;
	kfree(copy);
	return ret;
}

/**
 * rst_disp_copy_room() - ordinary memory for a copy, shared with the engine
 * @disp:	the display
 * @width:	of the copy
 * @height:	of the copy
 *
 * Return: the memory, for rst_disp_copy_put_room(), or ERR_PTR.
 */
struct drm_gem_object *rst_disp_copy_room(struct rst_disp *disp, u32 width,
					  u32 height)
{
	struct drm_gem_shmem_object *shmem;
	int ret;

	shmem = drm_gem_shmem_create(&disp->drm,
				     PAGE_ALIGN((size_t)width * height *
						BYTES_PER_PIXEL));
	if (IS_ERR(shmem))
		return ERR_CAST(shmem);
	ret = rst_disp_gem_get_shared(&shmem->base);
	if (ret) {
		drm_gem_object_put(&shmem->base);
		return ERR_PTR(ret);
	}

	return &shmem->base;
}

void rst_disp_copy_put_room(struct drm_gem_object *room)
{
	rst_disp_gem_put_shared(room);
	drm_gem_object_put(room);
}

/**
 * rst_disp_copy_to_nv12() - copy what the panel shows, as NV12
 * @disp:	the display
 * @fb:		where to: NV12 of the mode's size, in memory that was shared
 * @picture:	room for the same in red, green and blue
 *
 * A writeback connector has no properties for colours: it is what a plane's are
 * by default, BT.601 in the limited range. Otherwise like rst_disp_copy_to().
 */
int rst_disp_copy_to_nv12(struct rst_disp *disp,
			  const struct drm_framebuffer *fb,
			  struct drm_gem_object *picture)
{
	struct rst_disp_scanout *scanout = &disp->scanout;
	struct rst_engine_memory to, from;
	struct rst_disp_convert job = {
		.width = scanout->width,
		.height = scanout->height,
		.from_stride = scanout->width * BYTES_PER_PIXEL,
		.stride = { fb->pitches[0], fb->pitches[1] },
		.offset = { fb->offsets[0], fb->offsets[1] },
		.encoding = RST_DISP_ENCODING_BT601,
		.range = RST_DISP_RANGE_LIMITED,
	};
	u32 crc;
	int ret;

	ret = rst_disp_copy_to(disp, picture, job.from_stride, 0, &crc);
	if (ret)
		return ret;

	to = (struct rst_engine_memory) {
		.shm = rst_disp_gem_shm(fb->obj[0]),
		.size = fb->obj[0]->size,
	};
	from = (struct rst_engine_memory) {
		.shm = rst_disp_gem_shm(picture),
		.size = picture->size,
	};
	if (IS_ERR(to.shm))
		return PTR_ERR(to.shm);
	if (IS_ERR(from.shm))
		return PTR_ERR(from.shm);

	return rst_engine_disp_convert(scanout->session, &to, &from, &job);
}

/* Modes come and go, and the copy for CRCs grows with them. */
static int make_room(struct rst_disp *disp)
{
	struct rst_disp_scanout *scanout = &disp->scanout;
	size_t size = (size_t)scanout->width * scanout->height *
		      BYTES_PER_PIXEL;
	struct drm_gem_object *room;

	if (scanout->copy && scanout->copy->size >= size)
		return 0;

	rst_disp_copy_free(disp);
	room = rst_disp_copy_room(disp, scanout->width, scanout->height);
	if (IS_ERR(room))
		return PTR_ERR(room);

	scanout->copy = room;
	return 0;
}

/**
 * rst_disp_copy_error() - why clients are told nothing of the frame
 * @disp:	the display
 *
 * Where the engine has refused a frame, a copy or a CRC of it would tell of
 * what no panel had. Without a panel they tell of what one would have.
 *
 * Return: 0, or what the frame failed with
 */
int rst_disp_copy_error(const struct rst_disp *disp)
{
	int error = disp->scanout.error;

	lockdep_assert_held(&disp->scanout.lock);

	return error == -ENOLINK ? 0 : error;
}

/**
 * rst_disp_copy_crc() - find out the CRC of what the panel shows
 * @disp:	the display
 *
 * The caller holds the scan-out's lock and is inside drm_dev_enter(). Where the
 * CRC can't be had, or the panel doesn't have the frame, no vblank has one until
 * the next frame.
 */
int rst_disp_copy_crc(struct rst_disp *disp)
{
	struct rst_disp_scanout *scanout = &disp->scanout;
	bool refused = rst_disp_copy_error(disp);
	u32 crc = 0;
	int ret;

	ret = make_room(disp);
	if (!ret && !refused)
		ret = rst_disp_copy_to(disp, scanout->copy,
				       scanout->width * BYTES_PER_PIXEL, 0,
				       &crc);
	if (ret)
		drm_err_ratelimited(&disp->drm, "no CRC of the frame: %pe\n",
				    ERR_PTR(ret));

	spin_lock_irq(&disp->vblank.lock);
	disp->vblank.crc = crc;
	disp->vblank.crc_known = !ret && !refused;
	spin_unlock_irq(&disp->vblank.lock);
	return ret;
}

void rst_disp_copy_free(struct rst_disp *disp)
{
	lockdep_assert_held(&disp->scanout.lock);

	if (!disp->scanout.copy)
		return;

	rst_disp_copy_put_room(disp->scanout.copy);
	disp->scanout.copy = NULL;
}
