// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "nal.h"

#define SECRET_WIDTH	1280
#define SECRET_HEIGHT	64
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
		put_sequence(&w, numbers[i / 4], numbers[i % 4], SECRET_WIDTH,
			     SECRET_HEIGHT);
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

int nal_secret_byte(uint32_t width)
{
	int byte = (SECRET_WIDTH - (int)width) / 2 - SECRET_BASE;

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
