// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "../panel.h"
#include "crc32.h"
#include "scanout.h"

#define MAX_PLANES 2

/* The shown part of a plane. */
struct plane {
	const uint8_t *data;
	uint32_t stride;
	uint32_t row_size;
	uint32_t rows;
};

struct picture {
	struct plane planes[MAX_PLANES];
	int num_planes;
	bool repeat;	/* the same as before */
};

typedef enum rst_status (*row_fn)(void *priv, const void *data, size_t size);

/* Shapes of the planes; false for an unknown format. */
static bool picture_shape(const struct rst_disp_layer *layer,
			  struct picture *picture)
{
	struct plane *plane = picture->planes;

	switch (layer->format) {
	case RST_DISP_FORMAT_XRGB:
	case RST_DISP_FORMAT_ARGB:
		picture->num_planes = 1;
		plane[0].row_size = layer->width * 4;
		plane[0].rows = layer->height;
		return true;
	case RST_DISP_FORMAT_NV12:
		picture->num_planes = 2;
		plane[0].row_size = layer->width;
		plane[0].rows = layer->height;
		plane[1].row_size = (layer->width + 1) / 2 * 2;
		plane[1].rows = (layer->height + 1) / 2;
		return true;
	default:
		return false;
	}
}

static bool plane_fits(struct plane *plane, uint32_t stride, uint32_t offset,
		       const struct rst_scanout_memory *memory)
{
	uint64_t end;

	if (stride < plane->row_size)
		return false;

	/* Numbers of 32 bits, rows at most 4096: 64 bits are enough. */
	end = (uint64_t)stride * (plane->rows - 1) + plane->row_size + offset;
	if (end > memory->size)
		return false;

	plane->data = memory->data + offset;
	plane->stride = stride;

	return true;
}

static bool layer_is_sane(const struct rst_disp_layer *layer)
{
	const uint32_t flags = RST_DISP_LAYER_UNCHANGED |
			       RST_DISP_LAYER_REPEATED;
	const int32_t limit = RST_DISP_MAX_SIZE;

	return !(layer->flags & ~flags) &&
	       layer->width && layer->width <= RST_DISP_MAX_SIZE &&
	       layer->height && layer->height <= RST_DISP_MAX_SIZE &&
	       layer->x >= -limit && layer->x <= limit &&
	       layer->y >= -limit && layer->y <= limit;
}

static bool layer_is_as_before(const struct rst_scanout *scanout, int i,
			       const struct rst_disp_layer *layer)
{
	return scanout->shown[i].valid &&
	       scanout->shown[i].format == layer->format &&
	       scanout->shown[i].width == layer->width &&
	       scanout->shown[i].height == layer->height;
}

/* Checks a layer that is on, and finds its pixels unless unchanged. */
static bool layer_resolve(const struct rst_scanout *scanout, int i,
			  const struct rst_disp_layer *layer,
			  const struct rst_scanout_memory *memory,
			  struct picture *picture)
{
	picture->num_planes = 0;
	if (!layer_is_sane(layer) || !picture_shape(layer, picture))
		return false;

	if (layer->flags & RST_DISP_LAYER_UNCHANGED) {
		picture->num_planes = 0;
		return layer_is_as_before(scanout, i, layer);
	}
	if (!memory->data)
		return false;

	for (int p = 0; p < picture->num_planes; p++) {
		if (!plane_fits(&picture->planes[p], layer->stride[p],
				layer->offset[p], memory))
			return false;
	}

	return true;
}

