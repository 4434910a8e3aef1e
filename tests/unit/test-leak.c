// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attacks on what the display application tells the normal world of pictures
 * in restricted memory. The attacker chooses what is shown: how small, where,
 * how often, and next to which bytes of its own, which the cenc application
 * puts into restricted memory for it (samples of the clear scheme). It may have
 * any layer drawn over its copy of the picture, too, and read that.
 */
#include <string.h>

#include "../../engine/core/copy.h"
#include "../../engine/core/crc32.h"
#include "../../engine/core/scanout.h"
#include "../../engine/panel.h"
#include "../lib/tap.h"

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

static struct rst_disp_layer whole_layer(uint32_t format, uint32_t memory)
{
	return (struct rst_disp_layer) {
		.format = format,
		.memory = memory,
		.stride = { WIDTH * 4, WIDTH * 4 },
		.width = WIDTH,
		.height = HEIGHT,
		.alpha = RST_DISP_MAX_ALPHA,
	};
}

/* Shows @pixels as restricted layer 0 with the same in ordinary memory above. */
static struct rst_disp_job show(struct rst_scanout *scanout, const void *pixels, uint32_t flags)
{
	const struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = {
		{ .data = pixels, .size = PICTURE_SIZE },
		{ .data = pixels, .size = PICTURE_SIZE, .ordinary = true },
	};
	struct rst_disp_job job = { .mode_width = 640, .mode_height = 360 };

	for (int i = 0; i < 2; i++) {
		job.layers[i] = whole_layer(RST_DISP_FORMAT_XRGB, i);
		job.layers[i].flags = flags;
	}
	cable_size = 0;
	if (rst_scanout_frame(scanout, &cable, &job, memory))
		memset(&job, 0, sizeof(job));

	return job;
}

/* Fails if a shown picture leaves anything in the job that comes back. */
static void test_scanout_tells_nothing(void)
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
	tap(same, "nothing that comes back depends on pixels");
}

/* The panel is on the secure side. */
static void test_panel_is_told(void)
{
	struct rst_scanout scanout = { 0 };
	const uint8_t picture[PICTURE_SIZE] = { [100] = 0x42 };
	const uint32_t crc = rst_crc32(0, picture, sizeof(picture));
	const size_t first = sizeof(struct rst_panel_mark) + sizeof(struct rst_panel_frame);
	const size_t second = first + sizeof(struct rst_panel_layer) + PICTURE_SIZE;
	struct rst_panel_layer layers[2];

	show(&scanout, picture, 0);
	memcpy(&layers[0], cable_bytes + first, sizeof(layers[0]));
	memcpy(&layers[1], cable_bytes + second, sizeof(layers[1]));
	tap(layers[0].crc == crc && layers[1].crc == crc, "the panel gets true CRCs");
	tap(!memcmp(cable_bytes + second - PICTURE_SIZE, picture, PICTURE_SIZE),
	    "and restricted pixels");
}

/* What the attacker reads of a copy: all of it, and its CRC. */
struct seen {
	uint8_t picture[PICTURE_SIZE];
	uint32_t crc;
};

/* A restricted layer of these pixels, drawn over the attacker's own picture. */
static struct seen copy(const uint8_t *pixels, struct rst_disp_layer layer, uint32_t flags)
{
	const struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = {
		[1] = { .data = pixels, .size = 2 * PICTURE_SIZE },
	};
	struct rst_disp_copy job = {
		.width = WIDTH,
		.height = HEIGHT,
		.stride = WIDTH * 4,
		.flags = flags,
		.layers[3] = layer,
	};
	struct seen seen;

	memset(seen.picture, 0x77, sizeof(seen.picture));
	seen.crc = rst_copy_layers(&job, seen.picture, PICTURE_SIZE, true, memory);
	if (!seen.crc)
		seen.crc = job.crc;

	return seen;
}

/* Fails if any way to draw a restricted layer shows one of its bytes. */
static void test_copy_tells_nothing(void)
{
	const uint32_t formats[] = {
		RST_DISP_FORMAT_XRGB, RST_DISP_FORMAT_ARGB, RST_DISP_FORMAT_NV12,
	};
	uint8_t dark[2 * PICTURE_SIZE] = { 0 }, light[2 * PICTURE_SIZE];
	int differ = 0, tried = 0;

	memset(light, 0xe3, sizeof(light));
	for (int format = 0; format < 3; format++)
		for (uint32_t blend = 0; blend < 3; blend++)
			for (uint32_t alpha = 0; alpha <= RST_DISP_MAX_ALPHA; alpha += 0x5555)
				for (uint32_t flags = 0; flags < 2; flags++) {
					struct rst_disp_layer layer = whole_layer(formats[format], 1);
					struct seen one, two;

					layer.blend = blend;
					layer.alpha = alpha;
					one = copy(dark, layer, flags);
					two = copy(light, layer, flags);
					differ += !!memcmp(&one, &two, sizeof(one));
					tried++;
				}
	tap(tried == 72 && !differ, "no copy depends on restricted pixels (%d of %d)", differ, tried);
}

/* A copy into restricted memory would blend over, and sum up, what is there. */
static void test_copy_over_secret(void)
{
	const struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = { 0 };
	uint8_t secret[PICTURE_SIZE] = { [100] = 0x42 };
	const uint32_t crc = rst_crc32(0, secret, sizeof(secret));
	struct rst_disp_copy job = {
		.width = WIDTH,
		.height = HEIGHT,
		.stride = WIDTH * 4,
	};

	tap(rst_copy_layers(&job, secret, PICTURE_SIZE, false, memory) == RST_DENIED && !job.crc,
	    "no CRC of restricted memory in place of the copy's");
	tap(rst_crc32(0, secret, sizeof(secret)) == crc, "nor is it written to");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_scanout_tells_nothing);
	TAP_CASE(test_panel_is_told);
	TAP_CASE(test_copy_tells_nothing);
	TAP_CASE(test_copy_over_secret);

	return tap_done();
}
