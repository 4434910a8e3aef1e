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
#include "cable.h"
#include "status.h"
#include "trusted.h"

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

/**
 * struct rst_scanout - a panel
 * @protect:	restricted layers go out for a protected link only
 * @hold:	and that is lost: they are dark
 * @shown:	what the panel has of each layer; of a dark one, no pixels. What is
 *		encrypted went out while @protect was set.
 *
 * @protect and @hold are set before each frame by who knows the link.
 */
struct rst_scanout {
	bool protect;
	bool hold;
	struct {
		bool valid;
		bool restricted;
		bool dark;
		bool encrypted;
		uint32_t format;
		uint32_t width;
		uint32_t height;
		uint32_t phase[2];
		uint32_t crc;
	} shown[RST_DISP_MAX_LAYERS];
	struct rst_trusted trusted;
};

/**
 * rst_scanout_frame() - put a frame on the panel
 * @scanout:	zeroed before the first frame
 * @cable:	where it goes
 * @job:	a private copy of the job
 * @memory:	RST_DISP_MAX_MEMORIES, which the layers name
 *
 * BAD_PARAMETERS, before anything is written, if the job makes no sense or
 * a layer reaches beyond its memory, and CONFLICT if a trusted user interface
 * could not be marked where it is. After NO_CABLE the stream is cut in the
 * middle of a record: the cable's owner mends it before the next frame, which
 * must bring all layers.
 *
 * A layer's pixels are read twice, for the CRC and for the cable: if they are
 * in memory that a client draws to meanwhile, the CRC may not be the payload's.
 * What may be marked doesn't depend on the CRC.
 */
enum rst_status rst_scanout_frame(struct rst_scanout *scanout,
				  const struct rst_cable *cable,
				  const struct rst_disp_job *job,
				  const struct rst_scanout_memory *memory);

/* The layers that are dark, a bit each. */
uint32_t rst_scanout_dark(const struct rst_scanout *scanout);

/*
 * Whether a frame would darken layers, would encrypt what goes out as it is, or
 * would find dark ones that may be seen.
 */
bool rst_scanout_is_stale(const struct rst_scanout *scanout);

#endif /* RST_SCANOUT_H */
