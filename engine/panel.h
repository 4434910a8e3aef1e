/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The panel's cable: what the display engine sends, frame by frame
 *
 * Only the secure world writes it (in the laboratory: a host file, through
 * semihosting). A stream is a sequence of records: struct rst_panel_frame,
 * then for each of its num_layers a struct rst_panel_layer followed by
 * payload_size bytes. Payloads are the shown pixels, lines packed without
 * padding: XRGB/ARGB 4 bytes a pixel; NV12 the luma lines, then the chroma
 * lines, of as many samples as the pixels have. Layers that did not change have
 * payload_size 0 and the CRC of before; layers that are off are not sent.
 * Little-endian.
 *
 * A record with RST_PANEL_MORE is the beginning of a frame, and brings pixels of
 * the layers that it names; the panel shows the frame with the record after it
 * that doesn't have it. The panel puts the layers over one another, as
 * engine/protocol.h says (COMPOSE), restricted ones included.
 *
 * A layer's CRC is zlib's CRC-32 over its payload. A frame's is that over its
 * layer records, in order, with payload_size taken as 0.
 */
#ifndef RST_ENGINE_PANEL_H
#define RST_ENGINE_PANEL_H

#include <stdint.h>

#define RST_PANEL_MAGIC 0x464c4e50	/* "PNLF" */
#define RST_PANEL_FILE "panel.bin"

#define RST_PANEL_MORE (1u << 0)

struct rst_panel_frame {
	uint32_t magic;
	uint32_t num_layers;
	uint32_t mode_width;
	uint32_t mode_height;
	uint64_t sequence;
	uint64_t timestamp;
	uint32_t crc;
	uint32_t repeats;	/* bit i: layer i shows what it showed before */
	uint32_t flags;		/* RST_PANEL_MORE */
	uint32_t reserved;
};

struct rst_panel_layer {
	uint32_t index;		/* 0 is the bottom */
	uint32_t format;	/* RST_DISP_FORMAT_* */
	uint32_t width;
	uint32_t height;
	int32_t x;
	int32_t y;
	uint32_t crc;
	uint32_t payload_size;
	uint32_t zpos;
	uint16_t alpha;
	uint8_t blend;		/* these as in struct rst_disp_layer */
	uint8_t encoding;
	uint8_t range;
	uint8_t phase[2];
	uint8_t restricted;	/* 1: its memory is not ordinary */
};

#endif /* RST_ENGINE_PANEL_H */
