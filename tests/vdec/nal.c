// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "nal.h"

#define SECRET_SIZE	1280		/* one way; the other */
#define OTHER_SIZE	64
#define SECRET_BASE	255		/* of codes with eight bits behind the 1 */

struct writer {
	struct nal *nal;
	unsigned int bit;
};

static void begin(struct writer *w, struct nal *nal, uint8_t header)
{
	memset(nal, 0, sizeof(*nal));
	memcpy(nal->bytes, "\0\0\0\1", 4);
	nal->bytes[4] = header;
	*w = (struct writer) { nal, 5 * 8 };
}

static void put_u(struct writer *w, uint32_t value, int count)
{
	while (count--) {
		w->nal->bytes[w->bit / 8] |= (value >> count & 1)
					     << (7 - w->bit % 8);
		w->bit++;
	}
}

static void put_ue(struct writer *w, uint32_t value)
{
	int length = 31 - __builtin_clz(value + 1);

	put_u(w, 0, length);
	put_u(w, value + 1, length + 1);
}

static void end(struct writer *w)
{
	put_u(w, 1, 1);
	w->nal->size = (w->bit + 7) / 8;
}

/* Up to whether it is cropped */
static void put_sequence(struct writer *w, uint32_t id, uint32_t frame_num,
			 uint32_t width, uint32_t height)
{
	put_u(w, 66, 8);		/* profile */
	put_u(w, 0xc0, 8);
	put_u(w, 40, 8);		/* level */
	put_ue(w, id);
	put_ue(w, frame_num);		/* bits of frame numbers, above 4 */
	put_ue(w, 2);			/* order of output is that of decoding */
	put_ue(w, 1);			/* references */
	put_u(w, 0, 1);
	put_ue(w, width / 16 - 1);
	put_ue(w, height / 16 - 1);
	put_u(w, 3, 2);			/* frames; direct_8x8_inference */
}

/* The longer numbers in front, until the byte is one. */
size_t nal_put_secret_sps(struct nal *nal, uint8_t byte)
{
	static const uint32_t numbers[] = { 0, 1, 3, 7 };
	struct writer w;
	size_t at;

	for (int i = 0; i < 16; i++) {
		begin(&w, nal, 0x67);
		put_sequence(&w, numbers[i / 4], numbers[i % 4], SECRET_SIZE,
			     OTHER_SIZE);
		put_u(&w, 1, 1);	/* cropped */
		put_ue(&w, 0);
		put_u(&w, 1, 9);	/* at the right, by 255 and the byte */
		if (w.bit % 8 == 0)
			break;
	}
	at = w.bit / 8;
	put_u(&w, byte, 8);
	put_ue(&w, 0);
	put_ue(&w, 0);
	put_u(&w, 0, 1);		/* no VUI */
	end(&w);
	return at;
}

int nal_secret_byte(uint32_t size)
{
	int byte = (SECRET_SIZE - (int)size) / 2 - SECRET_BASE;

	return byte >= 0 && byte < 256 ? byte : -1;
}

void nal_put_sps(struct nal *nal, uint32_t id, uint32_t width, uint32_t height)
{
	struct writer w;

	begin(&w, nal, 0x67);
	put_sequence(&w, id, 0, width, height);
	put_u(&w, 0, 2);		/* neither cropped, nor a VUI */
	end(&w);
}

void nal_put_pps(struct nal *nal, uint32_t id)
{
	struct writer w;

	begin(&w, nal, 0x68);
	put_ue(&w, id);
	put_ue(&w, id);
	put_u(&w, 0, 2);		/* CAVLC */
	put_ue(&w, 0);			/* one group of slices */
	put_ue(&w, 0);
	put_ue(&w, 0);
	put_u(&w, 0, 3);		/* nothing weighted */
	put_ue(&w, 0);
	put_ue(&w, 0);
	put_ue(&w, 0);
	put_u(&w, 0, 3);
	end(&w);
}

static void begin_hevc(struct writer *w, struct nal *nal, uint8_t type)
{
	begin(w, nal, type << 1);
	put_u(w, 1, 8);			/* layer 0, temporal identifier 0 */
}

/* Up to whether it is cropped; no zeros that would need emulation prevention */
static void put_hevc_sequence(struct writer *w, uint32_t id, uint32_t width,
			      uint32_t height)
{
	put_u(w, 1, 8);			/* a VPS, one sub-layer */
	put_u(w, 1, 8);			/* profile */
	put_u(w, 0xffffffff, 32);
	put_u(w, 0xb, 4);		/* progressive, in frames */
	put_u(w, 0xffffffff, 32);
	put_u(w, 0xfff, 12);
	put_u(w, 93, 8);		/* level */
	put_ue(w, id);
	put_ue(w, 1);			/* 4:2:0 */
	put_ue(w, width);
	put_ue(w, height);
}

/* From the samples' depth to the size of blocks, behind which nobody looks */
static void end_hevc_sequence(struct writer *w)
{
	put_ue(w, 0);
	put_ue(w, 0);
	put_ue(w, 4);			/* bits of order counts, above 4 */
	put_u(w, 1, 1);
	put_ue(w, 1);			/* frames besides the one */
	put_ue(w, 0);
	put_ue(w, 0);
	put_ue(w, 0);			/* blocks of 8 */
	end(w);
}

/* All numbers have odd lengths: the byte is whole in that of the lines on top. */
size_t nal_put_secret_hevc_sps(struct nal *nal, uint8_t byte)
{
	static const uint32_t numbers[] = { 0, 1, 3, 7 };
	struct writer w;
	size_t at;

	for (int i = 0; i < 4; i++) {
		begin_hevc(&w, nal, 33);
		put_hevc_sequence(&w, numbers[i], OTHER_SIZE, SECRET_SIZE);
		put_u(&w, 1, 1);	/* cropped */
		put_ue(&w, 0);
		put_ue(&w, 0);
		put_u(&w, 1, 9);	/* at the top, by 255 and the byte */
		if (w.bit % 8 == 0)
			break;
	}
	at = w.bit / 8;
	put_u(&w, byte, 8);
	put_ue(&w, 0);
	end_hevc_sequence(&w);
	return at;
}

void nal_put_hevc_sps(struct nal *nal, uint32_t id, uint32_t width,
		      uint32_t height)
{
	struct writer w;

	begin_hevc(&w, nal, 33);
	put_hevc_sequence(&w, id, width, height);
	put_u(&w, 0, 1);		/* not cropped */
	end_hevc_sequence(&w);
}

void nal_put_hevc_pps(struct nal *nal, uint32_t id, uint32_t sps)
{
	struct writer w;

	begin_hevc(&w, nal, 34);
	put_ue(&w, id);
	put_ue(&w, sps);
	end(&w);
}
