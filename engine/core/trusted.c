// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "../panel.h"
#include "trusted.h"

/* Bytes that are read at once, on the stack. */
#define CHUNK 4096

uint32_t rst_trusted_mark(const uint8_t key[RST_MARK_KEY_SIZE])
{
	uint32_t mark = 0;

	for (int i = 0; i < RST_PANEL_FIELDS; i++)
		mark |= (1u + key[i] % RST_PANEL_COLORS) <<
			(i * RST_PANEL_FIELD_BITS);

	return mark;
}

/* -1 where there is none. */
static int trusted_layer(const struct rst_disp_job *job)
{
	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		if (job->layers[i].format != RST_DISP_FORMAT_NONE &&
		    job->layers[i].flags & RST_DISP_LAYER_TRUSTED)
			return i;

	return -1;
}

static bool is_alone(const struct rst_disp_job *job, int layer)
{
	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		if (i != layer && job->layers[i].format != RST_DISP_FORMAT_NONE)
			return false;

	return true;
}

/* Sane layers reach no further than twice RST_DISP_MAX_SIZE. */
static bool is_inside(const struct rst_disp_job *job,
		      const struct rst_disp_layer *layer)
{
	return layer->x >= 0 && layer->y >= 0 &&
	       layer->x + layer->width <= job->mode_width &&
	       layer->y + layer->height <= job->mode_height;
}

enum rst_status rst_trusted_check(const struct rst_disp_job *job)
{
	int layer = trusted_layer(job);

	if (layer < 0)
		return RST_OK;

	if (!is_alone(job, layer) || !is_inside(job, &job->layers[layer]) ||
	    job->layers[layer].format != RST_DISP_FORMAT_XRGB ||
	    job->layers[layer].alpha != RST_DISP_MAX_ALPHA)
		return RST_CONFLICT;

	return RST_OK;
}

void rst_trusted_forget(struct rst_trusted *trusted, int layer)
{
	if (trusted->layer == layer)
		trusted->known = false;
}

enum rst_status rst_trusted_darken(struct rst_trusted *trusted,
				   const struct rst_cable *cable)
{
	const struct rst_panel_mark record = { .magic = RST_PANEL_MARK_MAGIC };

	trusted->shown = false;

	return cable->write(cable->priv, &record, sizeof(record));
}

void rst_trusted_begin(struct rst_trusted *trusted, int layer,
		       const struct rst_disp_layer *shape)
{
	trusted->known = false;
	trusted->layer = layer;
	trusted->sent = (struct rst_seal) {
		.width = shape->width,
		.height = shape->height,
	};
	trusted->status = trusted->hash ?
		trusted->hash->start(trusted->hash->priv) : RST_FAILED;
}

enum rst_status rst_trusted_send(struct rst_trusted *trusted,
				 const struct rst_cable *cable,
				 const void *data, size_t size)
{
	const uint8_t *from = data;
	uint8_t chunk[CHUNK];
	enum rst_status status = RST_OK;

	while (!status && size) {
		size_t count = size < CHUNK ? size : CHUNK;

		memcpy(chunk, from, count);
		if (!trusted->status)
			trusted->status =
				trusted->hash->update(trusted->hash->priv,
						      chunk, count);
		status = cable->write(cable->priv, chunk, count);
		from += count;
		size -= count;
	}

	return status;
}

void rst_trusted_end(struct rst_trusted *trusted)
{
	if (!trusted->status)
		trusted->status = trusted->hash->finish(trusted->hash->priv,
							trusted->sent.digest);
	trusted->known = !trusted->status;
}

enum rst_status rst_trusted_show(struct rst_trusted *trusted,
				 const struct rst_cable *cable,
				 const struct rst_disp_job *job)
{
	trusted->shown = trusted_layer(job) == trusted->layer;

	return rst_trusted_show_again(trusted, cable);
}

enum rst_status rst_trusted_show_again(struct rst_trusted *trusted,
				       const struct rst_cable *cable)
{
	/* Looked for in any case: the time it takes tells nothing. */
	bool sealed = rst_seals_have(&trusted->seals, &trusted->sent);
	const struct rst_panel_mark record = {
		.magic = RST_PANEL_MARK_MAGIC,
		.mark = sealed && trusted->known && trusted->shown ?
			trusted->mark : 0,
	};
	enum rst_status status;

	status = cable->write(cable->priv, &record, sizeof(record));
	/* What the panel has then, nobody knows. */
	if (status)
		trusted->shown = false;

	return status;
}
