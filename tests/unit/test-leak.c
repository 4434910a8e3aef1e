// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attacks on what the display application tells the normal world of pictures
 * in restricted memory. The attacker chooses what is shown: how small, where,
 * how often, and next to which bytes of its own, which the cenc application
 * puts into restricted memory for it (samples of the clear scheme).
 */
#include <string.h>

#include "../../engine/core/crc32.h"
#include "../../engine/core/scanout.h"
#include "../../engine/panel.h"
#include "../lib/tap.h"

#define SECRET 0xc0ffee42
#define WIDTH 16
#define HEIGHT 16
#define PICTURE_SIZE (WIDTH * HEIGHT * 4)

/* The panel's end of the cable. */
static uint8_t cable_bytes[65536];
static size_t cable_size;

static enum rst_status cable_write(void *priv, const void *data, size_t size)
{
	if (size > sizeof(cable_bytes) - cable_size)
		return RST_NO_CABLE;
	memcpy(cable_bytes + cable_size, data, size);
	cable_size += size;

	return RST_OK;
}

static const struct rst_cable cable = { .write = cable_write };

/* Shows @pixels as layer 0; the job says what came back. */
static struct rst_disp_job show_size(struct rst_scanout *scanout,
				     const void *pixels, uint32_t width,
				     uint32_t height, uint32_t flags)
{
	struct rst_scanout_memory memory[RST_DISP_MAX_LAYERS] = {
		{ .data = pixels, .size = (size_t)width * height * 4 },
	};
	struct rst_disp_job job = {
		.mode_width = 640,
		.mode_height = 360,
		.layers[0] = {
			.format = RST_DISP_FORMAT_XRGB,
			.flags = flags,
			.stride[0] = width * 4,
			.width = width,
			.height = height,
			.x = 3,
		},
	};

	cable_size = 0;
	if (rst_scanout_frame(scanout, &cable, &job, memory))
		memset(&job, 0, sizeof(job));

	return job;
}

static struct rst_disp_job show(struct rst_scanout *scanout,
				const void *pixels, uint32_t flags)
{
	return show_size(scanout, pixels, WIDTH, HEIGHT, flags);
}

/* The CRC's register as it was before a word went in, but for that word. */
static uint32_t crc_back(uint32_t reg)
{
	for (int i = 0; i < 32; i++)
		reg = reg >> 31 ? (reg ^ 0xedb88320) << 1 | 1 : reg << 1;

	return reg;
}

/* Four bytes are as many bits as their CRC: one can be had from the other. */
static void test_one_pixel(void)
{
	struct rst_scanout scanout = { 0 };
	const uint32_t secret = SECRET;
	struct rst_disp_job job = show_size(&scanout, &secret, 1, 1, 0);

	tap(job.mode_width, "one pixel is shown");
	tap(crc_back(~job.layers[0].crc) != (secret ^ UINT32_MAX),
	    "one pixel is not found by its layer's CRC");
}

/* The frame's CRC is over a record in which all but the layer's is known. */
static void test_one_pixel_of_frame(void)
{
	struct rst_scanout scanout = { 0 };
	const uint32_t secret = SECRET;
	struct rst_disp_job job = show_size(&scanout, &secret, 1, 1, 0);
	const struct rst_panel_layer known = {
		.format = RST_DISP_FORMAT_XRGB, .width = 1, .height = 1, .x = 3,
	};
	uint32_t before, after, crc;

	before = ~rst_crc32(0, &known, offsetof(struct rst_panel_layer, crc));
	after = crc_back(~job.crc);	/* payload_size is 0 */
	crc = crc_back(after) ^ before;
	tap(crc_back(~crc) != (secret ^ UINT32_MAX),
	    "one pixel is not found by the frame's CRC");
}

/*
 * A picture of any size has one secret byte left when the attacker has
 * overwritten the others; 256 pictures of its own tell which, if equal
 * pictures can be told by what comes back. No key helps against that.
 */
static void test_dictionary(void)
{
	struct rst_scanout scanout = { 0 };
	uint8_t picture[PICTURE_SIZE] = { [100] = SECRET & 0xff };
	struct rst_disp_job secret = show(&scanout, picture, 0);
	int by_layer = -1, by_frame = -1, by_repeat = -1;

	for (int guess = 0; guess < 256; guess++) {
		struct rst_disp_job job;

		picture[100] = guess;
		job = show(&scanout, picture, 0);
		if (job.layers[0].crc == secret.layers[0].crc)
			by_layer = guess;
		if (job.crc == secret.crc)
			by_frame = guess;

		picture[100] = SECRET & 0xff;
		secret = show(&scanout, picture, 0);
		picture[100] = guess;
		job = show(&scanout, picture, RST_DISP_LAYER_REPEATED);
		if (job.layers[0].crc == secret.layers[0].crc ||
		    job.crc == secret.crc)
			by_repeat = guess;
	}
	tap(by_layer != (SECRET & 0xff), "a byte is not found by trying, by its layer's CRC");
	tap(by_frame != (SECRET & 0xff), "a byte is not found by trying, by the frame's CRC");
	tap(by_repeat != (SECRET & 0xff), "a byte is not found by trying what is repeated");
}

