// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each layer shows, and what is said of it to the engine
 */
#include <linux/bits.h>
#include <linux/lockdep.h>
#include <linux/string.h>

#include <drm/drm_framebuffer.h>

#include "disp.h"

static void set_fb(struct rst_disp_scanout *scanout, unsigned int layer,
		   struct drm_framebuffer *fb)
{
	drm_framebuffer_assign(&scanout->layers[layer].fb, fb);
	scanout->layers[layer].changed = true;
}

/**
 * rst_disp_layers_set() - change a layer
 * @scanout:	what the panel shows
 * @layer:	which one
 * @fb:		its picture, or NULL
 * @geometry:	and where it is; all zero if there is none
 *
 * What was moved twice since the last frame may be back in its place.
 *
 * Return: whether it is another picture than before, or in another place.
 */
bool rst_disp_layers_set(struct rst_disp_scanout *scanout, unsigned int layer,
			 struct drm_framebuffer *fb,
			 const struct rst_disp_layer *geometry)
{
	bool fresh = fb != scanout->layers[layer].fb ||
		     memcmp(geometry, &scanout->layers[layer].geometry,
			    sizeof(*geometry));

	scanout->layers[layer].repeated = !fresh &&
		(!scanout->layers[layer].changed ||
		 scanout->layers[layer].repeated);
	scanout->layers[layer].geometry = *geometry;
	set_fb(scanout, layer, fb);

	return fresh;
}

/**
 * rst_disp_layers_clear() - have no pictures
 * @scanout:	what the panel shows
 */
void rst_disp_layers_clear(struct rst_disp_scanout *scanout)
{
	unsigned int i;

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		set_fb(scanout, i, NULL);
		memset(&scanout->layers[i].geometry, 0,
		       sizeof(scanout->layers[i].geometry));
	}
}

/**
 * rst_disp_layers_skip() - choose the layers that nobody looks at in this frame
 * @scanout:	what the panel shows
 * @may:	whether it may be any
 *
 * A compositor names all planes in each commit, and most have the framebuffer of
 * before: to look at megabytes of a desktop for each frame of a film in a window
 * would take longer than the frame lasts. So where a commit brings something
 * new, what is repeated is taken for the same, unless the client says that it
 * has drawn there, by damage or by a commit of nothing else. Who draws into what
 * is shown without a word is seen when somebody looks all the same.
 *
 * Return: whether there are any.
 */
bool rst_disp_layers_skip(struct rst_disp_scanout *scanout, bool may)
{
	bool any = false;
	unsigned int i;

	lockdep_assert_held(&scanout->lock);

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		scanout->layers[i].skipped = may && scanout->layers[i].fb &&
					     scanout->layers[i].changed &&
					     scanout->layers[i].repeated &&
					     !scanout->layers[i].drawn;
		any |= scanout->layers[i].skipped;
	}

	return any;
}

/**
 * rst_disp_layers_look() - have the next frame look at what was skipped
 * @scanout:	what the panel shows
 *
 * Return: whether there is any.
 */
bool rst_disp_layers_look(struct rst_disp_scanout *scanout)
{
	bool any = false;
	unsigned int i;

	lockdep_assert_held(&scanout->lock);

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		scanout->layers[i].drawn |= scanout->layers[i].skipped;
		any |= scanout->layers[i].skipped;
	}

	return any;
}

/**
 * rst_disp_layers_flags() - what the engine is told of a layer
 * @scanout:	what the panel shows
 * @layer:	which one; it has a picture
 */
u32 rst_disp_layers_flags(const struct rst_disp_scanout *scanout,
			  unsigned int layer)
{
	if (scanout->complete || scanout->layers[layer].absent)
		return 0;
	if (!scanout->layers[layer].changed || scanout->layers[layer].skipped)
		return RST_DISP_LAYER_UNCHANGED;

	return scanout->layers[layer].repeated ? RST_DISP_LAYER_REPEATED : 0;
}

/**
 * rst_disp_layers_shown() - the engine has shown them
 * @scanout:	what the panel shows
 * @kept_dark:	the layers that the engine keeps dark, a bit each; it has no
 *		pixels of them
 *
 * What nobody has looked at still waits for somebody who does.
 */
void rst_disp_layers_shown(struct rst_disp_scanout *scanout, u32 kept_dark)
{
	unsigned int i;

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		scanout->layers[i].changed = scanout->layers[i].skipped;
		scanout->layers[i].drawn = false;
		scanout->layers[i].absent = scanout->layers[i].refused ||
					    kept_dark & BIT(i);
	}
}
