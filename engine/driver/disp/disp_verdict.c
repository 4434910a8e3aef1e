// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which of the layers may be shown: the policy may change at any time, and so may
 * what memory there is
 */
#include <linux/err.h>
#include <linux/lockdep.h>

#include <drm/drm_framebuffer.h>
#include <drm/drm_gem.h>
#include <drm/drm_print.h>

#include "disp.h"

/* One line for each loss, however many frames it lasts. */
static void set_layer_refused(struct rst_disp *disp, unsigned int layer,
			      int error)
{
	bool *refused = &disp->scanout.layers[layer].refused;

	if (error && !*refused)
		drm_warn(&disp->drm, "layer %u is not shown: error %d (%s)\n",
			 layer, error,
			 error == -EACCES ? "the administrator denies it" :
			 error == -ENODEV ? "its memory's pool has gone" :
			 "the TEE does not know its memory");
	*refused = error;
}

/**
 * rst_disp_verdicts_ask() - find what the engine knows each layer's memory by
 * @disp:	the display
 * @memory:	is filled in for each layer that may be shown
 *
 * A buffer that may not be shown any more costs its layer, not the frame: a
 * compositor's commits name all planes, and it can't tell which is to blame.
 * What is kept unchanged is asked for as well.
 */
void rst_disp_verdicts_ask(struct rst_disp *disp,
			   struct rst_engine_memory *memory)
{
	unsigned int i;

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		struct drm_framebuffer *fb = disp->scanout.layers[i].fb;
		struct tee_shm *shm;

		if (!fb) {
			disp->scanout.layers[i].refused = false;
			continue;
		}

		shm = rst_disp_gem_shm(fb->obj[0]);
		set_layer_refused(disp, i, PTR_ERR_OR_ZERO(shm));
		if (IS_ERR(shm))
			continue;
		memory[i].shm = shm;
		memory[i].size = fb->obj[0]->size;
	}
}

/**
 * rst_disp_verdicts_changed() - is the frame on the panel not as it has to be
 * @disp:	the display
 *
 * For each frame that no client asked for. Each layer costs a walk through the
 * policy's few entries. What is refused goes on to be asked for,
 * and counted, since it may be allowed again.
 *
 * Return: whether a layer that was shown may not be any more, or the reverse.
 */
bool rst_disp_verdicts_changed(struct rst_disp *disp)
{
	unsigned int i;

	lockdep_assert_held(&disp->scanout.lock);

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		struct drm_framebuffer *fb = disp->scanout.layers[i].fb;

		if (fb && disp->scanout.layers[i].refused !=
			  IS_ERR(rst_disp_gem_shm(fb->obj[0])))
			return true;
	}

	return false;
}
