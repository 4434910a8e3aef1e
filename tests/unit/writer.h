/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes NAL units, bit by bit. */
#ifndef TEST_WRITER_H
#define TEST_WRITER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* With emulation prevention */
struct writer {
	uint8_t bytes[512];
	size_t size;
	uint32_t bit;
	uint8_t byte;
	int zeros;
};

static inline void put_byte(struct writer *w, uint8_t byte)
{
	if (w->zeros == 2 && byte <= 3) {
		w->bytes[w->size++] = 3;
		w->zeros = 0;
	}
	w->bytes[w->size++] = byte;
	w->zeros = byte ? 0 : w->zeros + 1;
}

static inline void put_u(struct writer *w, uint32_t value, int count)
{
	while (count--) {
		w->byte = w->byte << 1 | (value >> count & 1);
		if (++w->bit % 8 == 0)
			put_byte(w, w->byte);
	}
}

static inline void put_ue(struct writer *w, uint32_t value)
{
	int length = 31 - __builtin_clz(value + 1);

	put_u(w, 0, length);
	put_u(w, value + 1, length + 1);
}

static inline void put_end(struct writer *w)
{
	put_u(w, 1, 1);
	while (w->bit % 8)
		put_u(w, 0, 1);
}

/* Appends start code and NAL unit. */
static inline void put_nal(uint8_t *unit, size_t *size, const struct writer *w)
{
	memcpy(unit + *size, "\0\0\0\1", 4);
	memcpy(unit + *size + 4, w->bytes, w->size);
	*size += 4 + w->size;
}

#endif /* TEST_WRITER_H */
