// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/crc32.h"
#include "../../engine/core/scanout.h"
#include "../../engine/panel.h"
#include "../lib/tap.h"
#include "panel.h"

/* Another way to the same number than the core's: bit by bit. */
static uint32_t slow_crc(uint32_t crc, const void *data, size_t size)
{
	const uint8_t *p = data;

	crc = ~crc;
	while (size--) {
		crc ^= *p++;
		for (int i = 0; i < 8; i++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}

	return ~crc;
}

static void test_crc(void)
{
	uint8_t data[1000];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = i * 7 + i / 256;
	tap(rst_crc32(0, "123456789", 9) == 0xcbf43926, "CRC-32's check value");
	tap(rst_crc32(0, data, 1000) == slow_crc(0, data, 1000), "the CRC of 1000 bytes");
	tap(rst_crc32(rst_crc32(0, data, 333), data + 333, 667) == slow_crc(0, data, 1000),
	    "and in two pieces");
}

/* A job for one XRGB layer of 8x4, lines of 40 bytes, 20 bytes in. */
#define STRIDE 40
#define OFFSET 20
/* What is before each frame, and follows each whole one. */
#define MARK sizeof(struct rst_panel_mark)

#define LAYER_SIZE (OFFSET + 3 * STRIDE + 8 * 4)

static struct rst_disp_job xrgb_job(void)
{
	return (struct rst_disp_job) {
		.mode_width = 640,
		.mode_height = 360,
		.sequence = 7,
		.timestamp = 99,
		.layers[0] = {
			.format = RST_DISP_FORMAT_XRGB,
			.stride[0] = STRIDE,
			.offset[0] = OFFSET,
			.width = 8,
			.height = 4,
			.x = -3,
			.y = 5,
			.zpos = 9,
			.alpha = 0x1234,
			.blend = RST_DISP_BLEND_COVERAGE,
			.encoding = RST_DISP_ENCODING_BT709,
			.range = RST_DISP_RANGE_FULL,
			.phase = { 1, 0 },
		},
	};
}

static struct rst_scanout_memory pattern(size_t size)
{
	uint8_t *data = malloc(size ? size : 1);

	for (size_t i = 0; i < size; i++)
		data[i] = i * 13 + 5;

	return (struct rst_scanout_memory) { .data = data, .size = size, .ordinary = true };
}

static enum rst_status show(struct rst_scanout *scanout,
			    struct rst_disp_job *job, size_t size)
{
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = { 0 };
	enum rst_status status;

	panel.size = 0;
	panel.room = sizeof(panel.bytes);
	memory[0] = pattern(size);
	status = rst_scanout_frame(scanout, &cable, job, memory);
	free((void *)memory[0].data);

	return status;
}

static struct rst_panel_layer sent_layer(void)
{
	struct rst_panel_layer layer;

	memcpy(&layer, panel.bytes + MARK + sizeof(struct rst_panel_frame), sizeof(layer));

	return layer;
}

static void test_records(void)
{
	struct rst_scanout scanout = { 0 };
	struct rst_disp_job job = xrgb_job();
	struct rst_panel_frame frame;
	struct rst_panel_layer layer;
	uint8_t pixels[128];
	const uint8_t *payload = panel.bytes + MARK + sizeof(frame) + sizeof(layer);

	for (int i = 0; i < 128; i++)
		pixels[i] = (OFFSET + i / 32 * STRIDE + i % 32) * 13 + 5;

	if (!tap(show(&scanout, &job, LAYER_SIZE) == RST_OK,
		 "a layer that ends with its memory is shown"))
		return;
	tap(panel.size == sizeof(frame) + sizeof(layer) + 128 + 2 * MARK,
	    "the records have the right size");
	memcpy(&frame, panel.bytes + MARK, sizeof(frame));
	memcpy(&layer, panel.bytes + MARK + sizeof(frame), sizeof(layer));
	tap(frame.magic == RST_PANEL_MAGIC && frame.num_layers == 1 && frame.mode_width == 640 &&
	    frame.mode_height == 360 && frame.sequence == 7 && frame.timestamp == 99,
	    "the frame's record");
	tap(layer.index == 0 && layer.format == RST_DISP_FORMAT_XRGB && layer.width == 8 &&
	    layer.height == 4 && layer.x == -3 && layer.y == 5 && layer.payload_size == 128,
	    "the layer's record");
	tap(layer.zpos == 9 && layer.alpha == 0x1234 && layer.blend == RST_DISP_BLEND_COVERAGE &&
	    layer.encoding == RST_DISP_ENCODING_BT709 && layer.range == RST_DISP_RANGE_FULL &&
	    layer.phase[0] == 1 && layer.phase[1] == 0 && !layer.restricted,
	    "and how it is put over the others");
	tap(!memcmp(payload, pixels, 128), "the payload is the shown pixels");
	tap(layer.crc == slow_crc(0, pixels, 128),
	    "the layer's CRC is over them");
	layer.payload_size = 0;
	tap(frame.crc == slow_crc(0, &layer, sizeof(layer)),
	    "the frame's CRC is over the layer's record");
}

static void test_unchanged(void)
{
	struct rst_scanout scanout = { 0 };
	struct rst_disp_job job = xrgb_job();
	uint32_t crc;

	job.layers[0].flags = RST_DISP_LAYER_UNCHANGED;
	tap(show(&scanout, &job, 0) == RST_BAD_PARAMETERS,
	    "unchanged is refused where nothing was before");

	job = xrgb_job();
	show(&scanout, &job, LAYER_SIZE);
	crc = sent_layer().crc;
	job = xrgb_job();
	job.layers[0].flags = RST_DISP_LAYER_UNCHANGED;
	tap(show(&scanout, &job, 0) == RST_OK && sent_layer().crc == crc &&
	    panel.size == sizeof(struct rst_panel_frame) + sizeof(struct rst_panel_layer) + 2 * MARK,
	    "unchanged sends the CRC of before and no pixels");
	job.layers[0].width = 7;
	tap(show(&scanout, &job, 0) == RST_BAD_PARAMETERS, "unchanged in another size is refused");
	job.layers[0].width = 8;
	job.layers[0].phase[1] = 1;
	tap(show(&scanout, &job, 0) == RST_BAD_PARAMETERS, "unchanged in another phase is refused");

	job = xrgb_job();
	job.layers[0].format = RST_DISP_FORMAT_NONE;
	tap(show(&scanout, &job, 0) == RST_OK && panel.size == sizeof(struct rst_panel_frame) + 2 * MARK,
	    "a layer that is off is not sent");
	job = xrgb_job();
	job.layers[0].flags = RST_DISP_LAYER_UNCHANGED;
	tap(show(&scanout, &job, 0) == RST_BAD_PARAMETERS,
	    "nor is it the same after having been off");
}

static void test_repeated(void)
{
	const size_t records = sizeof(struct rst_panel_frame) + sizeof(struct rst_panel_layer) + 2 * MARK;
	struct rst_scanout scanout = { 0 };
	struct rst_disp_job job = xrgb_job();

	job.layers[0].flags = RST_DISP_LAYER_REPEATED;
	tap(show(&scanout, &job, LAYER_SIZE) == RST_OK && panel.size == records + 128,
	    "repeated sends the pixels where nothing was before");
	job = xrgb_job();
	job.layers[0].flags = RST_DISP_LAYER_REPEATED;
	tap(show(&scanout, &job, LAYER_SIZE) == RST_OK && panel.size == records,
	    "repeated sends no pixels where they are the same");
	job = xrgb_job();
	job.layers[0].flags = RST_DISP_LAYER_REPEATED;
	job.layers[0].offset[0]++;
	tap(show(&scanout, &job, LAYER_SIZE + 1) == RST_OK && panel.size == records + 128,
	    "repeated sends the pixels where they are not");
}

/* How much work the engine has must not tell which pictures are equal. */
static void test_repeated_restricted(void)
{
	const size_t records = sizeof(struct rst_panel_frame) + sizeof(struct rst_panel_layer) + 2 * MARK;
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = { pattern(LAYER_SIZE) };
	struct rst_scanout scanout = { 0 };
	struct rst_panel_frame frame;

	memory[0].ordinary = false;
	for (int i = 0; i < 2; i++) {
		struct rst_disp_job job = xrgb_job();

		job.layers[0].flags = RST_DISP_LAYER_REPEATED;
		panel.size = 0;
		panel.room = sizeof(panel.bytes);
		tap(rst_scanout_frame(&scanout, &cable, &job, memory) == RST_OK &&
		    panel.size == records + 128,
		    "restricted pixels go out, the %s time", i ? "second" : "first");
		memcpy(&frame, panel.bytes + MARK, sizeof(frame));
		tap(frame.repeats == (uint32_t)i, "and the panel is told that they are %s",
		    i ? "the same" : "new");
	}
	free((void *)memory[0].data);
}

#define REFUSED(memory_size, set, what) do { \
	struct rst_scanout scanout_ = { 0 }; \
	struct rst_disp_job job = xrgb_job(); \
	struct rst_disp_layer *layer = &job.layers[0]; \
	(void)layer; \
	set; \
	tap(show(&scanout_, &job, memory_size) == RST_BAD_PARAMETERS && !panel.size, \
	    "%s is refused", what); \
} while (0)

