// SPDX-License-Identifier: BSD-2-Clause
#include "../panel.h"
#include "crc32.h"
#include "layer.h"
#include "scanout.h"

/* What a job brings of a layer; no planes, where it is unchanged or off. */
struct brought {
	struct rst_picture picture;
	bool repeat;	/* the same as before */
};

typedef enum rst_status (*row_fn)(void *priv, const void *data, size_t size);

static bool layer_is_as_before(const struct rst_scanout *scanout, int i,
			       const struct rst_disp_layer *layer)
{
	return scanout->shown[i].valid &&
	       scanout->shown[i].format == layer->format &&
	       scanout->shown[i].width == layer->width &&
	       scanout->shown[i].height == layer->height &&
	       scanout->shown[i].phase[0] == layer->phase[0] &&
	       scanout->shown[i].phase[1] == layer->phase[1];
}

static bool layer_is_found(const struct rst_disp_layer *layer,
			   const struct rst_scanout_memory *memory,
			   struct rst_picture *picture)
{
	if (layer->memory >= RST_DISP_MAX_MEMORIES)
		return false;
	memory += layer->memory;

	return rst_layer_find(layer, memory->data, memory->size, picture);
}

/* Checks a layer that is on, and finds its pixels unless unchanged. */
static bool layer_resolve(const struct rst_scanout *scanout, int i,
			  const struct rst_disp_layer *layer,
			  const struct rst_scanout_memory *memory,
			  struct brought *brought)
{
	const uint32_t flags = RST_DISP_LAYER_UNCHANGED |
			       RST_DISP_LAYER_REPEATED | RST_DISP_LAYER_TRUSTED;

	if (layer->flags & ~flags || !rst_layer_is_sane(layer))
		return false;
	if (layer->flags & RST_DISP_LAYER_UNCHANGED)
		return layer_is_as_before(scanout, i, layer);

	return layer_is_found(layer, memory, &brought->picture);
}

/* Rows, or whole planes where no padding is between the rows. */
static enum rst_status picture_for_each_row(const struct rst_picture *picture,
					    row_fn fn, void *priv)
{
	for (int p = 0; p < picture->num_planes; p++) {
		const struct rst_plane *plane = &picture->planes[p];
		size_t size = plane->row_size;
		uint32_t rows = plane->rows;

		if (plane->stride == plane->row_size) {
			size *= rows;
			rows = 1;
		}
		for (uint32_t y = 0; y < rows; y++) {
			const uint8_t *row = plane->data +
					     (size_t)y * plane->stride;
			enum rst_status status = fn(priv, row, size);

			if (status)
				return status;
		}
	}

	return RST_OK;
}

static enum rst_status crc_row(void *priv, const void *data, size_t size)
{
	uint32_t *crc = priv;

	*crc = rst_crc32(*crc, data, size);

	return RST_OK;
}

/* A repeated picture that is still the same is no new one for the panel. */
static bool layer_is_repeat(const struct rst_scanout *scanout, int i,
			    const struct rst_disp_layer *layer, uint32_t crc)
{
	return layer->flags & RST_DISP_LAYER_REPEATED &&
	       !scanout->shown[i].dark && layer_is_as_before(scanout, i, layer) &&
	       scanout->shown[i].crc == crc;
}

/* What has become dark has no pixels to be kept, and stays so until it is brought. */
static void layer_hold(struct rst_scanout *scanout, int i)
{
	if (!scanout->hold || !scanout->shown[i].restricted)
		return;

	scanout->shown[i].dark = true;
	scanout->shown[i].crc = 0;
	rst_trusted_forget(&scanout->trusted, i);
}

static uint8_t layer_kind(const struct rst_scanout *scanout, int i)
{
	uint8_t kind = RST_PANEL_RESTRICTED;

	if (!scanout->shown[i].restricted)
		return 0;
	if (scanout->protect)
		kind |= RST_PANEL_PROTECTED;

	return scanout->shown[i].dark ? kind | RST_PANEL_DARK : kind;
}

