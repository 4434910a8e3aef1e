/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scan-out: layers in memory to records on the panel's cable
 *
 * One struct rst_scanout is one panel. It remembers each layer's CRC and shape,
 * for frames that leave a layer unchanged. The panel is told all, the client
 * nothing.
 */
#ifndef RST_SCANOUT_H
#define RST_SCANOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"
#include "status.h"

/**
 * struct rst_cable - where the panel's bytes go
 * @write:	writes all of @size bytes, or answers NO_CABLE
 * @priv:	for the platform
 */
struct rst_cable {
	enum rst_status (*write)(void *priv, const void *data, size_t size);
	void *priv;
};

/**
 * struct rst_scanout_memory - memory that layers are in
 * @data:	NULL is "none"
 * @size:	bytes
 * @ordinary:	the client can read all of it, so that what it does is no secret
 */
struct rst_scanout_memory {
	const uint8_t *data;
	size_t size;
	bool ordinary;
};

struct rst_scanout {
	struct {
		bool valid;
		bool restricted;
		uint32_t format;
		uint32_t width;
		uint32_t height;
		uint32_t phase[2];
		uint32_t crc;
	} shown[RST_DISP_MAX_LAYERS];
};

/**
 * rst_scanout_frame() - put a frame on the panel
 * @scanout:	zeroed before the first frame
 * @cable:	where it goes
 * @job:	a private copy of the job
 * @memory:	RST_DISP_MAX_MEMORIES, which the layers name
 *
 * BAD_PARAMETERS, before anything is written, if the job makes no sense or
 * a layer reaches beyond its memory. After NO_CABLE the stream is cut in the
 * middle of a record, and every later frame is refused by the cable's owner.
 *
 * A layer's pixels are read twice, for the CRC and for the cable: if they are
 * in memory that a client draws to meanwhile, the CRC may not be the payload's.
 */
enum rst_status rst_scanout_frame(struct rst_scanout *scanout,
				  const struct rst_cable *cable,
				  const struct rst_disp_job *job,
				  const struct rst_scanout_memory *memory);

#endif /* RST_SCANOUT_H */