static void test_nonsense(void)
{
	REFUSED(LAYER_SIZE - 1, (void)0, "a layer of one byte beyond its memory");
	REFUSED(LAYER_SIZE, layer->offset[0]++, "an offset of one byte too many");
	REFUSED(LAYER_SIZE, layer->offset[0] = UINT32_MAX, "an offset of 4 GiB");
	REFUSED(LAYER_SIZE, layer->stride[0] = 31, "a stride below a line");
	REFUSED(LAYER_SIZE, layer->stride[0] = UINT32_MAX, "a stride of 4 GiB");
	REFUSED(LAYER_SIZE, layer->stride[0] = 0x80000000,
		"a stride that wraps around with the lines");
	REFUSED(LAYER_SIZE, layer->width = 0, "a width of 0");
	REFUSED(LAYER_SIZE, layer->height = 0, "a height of 0");
	REFUSED(LAYER_SIZE, layer->width = 0x40000008, "a width that wraps around in bytes");
	REFUSED(LAYER_SIZE, layer->height = RST_DISP_MAX_SIZE + 1, "a height above the largest");
	REFUSED(LAYER_SIZE, layer->x = INT32_MIN, "a place far to the left");
	REFUSED(LAYER_SIZE, layer->y = RST_DISP_MAX_SIZE + 1, "a place below all panels");
	REFUSED(LAYER_SIZE, layer->flags = 8, "an unknown flag");
	REFUSED(LAYER_SIZE, layer->format = 1, "an unknown format");
	REFUSED(LAYER_SIZE, layer->memory = 3, "a memory that no call has");
	REFUSED(LAYER_SIZE, layer->memory = UINT32_MAX, "a layer that names no memory");
	REFUSED(LAYER_SIZE, layer->alpha = 0x10000, "an alpha above opaque");
	REFUSED(LAYER_SIZE, layer->blend = 3, "an unknown blend mode");
	REFUSED(LAYER_SIZE, layer->encoding = 2, "an unknown encoding");
	REFUSED(LAYER_SIZE, layer->range = 2, "an unknown range");
	REFUSED(LAYER_SIZE, layer->phase[1] = 2, "an unknown phase");
	REFUSED(LAYER_SIZE, job.flags = 2, "an unknown flag of the job");
	REFUSED(LAYER_SIZE, job.mode_width = 0, "a mode without width");
	REFUSED(LAYER_SIZE, job.mode_height = RST_DISP_MAX_SIZE + 1, "a mode above the largest");
	REFUSED(LAYER_SIZE, layer->memory = 1, "a layer without memory");
	REFUSED(LAYER_SIZE, (job.layers[7] = *layer, job.layers[7].memory = 2),
		"the last layer without memory");
}