static void layer_look(struct rst_scanout *scanout, int i,
		       const struct rst_disp_layer *layer,
		       const struct rst_scanout_memory *memory,
		       struct brought *brought)
{
	bool ordinary, dark;
	uint32_t crc = 0;

	scanout->shown[i].encrypted = scanout->protect;
	if (layer->flags & RST_DISP_LAYER_UNCHANGED) {
		layer_hold(scanout, i);
		return;
	}

	ordinary = memory[layer->memory].ordinary;
	dark = !ordinary && scanout->hold;
	if (dark)
		brought->picture.num_planes = 0;
	picture_for_each_row(&brought->picture, crc_row, &crc);
	/* Restricted pixels go out all the same: the time it takes tells. */
	brought->repeat = layer_is_repeat(scanout, i, layer, crc);
	if (brought->repeat && ordinary)
		brought->picture.num_planes = 0;
	rst_trusted_forget(&scanout->trusted, i);

	scanout->shown[i].valid = true;
	scanout->shown[i].restricted = !ordinary;
	scanout->shown[i].dark = dark;
	scanout->shown[i].format = layer->format;
	scanout->shown[i].width = layer->width;
	scanout->shown[i].height = layer->height;
	scanout->shown[i].phase[0] = layer->phase[0];
	scanout->shown[i].phase[1] = layer->phase[1];
	scanout->shown[i].crc = crc;
}

static struct rst_panel_layer layer_record(const struct rst_scanout *scanout,
					   int i,
					   const struct rst_disp_layer *layer)
{
	return (struct rst_panel_layer) {
		.index = i,
		.format = layer->format,
		.width = layer->width,
		.height = layer->height,
		.x = layer->x,
		.y = layer->y,
		.crc = scanout->shown[i].crc,
		.zpos = layer->zpos,
		.alpha = layer->alpha,
		.blend = layer->blend,
		.encoding = layer->encoding,
		.range = layer->range,
		.phase = { layer->phase[0], layer->phase[1] },
		.restricted = layer_kind(scanout, i),
	};
}

/* Answers the frame's CRC. */
static uint32_t look_at_layers(struct rst_scanout *scanout,
			       const struct rst_disp_job *job,
			       const struct rst_scanout_memory *memory,
			       struct brought *brought)
{
	uint32_t crc = 0;

	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		const struct rst_disp_layer *layer = &job->layers[i];
		struct rst_panel_layer record;

		if (layer->format == RST_DISP_FORMAT_NONE) {
			/* A part says nothing of layers that it leaves out. */
			if (!(job->flags & RST_DISP_JOB_MORE))
				scanout->shown[i].valid = false;
			continue;
		}
		layer_look(scanout, i, layer, memory, &brought[i]);
		record = layer_record(scanout, i, layer);
		crc = rst_crc32(crc, &record, sizeof(record));
	}

	return crc;
}

static enum rst_status send_frame(const struct rst_cable *cable,
				  const struct rst_disp_job *job,
				  const struct brought *brought,
				  uint32_t num_layers, uint32_t crc)
{
	struct rst_panel_frame frame = {
		.magic = RST_PANEL_MAGIC,
		.num_layers = num_layers,
		.mode_width = job->mode_width,
		.mode_height = job->mode_height,
		.sequence = job->sequence,
		.timestamp = job->timestamp,
		.crc = crc,
		.flags = job->flags & RST_DISP_JOB_MORE ? RST_PANEL_MORE : 0,
	};

	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		frame.repeats |= (uint32_t)brought[i].repeat << i;
	return cable->write(cable->priv, &frame, sizeof(frame));
}

/* A layer that may be marked is looked at on its way. */
struct watched {
	struct rst_trusted *trusted;
	const struct rst_cable *cable;
};

static enum rst_status send_watched_row(void *priv, const void *data,
					size_t size)
{
	const struct watched *watched = priv;

	return rst_trusted_send(watched->trusted, watched->cable, data, size);
}