/* Rows, or whole planes where no padding is between the rows. */
static enum rst_status picture_for_each_row(const struct picture *picture,
					    row_fn fn, void *priv)
{
	for (int p = 0; p < picture->num_planes; p++) {
		const struct plane *plane = &picture->planes[p];
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

static uint32_t picture_size(const struct picture *picture)
{
	uint32_t size = 0;

	for (int p = 0; p < picture->num_planes; p++)
		size += picture->planes[p].row_size * picture->planes[p].rows;

	return size;
}

/* A repeated picture that is still the same is no new one for the panel. */
static bool layer_is_repeat(const struct rst_scanout *scanout, int i,
			    const struct rst_disp_layer *layer, uint32_t crc)
{
	return layer->flags & RST_DISP_LAYER_REPEATED &&
	       layer_is_as_before(scanout, i, layer) &&
	       scanout->shown[i].crc == crc;
}

/*
 * Nothing that is computed from restricted pixels is told, with a key or
 * without: a client that puts bytes of its own around and in place of a secret
 * one finds that by trying, as soon as it sees which pictures are equal.
 */
static uint32_t layer_told(struct rst_scanout *scanout,
			   const struct rst_scanout_memory *memory,
			   uint32_t crc)
{
	return memory->ordinary ? crc : ++scanout->restricted_shown;
}

static void layer_look(struct rst_scanout *scanout, int i,
		       const struct rst_disp_layer *layer,
		       const struct rst_scanout_memory *memory,
		       struct picture *picture)
{
	uint32_t crc = 0;

	if (layer->flags & RST_DISP_LAYER_UNCHANGED)
		return;

	picture_for_each_row(picture, crc_row, &crc);
	/* Restricted pixels go out all the same: the time it takes tells. */
	picture->repeat = layer_is_repeat(scanout, i, layer, crc);
	if (picture->repeat && memory->ordinary)
		picture->num_planes = 0;

	scanout->shown[i].valid = true;
	scanout->shown[i].format = layer->format;
	scanout->shown[i].width = layer->width;
	scanout->shown[i].height = layer->height;
	scanout->shown[i].crc = crc;
	scanout->shown[i].told = layer_told(scanout, memory, crc);
}

static struct rst_panel_layer layer_record(const struct rst_disp_layer *layer,
					   int i, uint32_t crc)
{
	return (struct rst_panel_layer) {
		.index = i,
		.format = layer->format,
		.width = layer->width,
		.height = layer->height,
		.x = layer->x,
		.y = layer->y,
		.crc = crc,
	};
}

static void add_record(uint32_t *frame_crc, const struct rst_disp_layer *layer,
		       int i, uint32_t crc)
{
	struct rst_panel_layer record = layer_record(layer, i, crc);

	*frame_crc = rst_crc32(*frame_crc, &record, sizeof(record));
}

/* Fills the job with what is told; answers the frame's true CRC. */
static uint32_t look_at_layers(struct rst_scanout *scanout,
			       struct rst_disp_job *job,
			       const struct rst_scanout_memory *memory,
			       struct picture *pictures)
{
	uint32_t crc = 0;

	job->crc = 0;
	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		struct rst_disp_layer *layer = &job->layers[i];

		if (layer->format == RST_DISP_FORMAT_NONE) {
			scanout->shown[i].valid = false;
			layer->crc = 0;
			continue;
		}
		layer_look(scanout, i, layer, &memory[i], &pictures[i]);
		layer->crc = scanout->shown[i].told;
		add_record(&job->crc, layer, i, layer->crc);
		add_record(&crc, layer, i, scanout->shown[i].crc);
	}

	return crc;
}

static enum rst_status send_frame(const struct rst_cable *cable,
				  const struct rst_disp_job *job,
				  const struct picture *pictures,
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
	};

	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		frame.repeats |= (uint32_t)pictures[i].repeat << i;
	return cable->write(cable->priv, &frame, sizeof(frame));
}

static enum rst_status send_layer(const struct rst_cable *cable,
				  const struct rst_disp_layer *layer, int i,
				  uint32_t crc, const struct picture *picture)
{
	struct rst_panel_layer record = layer_record(layer, i, crc);
	enum rst_status status;

	record.payload_size = picture_size(picture);
	status = cable->write(cable->priv, &record, sizeof(record));
	if (status)
		return status;

	return picture_for_each_row(picture, cable->write, cable->priv);
}

enum rst_status rst_scanout_frame(struct rst_scanout *scanout,
				  const struct rst_cable *cable,
				  struct rst_disp_job *job,
				  const struct rst_scanout_memory *memory)
{
	struct picture pictures[RST_DISP_MAX_LAYERS] = { 0 };
	enum rst_status status;
	uint32_t num_layers = 0;
	uint32_t crc;

	if (!job->mode_width || job->mode_width > RST_DISP_MAX_SIZE ||
	    !job->mode_height || job->mode_height > RST_DISP_MAX_SIZE)
		return RST_BAD_PARAMETERS;

	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		if (job->layers[i].format == RST_DISP_FORMAT_NONE)
			continue;
		if (!layer_resolve(scanout, i, &job->layers[i], &memory[i],
				   &pictures[i]))
			return RST_BAD_PARAMETERS;
		num_layers++;
	}

	crc = look_at_layers(scanout, job, memory, pictures);

	status = send_frame(cable, job, pictures, num_layers, crc);
	for (int i = 0; !status && i < RST_DISP_MAX_LAYERS; i++) {
		if (job->layers[i].format != RST_DISP_FORMAT_NONE)
			status = send_layer(cable, &job->layers[i], i,
					    scanout->shown[i].crc,
					    &pictures[i]);
	}

	return status;
}
