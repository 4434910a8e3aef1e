// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the display application's jobs, and those for copies of the picture and
 * for what they are converted to
 *
 * Input: jobs, each followed by a byte for each memory that says how much of it
 * there is, in units of 64 bytes; 255 is "none". Each input is tried as all of
 * them.
 */
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/convert.h"
#include "../../engine/core/copy.h"
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

static void give_memory(struct rst_scanout_memory *memory, const uint8_t *units)
{
	for (int i = 0; i < RST_DISP_MAX_MEMORIES; i++) {
		memory[i] = (struct rst_scanout_memory) { .ordinary = true };
		if (units[i] == 255)
			continue;
		memory[i].size = units[i] * 64;
		memory[i].data = calloc(1, memory[i].size + !units[i]);
	}
}

static void take_memory(struct rst_scanout_memory *memory)
{
	for (int i = 0; i < RST_DISP_MAX_MEMORIES; i++)
		free((void *)memory[i].data);
}

static void show_all(const uint8_t *data, size_t size)
{
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES];
	struct rst_scanout scanout = { 0 };
	struct rst_disp_job job;

	for (; size >= sizeof(job) + RST_DISP_MAX_MEMORIES;
	     size -= sizeof(job) + RST_DISP_MAX_MEMORIES) {
		memcpy(&job, data, sizeof(job));
		give_memory(memory, data + sizeof(job));
		sent = 0;
		if (rst_scanout_frame(&scanout, &cable, &job, memory) && sent)
			abort();	/* refused only after having begun */
		take_memory(memory);
		data += sizeof(job) + RST_DISP_MAX_MEMORIES;
	}
}

static void copy_all(const uint8_t *data, size_t size)
{
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES];
	struct rst_disp_copy job;

	for (; size >= sizeof(job) + RST_DISP_MAX_MEMORIES;
	     size -= sizeof(job) + RST_DISP_MAX_MEMORIES) {
		memcpy(&job, data, sizeof(job));
		give_memory(memory, data + sizeof(job));
		rst_copy_layers(&job, (uint8_t *)memory[0].data, memory[0].size, true, memory);
		take_memory(memory);
		data += sizeof(job) + RST_DISP_MAX_MEMORIES;
	}
}

static void convert_all(const uint8_t *data, size_t size)
{
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES];
	struct rst_disp_convert job;

	for (; size >= sizeof(job) + RST_DISP_MAX_MEMORIES;
	     size -= sizeof(job) + RST_DISP_MAX_MEMORIES) {
		memcpy(&job, data, sizeof(job));
		give_memory(memory, data + sizeof(job));
		rst_convert_picture(&job, (uint8_t *)memory[0].data, memory[0].size, true,
				    &memory[1]);
		take_memory(memory);
		data += sizeof(job) + RST_DISP_MAX_MEMORIES;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	show_all(data, size);
	copy_all(data, size);
	convert_all(data, size);

	return 0;
}
