// SPDX-License-Identifier: BSD-2-Clause
#include "compose.h"
#include "copy.h"

static bool canvas_find(const struct rst_disp_copy *job, uint8_t *to,
			size_t size, struct rst_canvas *canvas)
{
	uint64_t end;

	if (!job->width || job->width > RST_DISP_MAX_SIZE ||
	    !job->height || job->height > RST_DISP_MAX_SIZE ||
	    job->stride < job->width * 4 || job->flags & ~RST_DISP_COPY_BEGIN)
		return false;

	/* Numbers of 32 bits, lines at most 4096: 64 bits are enough. */
	end = (uint64_t)job->stride * (job->height - 1) + job->width * 4 +
	      job->offset;
	if (end > size)
		return false;

	*canvas = (struct rst_canvas) {
		.data = to + job->offset,
		.stride = job->stride,
		.width = job->width,
		.height = job->height,
	};

	return true;
}

/* What isn't ordinary is left without pixels, and so becomes black. */
static bool layer_find(const struct rst_disp_layer *layer,
		       const struct rst_scanout_memory *memory,
		       struct rst_composed *composed)
{
	if (layer->flags || !rst_layer_is_sane(layer))
		return false;

	*composed = (struct rst_composed) { .layer = layer };
	if (layer->memory == RST_DISP_MEMORY_NONE)
		return true;
	if (!layer->memory || layer->memory >= RST_DISP_MAX_MEMORIES)
		return false;

	memory += layer->memory;
	if (memory->data && !memory->ordinary)
		return true;

	return rst_layer_find(layer, memory->data, memory->size,
			      &composed->picture);
}

enum rst_status rst_copy_layers(struct rst_disp_copy *job, uint8_t *to,
				size_t size, bool ordinary,
				const struct rst_scanout_memory *memory)
{
	struct rst_composed layers[RST_DISP_MAX_LAYERS];
	struct rst_canvas canvas;
	int count = 0;

	if (!to || !canvas_find(job, to, size, &canvas))
		return RST_BAD_PARAMETERS;
	if (!ordinary)
		return RST_DENIED;

	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		if (job->layers[i].format != RST_DISP_FORMAT_NONE &&
		    !layer_find(&job->layers[i], memory, &layers[count++]))
			return RST_BAD_PARAMETERS;

	if (job->flags & RST_DISP_COPY_BEGIN)
		rst_canvas_clear(&canvas);
	rst_compose(&canvas, layers, count);
	job->crc = rst_canvas_crc(&canvas);

	return RST_OK;
}
