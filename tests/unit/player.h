/* SPDX-License-Identifier: GPL-2.0-only */
/* What a driver does with the decoder: units go in, frames are kept. */
#ifndef TEST_PLAYER_H
#define TEST_PLAYER_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/decoder.h"
#include "clip.h"

#define MAX_FRAMES MAX_UNITS
#define FILL 0xa5

/* A decoder and the frames that came out of it, cut to what is visible. */
struct player {
	struct rst_decoder *decoder;
	struct rst_nv12 buffer;
	struct rst_vdec_job job;	/* the last one */
	uint8_t *frames[MAX_FRAMES];
	size_t sizes[MAX_FRAMES];	/* bytes */
	uint64_t cookies[MAX_FRAMES];
	uint32_t keys;
	int count;
	int damaged;
	bool overwritten;		/* what is not the frame's */
};

static inline struct player *player_open_codec(uint32_t codec, uint32_t stride, uint32_t lines)
{
	struct player *p = calloc(1, sizeof(*p));

	rst_decoder_open(codec, &p->decoder);
	p->buffer.stride = stride;
	p->buffer.lines = lines;
	p->buffer.size = (size_t)stride * lines * 3 / 2;
	p->buffer.data = malloc(p->buffer.size);

	return p;
}

static inline struct player *player_open(uint32_t stride, uint32_t lines)
{
	return player_open_codec(RST_VDEC_CODEC_H264, stride, lines);
}

static inline void forget_frames(struct player *p)
{
	while (p->count)
		free(p->frames[--p->count]);
}

static inline void player_close(struct player *p)
{
	rst_decoder_close(p->decoder);
	forget_frames(p);
	free(p->buffer.data);
	free(p);
}

static inline size_t visible_size(const struct rst_vdec_sequence *s)
{
	return (size_t)s->crop_width * s->crop_height * 3 / 2;
}

static inline void check_margins(struct player *p, const struct rst_vdec_sequence *s)
{
	const uint8_t *data = p->buffer.data;

	for (uint32_t y = 0; y < s->coded_height; y++) {
		for (uint32_t x = s->coded_width; x < p->buffer.stride; x++)
			p->overwritten |= data[y * p->buffer.stride + x] != FILL;
	}
	for (size_t i = p->job.frame_bytes; i < p->buffer.size; i++)
		p->overwritten |= data[i] != FILL;
}

static inline void keep_frame(struct player *p, const struct rst_vdec_sequence *s)
{
	const uint8_t *luma = p->buffer.data;
	const uint8_t *chroma = luma + (size_t)p->buffer.stride * p->buffer.lines;
	uint8_t *out = malloc(visible_size(s));

	p->cookies[p->count] = p->job.frame_cookie;
	p->keys += p->job.frame_key;
	p->sizes[p->count] = visible_size(s);
	p->frames[p->count++] = out;
	for (uint32_t y = 0; y < s->crop_height; y++, out += s->crop_width)
		memcpy(out, luma + (s->crop_top + y) * p->buffer.stride + s->crop_left,
		       s->crop_width);
	for (uint32_t y = 0; y < s->crop_height / 2; y++, out += s->crop_width)
		memcpy(out, chroma + (s->crop_top / 2 + y) * p->buffer.stride + s->crop_left,
		       s->crop_width);
}

static struct rst_vdec_sequence sequence;

static inline enum rst_status step(struct player *p, const uint8_t *unit, size_t size,
			    uint32_t flags, uint64_t cookie)
{
	enum rst_status status;

	memset(p->buffer.data, FILL, p->buffer.size);
	p->job = (struct rst_vdec_job) { .flags = flags, .cookie = cookie };
	status = rst_decoder_decode(p->decoder, unit, size, &p->buffer, &p->job);
	if (status)
		return status;
	p->damaged += !!(p->job.status & (RST_VDEC_DAMAGED | RST_VDEC_FRAME_DAMAGED));
	if (p->job.sequence.coded_width &&
	    !(p->job.status & (RST_VDEC_SEQUENCE | RST_VDEC_UNSUPPORTED)))
		sequence = p->job.sequence;
	if (p->job.status & RST_VDEC_FRAME) {
		check_margins(p, &sequence);
		keep_frame(p, &sequence);
	}

	return RST_OK;
}

static inline void drain(struct player *p)
{
	do {
		if (step(p, NULL, 0, RST_VDEC_JOB_DRAIN, 0))
			return;
	} while (!(p->job.status & RST_VDEC_DRAINED) && p->count < MAX_FRAMES);
}

/* Frames of earlier units may go out first. */
static inline enum rst_status step_until(struct player *p, const uint8_t *unit, size_t size,
					 uint32_t flags, uint64_t cookie)
{
	enum rst_status status;

	do {
		status = step(p, unit, size, flags, cookie);
	} while (!status && p->job.status & RST_VDEC_FRAME &&
		 !(p->job.status & RST_VDEC_CONSUMED) && p->count < MAX_FRAMES);

	return status;
}

/* Decodes a unit as a driver would; false when it was not used up. */
static inline bool play_unit(struct player *p, const struct clip *clip, int i)
{
	if (step_until(p, clip->data[i], clip->size[i], 0, 1000 + i))
		return false;
	if (p->job.status & RST_VDEC_SEQUENCE) {
		drain(p);
		if (step_until(p, clip->data[i], clip->size[i], RST_VDEC_JOB_ACCEPT_SEQUENCE,
			       1000 + i))
			return false;
	}

	return p->job.status & RST_VDEC_CONSUMED;
}

static inline int play(struct player *p, const struct clip *clip, int from, int to)
{
	int consumed = 0;

	for (int i = from; i < to; i++)
		consumed += play_unit(p, clip, i);

	return consumed;
}

/* How many frames from @first on are ffmpeg's from @expected on. */
static inline int exact(const struct player *p, int first, const struct clip *clip,
		 int expected)
{
	size_t size = visible_size(&sequence);
	int good = 0;

	for (int i = first; i < p->count; i++, expected++) {
		if ((expected + 1) * size <= clip->frames_size)
			good += !memcmp(p->frames[i], clip->frames + expected * size, size);
	}

	return good;
}

#endif /* TEST_PLAYER_H */
