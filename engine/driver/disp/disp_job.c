// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jobs for the engine: what it wants to know of layers, and how a frame is spread
 * over commands
 */
#include <linux/build_bug.h>
#include <linux/string.h>

#include <drm/drm_blend.h>
#include <drm/drm_color_mgmt.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>

#include "disp.h"

static void set_blending(struct rst_disp_layer *geometry,
			 const struct drm_plane_state *state)
{
	static_assert(DRM_BLEND_ALPHA_OPAQUE == RST_DISP_MAX_ALPHA);
	static_assert(DRM_MODE_BLEND_PREMULTI == RST_DISP_BLEND_PREMULTI);
	static_assert(DRM_MODE_BLEND_COVERAGE == RST_DISP_BLEND_COVERAGE);
	static_assert(DRM_MODE_BLEND_PIXEL_NONE == RST_DISP_BLEND_NONE);
	static_assert((int)DRM_COLOR_YCBCR_BT601 == RST_DISP_ENCODING_BT601);
	static_assert((int)DRM_COLOR_YCBCR_BT709 == RST_DISP_ENCODING_BT709);
	static_assert((int)DRM_COLOR_YCBCR_LIMITED_RANGE ==
		      RST_DISP_RANGE_LIMITED);
	static_assert((int)DRM_COLOR_YCBCR_FULL_RANGE == RST_DISP_RANGE_FULL);

	geometry->zpos = state->zpos;
	geometry->alpha = state->alpha;
	geometry->blend = state->pixel_blend_mode;
	if (!state->fb->format->is_yuv)
		return;

	geometry->encoding = state->color_encoding;
	geometry->range = state->color_range;
}

/**
 * rst_disp_job_set_geometry() - tell the engine of a plane
 * @geometry:	the layer, but for its memory and flags
 * @state:	of the plane, which is visible and shows whole pixels
 */
void rst_disp_job_set_geometry(struct rst_disp_layer *geometry,
			       const struct drm_plane_state *state)
{
	const struct drm_framebuffer *fb = state->fb;
	u32 x = state->src.x1 >> 16;
	u32 y = state->src.y1 >> 16;
	unsigned int i;

	*geometry = (struct rst_disp_layer) {
		.format = fb->format->format,
		.width = drm_rect_width(&state->dst),
		.height = drm_rect_height(&state->dst),
		.x = state->dst.x1,
		.y = state->dst.y1,
		.phase = { x % fb->format->hsub, y % fb->format->vsub },
	};
	set_blending(geometry, state);

	for (i = 0; i < fb->format->num_planes; i++) {
		u32 hsub = i ? fb->format->hsub : 1;
		u32 vsub = i ? fb->format->vsub : 1;

		geometry->stride[i] = fb->pitches[i];
		geometry->offset[i] = fb->offsets[i] +
				      y / vsub * fb->pitches[i] +
				      x / hsub * fb->format->cpp[i];
	}
}

/* Gives the layer one of the command's memories, if it needs one. */
static void take_memory(struct rst_disp_layer *layer,
			struct rst_engine_memory *memory,
			struct rst_engine_memory *taken, unsigned int *count)
{
	layer->memory = *count;
	taken[(*count)++] = *memory;
	*memory = (struct rst_engine_memory){};
}

/* What an earlier part brought doesn't come again. */
static void make_part(struct rst_disp_scanout *scanout,
		      struct rst_engine_memory *memory,
		      struct rst_engine_memory *taken)
{
	struct rst_disp_job *job = &scanout->job, *part = &scanout->part;
	unsigned int i, count = 0;

	*part = *job;
	part->flags = RST_DISP_JOB_MORE;
	memset(part->layers, 0, sizeof(part->layers));

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		if (!memory[i].shm || count == RST_DISP_MAX_MEMORIES)
			continue;
		part->layers[i] = job->layers[i];
		take_memory(&part->layers[i], &memory[i], taken, &count);
		job->layers[i].flags &= RST_DISP_LAYER_TRUSTED;
		job->layers[i].flags |= RST_DISP_LAYER_UNCHANGED;
	}
}

static void make_last(struct rst_disp_scanout *scanout,
		      struct rst_engine_memory *memory,
		      struct rst_engine_memory *taken)
{
	unsigned int i, count = 0;

	scanout->part = scanout->job;
	for (i = 0; i < RST_DISP_MAX_LAYERS; i++)
		if (memory[i].shm)
			take_memory(&scanout->part.layers[i], &memory[i], taken,
				    &count);
}

/**
 * rst_disp_job_send() - have the engine show a frame
 * @scanout:	with the frame in its job, and a session
 * @memory:	of each layer whose pixels go along; is used up
 *
 * Return: 0, or an error of rst_engine_disp_scanout(). The engine may have some
 * of the layers then, and shows none of them. The link's state is in the last part.
 */
int rst_disp_job_send(struct rst_disp_scanout *scanout,
		      struct rst_engine_memory *memory)
{
	unsigned int i, left = 0;
	int ret;

	lockdep_assert_held(&scanout->lock);

	for (i = 0; i < RST_DISP_MAX_LAYERS; i++)
		left += !!memory[i].shm;

	for (;;) {
		struct rst_engine_memory taken[RST_DISP_MAX_MEMORIES] = {};
		bool last = left <= RST_DISP_MAX_MEMORIES;

		if (last)
			make_last(scanout, memory, taken);
		else
			make_part(scanout, memory, taken);
		ret = rst_engine_disp_scanout(scanout->session, taken,
					      &scanout->part);
		if (ret || last)
			return ret;
		left -= RST_DISP_MAX_MEMORIES;
	}
}
