// SPDX-License-Identifier: GPL-2.0-only
/* What a plane can't do with a framebuffer, and what nobody minds */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/rstmem.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include <drm/drm_blend.h>
#include <drm/drm_device.h>
#include <drm/drm_drv.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_atomic_helper.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_plane.h>

#include <rstmem/buffer.h>
#include <rstmem/drm.h>

#include "test.h"

#define VIDEO	RSTMEM_USE_CASE_SECURE_VIDEO_PLAY
#define WIDTH	640
#define HEIGHT	360

/* A plane and its state, as atomic_check would have them. */
struct shown {
	struct drm_plane plane;
	struct drm_plane_funcs funcs;
	struct drm_plane_helper_funcs helper;
	struct drm_framebuffer fb;
	struct drm_plane_state state;
};

static const struct drm_driver driver = {
	.driver_features = DRIVER_GEM,
	.name = "planes",
};

static void shown_init(struct shown *shown, struct drm_device *drm,
		       struct drm_gem_object *luma,
		       struct drm_gem_object *chroma)
{
	*shown = (struct shown) {
		.plane.dev = drm,
		.plane.name = "plane",
		.plane.funcs = &shown->funcs,
		.plane.helper_private = &shown->helper,
		.fb.dev = drm,
		.fb.format = drm_format_info(DRM_FORMAT_NV12),
		.fb.obj = { luma, chroma },
		.state.plane = &shown->plane,
		.state.fb = &shown->fb,
		.state.rotation = DRM_MODE_ROTATE_0,
		.state.visible = true,
		.state.src = DRM_RECT_INIT(0, 0, WIDTH << 16, HEIGHT << 16),
		.state.dst = DRM_RECT_INIT(10, 20, WIDTH, HEIGHT),
	};
}

/* Every check changes one thing of a state that is good, and back. */
#define REFUSED(change, ability, sentence) do { \
	shown_init(shown, drm, luma, chroma); \
	change; \
	check(rst_drm_plane_check(&shown->state, ability) == -EINVAL, \
	      "refused: " sentence); \
} while (0)
#define TAKEN(change, ability, sentence) do { \
	shown_init(shown, drm, luma, chroma); \
	change; \
	check(!rst_drm_plane_check(&shown->state, ability), \
	      "taken: " sentence); \
} while (0)

static void test_abilities(struct drm_device *drm, struct shown *shown,
			   struct drm_gem_object *luma,
			   struct drm_gem_object *chroma)
{
	static const u32 formats[] = { DRM_FORMAT_XRGB8888, DRM_FORMAT_NV12 };
	const struct rst_drm_plane_ability first = { formats, 1 };
	const struct rst_drm_plane_ability both = { formats, 2 };
	const struct rst_drm_plane_ability turns = {
		.rotations = DRM_MODE_ROTATE_90,
	};
	const struct rst_drm_plane_ability scales = { .scales = true };

	TAKEN(, NULL, "a picture of its own size");
	REFUSED(shown->state.dst.x2++, NULL, "one that is made wider");
	REFUSED(shown->state.src.y2--, NULL, "one that is a fraction higher");
	TAKEN(shown->state.dst.x2++, &scales, "both, where the plane scales");
	TAKEN(shown->state.visible = false; shown->state.dst.x2++, NULL,
	      "what nobody sees");
	REFUSED(shown->state.rotation = DRM_MODE_ROTATE_180, NULL,
		"one that is turned");
	REFUSED(shown->state.rotation = DRM_MODE_ROTATE_0 | DRM_MODE_REFLECT_X,
		&turns, "one in a mirror");
	TAKEN(shown->state.rotation = DRM_MODE_ROTATE_90;
	      swap(shown->state.src.x2, shown->state.src.y2), &turns,
	      "one that is turned, where the plane turns");
	REFUSED(, &first, "a format that would be converted");
	TAKEN(, &both, "a format that the hardware reads");
	TAKEN(shown->state.fb = NULL, NULL, "nothing");
}

static void test_shadows(struct drm_device *drm, struct shown *shown,
			 struct drm_gem_object *luma,
			 struct drm_gem_object *chroma)
{
	REFUSED(shown->funcs.atomic_duplicate_state =
		drm_gem_duplicate_shadow_plane_state, NULL, "a shadow plane");
	REFUSED(shown->helper.begin_fb_access = drm_gem_begin_shadow_fb_access,
		NULL, "a shadow plane with a state of its own");
	TAKEN(shown->plane.helper_private = NULL, NULL,
	      "a plane without functions");
}

static void test_ordinary(struct drm_device *drm, struct shown *shown,
			  struct drm_gem_object *luma,
			  struct drm_gem_object *chroma)
{
	TAKEN(shown->state.dst.x2++, NULL, "ordinary pictures that are scaled");
	TAKEN(shown->funcs.atomic_duplicate_state =
	      drm_gem_duplicate_shadow_plane_state, NULL,
	      "ordinary pictures on a shadow plane");
}

static void test_mixed(struct drm_device *drm, struct shown *shown,
		       struct drm_gem_object *luma,
		       struct drm_gem_object *chroma)
{
	REFUSED(shown->state.dst.x2++, NULL, "only the chroma is restricted");
}

void test_planes(struct device *dev)
{
	struct drm_device *drm = drm_dev_alloc(&driver, dev);
	struct dma_buf *dmabuf = rstmem_buffer_alloc(VIDEO, SZ_1M, O_RDWR);
	struct drm_gem_object *restricted, *ordinary;
	struct shown *shown = kzalloc(sizeof(*shown), GFP_KERNEL);

	ordinary = kzalloc(sizeof(*ordinary), GFP_KERNEL);
	if (IS_ERR(drm) || IS_ERR(dmabuf) || !shown || !ordinary) {
		check(false, "a device, a buffer and memory");
		return;
	}
	devm_rst_drm_allow(drm, BIT(VIDEO));
	restricted = rst_drm_gem_prime_import(drm, dmabuf);
	check(!IS_ERR(restricted), "a framebuffer");
	if (!IS_ERR(restricted)) {
		test_abilities(drm, shown, restricted, restricted);
		test_shadows(drm, shown, restricted, restricted);
		test_ordinary(drm, shown, ordinary, ordinary);
		test_mixed(drm, shown, ordinary, restricted);
		rstmem_policy_revoke(dev);
		shown_init(shown, drm, restricted, restricted);
		check(rst_drm_plane_check(&shown->state, NULL) == -EACCES,
		      "refused: what the policy allows no more: EACCES");
		drm_gem_object_put(restricted);
	}
	kfree(ordinary);
	kfree(shown);
	dma_buf_put(dmabuf);
	drm_dev_put(drm);
}
