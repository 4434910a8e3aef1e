// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the display application's jobs
 *
 * Input: jobs, each followed by a byte per layer that says how much memory it
 * comes with, in units of 64 bytes; 255 is "none".
 */
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/scanout.h"
#include "../../engine/panel.h"

static size_t sent;

static enum rst_status cable_write(void *priv, const void *data, size_t size)
{
	const uint8_t *p = data;
	volatile uint8_t sink;

	/* Touches both ends, and the sanitizer sees the rest by the CRC. */
	if (size) {
		sink = p[0];
		sink = p[size - 1];
		(void)sink;
	}
	sent += size;

	return RST_OK;
}

static const struct rst_cable cable = { .write = cable_write };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rst_scanout scanout = { 0 };
	struct rst_disp_job job;

	while (size >= sizeof(job) + RST_DISP_MAX_LAYERS) {
		struct rst_scanout_memory memory[RST_DISP_MAX_LAYERS] = { 0 };
		const uint8_t *units = data + sizeof(job);

		memcpy(&job, data, sizeof(job));
		for (int i = 0; i < RST_DISP_MAX_LAYERS; i++) {
			if (units[i] == 255)
				continue;
			memory[i].size = units[i] * 64;
			memory[i].data = calloc(1, memory[i].size + !units[i]);
		}
		sent = 0;
		if (rst_scanout_frame(&scanout, &cable, &job, memory) && sent)
			abort();	/* refused only after having begun */
		for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
			free((void *)memory[i].data);

		data += sizeof(job) + RST_DISP_MAX_LAYERS;
		size -= sizeof(job) + RST_DISP_MAX_LAYERS;
	}

	return 0;
}