static void show_part(struct rst_scanout *scanout, int layer, uint32_t flags, uint32_t rest)
{
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = { [2] = pattern(LAYER_SIZE) };
	struct rst_disp_job job = xrgb_job();
	struct rst_disp_layer shape = job.layers[0];

	shape.memory = 2;
	job.flags = flags;
	job.layers[0].format = RST_DISP_FORMAT_NONE;
	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		if (rest >> i & 1) {
			job.layers[i] = shape;
			job.layers[i].flags = RST_DISP_LAYER_UNCHANGED;
		}
	job.layers[layer] = shape;
	panel.size = 0;
	panel.room = sizeof(panel.bytes);
	tap(rst_scanout_frame(scanout, &cable, &job, memory) == RST_OK, "part with layer %d",
	    layer);
	free((void *)memory[2].data);
}

/* Fails if parts of a frame are forgotten before it is complete, or look complete. */
static void test_parts(void)
{
	struct rst_scanout scanout = { 0 };
	struct rst_panel_frame frame;

	for (int i = 0; i < RST_DISP_MAX_LAYERS - 1; i++) {
		show_part(&scanout, i, RST_DISP_JOB_MORE, 0);
		memcpy(&frame, panel.bytes + MARK, sizeof(frame));
		tap(frame.flags == RST_PANEL_MORE && frame.num_layers == 1,
		    "the panel is told of one more layer, and to wait");
	}
	show_part(&scanout, RST_DISP_MAX_LAYERS - 1, 0, (1u << (RST_DISP_MAX_LAYERS - 1)) - 1);
	memcpy(&frame, panel.bytes + MARK, sizeof(frame));
	tap(!frame.flags && frame.num_layers == RST_DISP_MAX_LAYERS,
	    "the last part shows all layers");
}

