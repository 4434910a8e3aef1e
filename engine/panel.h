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
 * Beneath the picture, where no mode and no layer reaches, the panel has a strip
 * of RST_PANEL_FIELDS fields, and struct rst_panel_mark sets their colours at once.
 * It stands right before each frame's record, and before that of each part, and is
 * 0 there, so that the strip is dark while pixels come. It follows each whole
 * frame, then with what the strip shows, and more may follow that until the next one
 * begins. Anywhere else between records of frames and parts it may stand with 0.
 *
 * A layer that is DARK is black, and has no pixels. One that is PROTECTED goes out
 * encrypted for the sink, which cannot show it while the link is lost, whatever the
 * last record says: a transmitter needs nobody to tell it that.
 *
 * A cable that breaks leaves half a record. Once it is whole again, struct
 * rst_panel_cut stands in the place where that frame or part began, or that mark,
 * and the frames go on behind it.
 *
 * The file is kept when the display's trusted application begins anew: the next
 * instance goes on behind what is there. One that dies in the middle of a frame
 * leaves half of it without a word. The next one brings every layer, so readers
 * go on where the strip gets dark and a frame begins.
 *
 * A layer's CRC is zlib's CRC-32 over its payload. A frame's is that over its
 * layer records, in order, with payload_size taken as 0.
 */
#ifndef RST_ENGINE_PANEL_H
#define RST_ENGINE_PANEL_H

#include <stdint.h>

#define RST_PANEL_MAGIC 0x464c4e50	/* "PNLF" */
#define RST_PANEL_FILE "panel.bin"

#define RST_PANEL_CUT 0x434c4e50	/* "PNLC" */

#define RST_PANEL_MORE (1u << 0)

#define RST_PANEL_MARK_MAGIC 0x4b524d50	/* "PMRK" */

#define RST_PANEL_FIELDS 8
#define RST_PANEL_FIELD_BITS 4		/* the leftmost field has the lowest */
#define RST_PANEL_COLORS 8		/* from 1 on; a field of 0 is dark */

/* of layers */
#define RST_PANEL_RESTRICTED (1u << 0)	/* its memory is not ordinary */
#define RST_PANEL_PROTECTED (1u << 1)	/* and must not be seen without the link */
#define RST_PANEL_DARK (1u << 2)	/* and is not, for now */

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
	uint8_t restricted;	/* RST_PANEL_RESTRICTED and so on */
};

struct rst_panel_cut {
	uint32_t magic;		/* RST_PANEL_CUT */
	uint32_t size;		/* bytes that follow and say nothing */
};

struct rst_panel_mark {
	uint32_t magic;
	uint32_t mark;		/* what the strip shows; 0: all of it is dark */
};

#endif /* RST_ENGINE_PANEL_H */