/* A restricted layer at the bottom, the same in ordinary memory above. */
static struct rst_disp_job show_both(struct rst_scanout *scanout,
				     const void *pixels, uint32_t flags)
{
	const struct rst_scanout_memory memory[RST_DISP_MAX_LAYERS] = {
		{ .data = pixels, .size = PICTURE_SIZE },
		{ .data = pixels, .size = PICTURE_SIZE, .ordinary = true },
	};
	struct rst_disp_job job = { .mode_width = 640, .mode_height = 360 };

	for (int i = 0; i < 2; i++)
		job.layers[i] = (struct rst_disp_layer) {
			.format = RST_DISP_FORMAT_XRGB,
			.flags = flags,
			.stride[0] = WIDTH * 4,
			.width = WIDTH,
			.height = HEIGHT,
		};
	cable_size = 0;
	if (rst_scanout_frame(scanout, &cable, &job, memory))
		memset(&job, 0, sizeof(job));

	return job;
}

static uint32_t frame_crc(const struct rst_disp_job *job)
{
	uint32_t crc = 0;

	for (int i = 0; i < 2; i++) {
		struct rst_panel_layer record = {
			.index = i,
			.format = RST_DISP_FORMAT_XRGB,
			.width = WIDTH,
			.height = HEIGHT,
			.crc = job->layers[i].crc,
		};

		crc = rst_crc32(crc, &record, sizeof(record));
	}

	return crc;
}

/* The panel is on the secure side, and what is ordinary is no secret. */
static void test_what_stays(void)
{
	struct rst_scanout scanout = { 0 };
	const uint8_t picture[PICTURE_SIZE] = { [100] = SECRET & 0xff };
	const uint32_t crc = rst_crc32(0, picture, sizeof(picture));
	const size_t second = sizeof(struct rst_panel_frame) +
			      sizeof(struct rst_panel_layer) + PICTURE_SIZE;
	struct rst_disp_job told = show_both(&scanout, picture, 0);
	struct rst_disp_job job, truth = told;
	struct rst_panel_layer layers[2];
	struct rst_panel_frame frame;

	memcpy(&frame, cable_bytes, sizeof(frame));
	memcpy(&layers[0], cable_bytes + sizeof(frame), sizeof(layers[0]));
	memcpy(&layers[1], cable_bytes + second, sizeof(layers[1]));
	truth.layers[0].crc = crc;
	truth.layers[1].crc = crc;
	tap(layers[0].crc == crc && layers[1].crc == crc, "the panel gets the layers' true CRCs");
	tap(frame.crc == frame_crc(&truth), "the panel gets the frame's true CRC");
	tap(told.layers[1].crc == crc, "an ordinary layer's CRC comes back");
	tap(told.crc == frame_crc(&told), "the frame's is over what comes back");

	job = show_both(&scanout, picture, RST_DISP_LAYER_UNCHANGED);
	tap(job.layers[0].crc == told.layers[0].crc && job.crc == told.crc,
	    "what comes back stays as long as a layer is unchanged");
	memcpy(&frame, cable_bytes, sizeof(frame));
	tap(frame.crc == frame_crc(&truth), "and so does what the panel gets");
}

/* The same steps with different pixels: nothing that comes back differs. */
static void test_nothing_differs(void)
{
	const uint32_t flags[4] = {
		0, RST_DISP_LAYER_UNCHANGED, RST_DISP_LAYER_REPEATED, 0,
	};
	struct rst_scanout one = { 0 }, two = { 0 };
	uint8_t dark[PICTURE_SIZE] = { 0 }, light[PICTURE_SIZE];
	bool same = true;

	memset(light, 0xe0, sizeof(light));
	for (size_t i = 0; i < 4; i++) {
		struct rst_disp_job a = show(&one, dark, flags[i]);
		struct rst_disp_job b = show(&two, light, flags[i]);

		light[i]++;
		same &= a.mode_width && !memcmp(&a, &b, sizeof(a));
	}
	tap(same, "nothing that comes back depends on restricted pixels");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_one_pixel);
	TAP_CASE(test_one_pixel_of_frame);
	TAP_CASE(test_dictionary);
	TAP_CASE(test_what_stays);
	TAP_CASE(test_nothing_differs);

	return tap_done();
}