/* Fails if a layer's memory is taken for another's: one is ordinary, one not. */
static void test_shared_memory(void)
{
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = {
		pattern(LAYER_SIZE), pattern(LAYER_SIZE),
	};
	struct rst_scanout scanout = { 0 };
	struct rst_disp_job job = xrgb_job();
	struct rst_panel_layer layers[3];
	const uint8_t *at = panel.bytes + MARK + sizeof(struct rst_panel_frame);

	memory[0].ordinary = false;
	job.layers[1] = job.layers[0];
	job.layers[2] = job.layers[0];
	job.layers[1].memory = 1;
	panel.size = 0;
	panel.room = sizeof(panel.bytes);
	tap(rst_scanout_frame(&scanout, &cable, &job, memory) == RST_OK, "two layers in one memory");
	for (int i = 0; i < 3; i++, at += sizeof(layers[0]) + 128)
		memcpy(&layers[i], at, sizeof(layers[0]));
	tap(layers[0].restricted && !layers[1].restricted && layers[2].restricted,
	    "the panel is told which are restricted");
	free((void *)memory[0].data);
	free((void *)memory[1].data);
}

/* 4x4 NV12 with the chroma plane right behind, in @size bytes. */
static enum rst_status show_nv12(uint32_t stride, uint32_t offset, size_t size)
{
	struct rst_scanout scanout = { 0 };
	struct rst_disp_job job = xrgb_job();

	job.layers[0] = (struct rst_disp_layer) {
		.format = RST_DISP_FORMAT_NV12,
		.stride = { stride, stride },
		.offset = { 0, offset },
		.width = 4,
		.height = 4,
	};

	return show(&scanout, &job, size);
}

/* From the second pixel of both ways on: three chroma samples each way. */
static enum rst_status show_cut_nv12(size_t size)
{
	struct rst_scanout scanout = { 0 };
	struct rst_disp_job job = xrgb_job();

	job.layers[0] = (struct rst_disp_layer) {
		.format = RST_DISP_FORMAT_NV12,
		.stride = { 6, 6 },
		.offset = { 7, 36 },
		.width = 4,
		.height = 4,
		.phase = { 1, 1 },
	};

	return show(&scanout, &job, size);
}

static void test_nv12(void)
{
	const uint8_t *payload = panel.bytes + MARK + sizeof(struct rst_panel_frame) +
				 sizeof(struct rst_panel_layer);
	struct rst_scanout_memory memory = pattern(64);

	tap(show_nv12(4, 16, 24) == RST_OK && !memcmp(payload, memory.data, 24),
	    "packed NV12 goes out as it is");
	tap(show_nv12(8, 32, 44) == RST_OK && !memcmp(payload, memory.data, 4) &&
	    !memcmp(payload + 4, memory.data + 8, 4) && !memcmp(payload + 16, memory.data + 32, 4) &&
	    !memcmp(payload + 20, memory.data + 40, 4),
	    "NV12 with padding goes out without");
	tap(show_cut_nv12(54) == RST_OK && !memcmp(payload, memory.data + 7, 4) &&
	    !memcmp(payload + 16, memory.data + 36, 18) && sent_layer().payload_size == 34,
	    "NV12 that is cut inside a chroma sample brings that sample, too");
	tap(show_cut_nv12(53) == RST_BAD_PARAMETERS, "but not one from beyond its memory");
	tap(show_nv12(8, 32, 43) == RST_BAD_PARAMETERS,
	    "chroma of one byte beyond its memory is refused");
	tap(show_nv12(4, UINT32_MAX - 3, 24) == RST_BAD_PARAMETERS,
	    "a chroma offset of 4 GiB is refused");
	free((void *)memory.data);
}

static void test_cut_cable(void)
{
	struct rst_scanout scanout = { 0 };
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = { 0 };
	size_t room, told = 0, all = sizeof(struct rst_panel_frame) +
				     sizeof(struct rst_panel_layer) + 128 + 2 * MARK;

	memory[0] = pattern(LAYER_SIZE);
	for (room = 0; room < all; room++) {
		struct rst_disp_job job = xrgb_job();

		panel.size = 0;
		panel.room = room;
		told += rst_scanout_frame(&scanout, &cable, &job, memory) == RST_NO_CABLE;
	}
	tap(told == all, "a cable cut at any byte is told");
	free((void *)memory[0].data);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_crc);
	TAP_CASE(test_records);
	TAP_CASE(test_unchanged);
	TAP_CASE(test_repeated);
	TAP_CASE(test_repeated_restricted);
	TAP_CASE(test_nonsense);
	TAP_CASE(test_nv12);
	TAP_CASE(test_parts);
	TAP_CASE(test_shared_memory);
	TAP_CASE(test_cut_cable);

	return tap_done();
}