static enum rst_status send_watched(struct rst_trusted *trusted,
				    const struct rst_cable *cable, int i,
				    const struct rst_disp_layer *layer,
				    const struct rst_picture *picture)
{
	struct watched watched = { trusted, cable };
	enum rst_status status;

	rst_trusted_begin(trusted, i, layer);
	status = picture_for_each_row(picture, send_watched_row, &watched);
	rst_trusted_end(trusted);

	return status;
}

static enum rst_status send_layer(struct rst_scanout *scanout,
				  const struct rst_cable *cable, int i,
				  const struct rst_disp_layer *layer,
				  const struct rst_picture *picture)
{
	struct rst_panel_layer record = layer_record(scanout, i, layer);
	enum rst_status status;

	record.payload_size = rst_picture_size(picture);
	status = cable->write(cable->priv, &record, sizeof(record));
	if (status)
		return status;

	/* Nobody but trusted applications writes to what is restricted. */
	if (layer->flags & RST_DISP_LAYER_TRUSTED && picture->num_planes &&
	    scanout->shown[i].restricted)
		return send_watched(&scanout->trusted, cable, i, layer,
				    picture);

	return picture_for_each_row(picture, cable->write, cable->priv);
}

static enum rst_status send_layers(struct rst_scanout *scanout,
				   const struct rst_cable *cable,
				   const struct rst_disp_job *job,
				   const struct brought *brought)
{
	enum rst_status status = RST_OK;

	for (int i = 0; !status && i < RST_DISP_MAX_LAYERS; i++)
		if (job->layers[i].format != RST_DISP_FORMAT_NONE)
			status = send_layer(scanout, cable, i, &job->layers[i],
					    &brought[i].picture);

	return status;
}

/* What the panel has after a frame that was cut off, nobody knows. */
static void forget_layers(struct rst_scanout *scanout)
{
	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		scanout->shown[i].valid = false;
}

static bool job_is_sane(const struct rst_disp_job *job)
{
	return job->mode_width && job->mode_width <= RST_DISP_MAX_SIZE &&
	       job->mode_height && job->mode_height <= RST_DISP_MAX_SIZE &&
	       !(job->flags & ~RST_DISP_JOB_MORE);
}

enum rst_status rst_scanout_frame(struct rst_scanout *scanout,
				  const struct rst_cable *cable,
				  const struct rst_disp_job *job,
				  const struct rst_scanout_memory *memory)
{
	struct brought brought[RST_DISP_MAX_LAYERS] = { 0 };
	enum rst_status status;
	uint32_t num_layers = 0;
	uint32_t crc;

	if (!job_is_sane(job))
		return RST_BAD_PARAMETERS;

	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		if (job->layers[i].format == RST_DISP_FORMAT_NONE)
			continue;
		if (!layer_resolve(scanout, i, &job->layers[i], memory,
				   &brought[i]))
			return RST_BAD_PARAMETERS;
		num_layers++;
	}
	status = rst_trusted_check(job);
	if (status)
		return status;

	crc = look_at_layers(scanout, job, memory, brought);

	status = rst_trusted_darken(&scanout->trusted, cable);
	if (!status)
		status = send_frame(cable, job, brought, num_layers, crc);
	if (!status)
		status = send_layers(scanout, cable, job, brought);
	if (!status && !(job->flags & RST_DISP_JOB_MORE))
		status = rst_trusted_show(&scanout->trusted, cable, job);
	if (status)
		forget_layers(scanout);

	return status;
}

uint32_t rst_scanout_dark(const struct rst_scanout *scanout)
{
	uint32_t dark = 0;

	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		if (scanout->shown[i].valid && scanout->shown[i].dark)
			dark |= 1u << i;

	return dark;
}

bool rst_scanout_is_stale(const struct rst_scanout *scanout)
{
	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		if (scanout->shown[i].valid && scanout->shown[i].restricted &&
		    (scanout->shown[i].dark != scanout->hold ||
		     scanout->shown[i].encrypted < scanout->protect))
			return true;

	return false;
}
