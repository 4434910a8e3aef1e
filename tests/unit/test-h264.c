// SPDX-License-Identifier: GPL-2.0-only
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/unitstamp.h"
#include "../lib/tap.h"
#include "hmac.h"
#include "player.h"

#define GOP 24

static void test_sequence(const struct clip *film)
{
	struct player *p = player_open(192, 112);
	struct rst_vdec_job job = { 0 };
	const struct rst_vdec_sequence *s = &job.sequence;

	tap(step(p, (const uint8_t *)"\0\0\1\x41\x9a", 5, 0, 0) == RST_OK &&
	    p->job.status == RST_VDEC_CONSUMED, "what comes before the first SPS is dropped");
	tap(step(p, NULL, 0, RST_VDEC_JOB_DRAIN, 0) == RST_OK &&
	    p->job.status == RST_VDEC_DRAINED, "there is nothing to drain either");

	tap(rst_decoder_decode(p->decoder, film->data[0], film->size[0], NULL, &job) == RST_OK &&
	    job.status == RST_VDEC_SEQUENCE, "the first SPS is reported, without a frame buffer");
	tap(s->coded_width == 192 && s->coded_height == 112 && s->crop_width == 180 &&
	    s->crop_height == 100 && !s->crop_left && !s->crop_top, "with coded and visible size");
	tap(s->profile_idc == 100 && s->reorder_frames == 2, "with profile and delay");
	tap(rst_decoder_decode(p->decoder, film->data[0], film->size[0], NULL, &job) == RST_OK &&
	    job.status == RST_VDEC_SEQUENCE, "and again until it is accepted");
	player_close(p);
}

static void test_exact(const struct clip *film, uint32_t stride, uint32_t lines,
		       const char *where)
{
	struct player *p = player_open(stride, lines);
	uint64_t seen = 0;
	bool steady = true;
	int frames = film->units;

	for (int i = 0; i < film->units; i++) {
		int before = p->count;

		if (!play_unit(p, film, i))
			break;
		if (i >= 8)
			steady &= p->count == before + 1;
	}
	drain(p);
	tap(p->count == frames && frames == 72, "%s: a frame for each of %d units", where, frames);
	tap(exact(p, 0, film, 0) == frames, "%s: all are ffmpeg's, in its order", where);
	tap(steady, "%s: past the beginning each unit gives one frame", where);
	tap(!p->damaged && !p->overwritten,
	    "%s: no damage, nothing beside the frame is written", where);
	for (int i = 0; i < p->count; i++)
		seen += p->cookies[i];
	tap(p->cookies[0] == 1000 && p->cookies[1] != 1001 &&
	    seen == (uint64_t)frames * 1000 + frames * (frames - 1) / 2,
	    "%s: every cookie comes back, in display order", where);
	tap(p->keys == 3, "%s: three key frames", where);
	player_close(p);
}

static void test_flush(const struct clip *film)
{
	struct player *p = player_open(192, 112);
	int before;

	play(p, film, 0, 10);
	rst_decoder_flush(p->decoder);
	before = p->count;
	tap(play(p, film, GOP, film->units) == film->units - GOP,
	    "after a flush a key frame goes on");
	drain(p);
	tap(p->count - before == film->units - GOP &&
	    exact(p, before, film, GOP) == film->units - GOP,
	    "and no frame of before comes out");

	before = p->count;
	rst_decoder_flush(p->decoder);
	play(p, film, 1, GOP);
	tap(p->count == before, "without a key frame nothing comes out");
	player_close(p);
}

static void test_drain_and_go_on(const struct clip *film)
{
	struct player *p = player_open(192, 112);

	play(p, film, 0, GOP);
	drain(p);
	tap(p->count == GOP && exact(p, 0, film, 0) == GOP,
	    "drained at a key frame's eve, all is there");
	play(p, film, GOP, film->units);
	drain(p);
	tap(p->count == film->units && exact(p, 0, film, 0) == film->units, "and decoding goes on");
	player_close(p);
}

static void test_change(const struct clip *film, const struct clip *other)
{
	struct player *p = player_open(192, 112);
	struct rst_vdec_sequence first;
	int frames;

	play(p, film, 0, film->units);
	first = sequence;
	step(p, other->data[0], other->size[0], 0, 0);
	tap(p->job.status == RST_VDEC_SEQUENCE && p->job.sequence.coded_width == 96 &&
	    p->job.sequence.crop_height == 80, "another size is reported");
	drain(p);
	frames = p->count;
	tap(frames == film->units && exact(p, 0, film, 0) == frames,
	    "the frames of before can be fetched");
	tap(play(p, other, 0, other->units) == other->units && first.coded_width == 192 &&
	    sequence.coded_width == 96, "then it is accepted");
	drain(p);
	tap(p->count - frames == other->units && exact(p, frames, other, 0) == other->units,
	    "and all its frames are right");
	player_close(p);

	p = player_open(192, 112);
	play(p, film, 0, 10);
	frames = p->count;
	step(p, other->data[0], other->size[0], RST_VDEC_JOB_ACCEPT_SEQUENCE, 0);
	play(p, other, 1, other->units);
	drain(p);
	tap(p->count - frames == other->units && exact(p, frames, other, 0) == other->units,
	    "frames that were not fetched before are forgotten");
	player_close(p);
}

static void test_refusals(const struct clip *film)
{
	struct player *p = player_open(192, 112);
	struct rst_vdec_job job = { 0 };

	play(p, film, 0, 5);
	tap(rst_decoder_decode(p->decoder, film->data[5], film->size[5], NULL, &job) ==
	    RST_BAD_PARAMETERS,
	    "a missing frame buffer is refused");
	tap(rst_decoder_decode(p->decoder, NULL, 0, &p->buffer, &job) == RST_BAD_PARAMETERS,
	    "a missing unit is refused");
	job.flags = RST_VDEC_JOB_DRAIN;
	tap(rst_decoder_decode(p->decoder, film->data[5], 1, &p->buffer, &job) == RST_BAD_PARAMETERS,
	    "a unit with DRAIN is refused");
	job.flags = 4;
	tap(rst_decoder_decode(p->decoder, film->data[5], 1, &p->buffer, &job) == RST_BAD_PARAMETERS,
	    "an unknown flag is refused");
	p->buffer.size--;
	tap(step(p, film->data[5], film->size[5], 0, 0) == RST_SHORT_BUFFER,
	    "a buffer of a byte too little is told");
	p->buffer.size++;
	p->buffer.stride = 191;
	tap(step(p, film->data[5], film->size[5], 0, 0) == RST_SHORT_BUFFER, "so is a stride");
	p->buffer.stride = 0xffffffc0;
	tap(step(p, film->data[5], film->size[5], 0, 0) == RST_SHORT_BUFFER, "also one of 4 GiB");
	p->buffer.stride = 192;
	p->buffer.lines = 111;
	tap(step(p, film->data[5], film->size[5], 0, 0) == RST_SHORT_BUFFER, "so are lines");
	p->buffer.lines = 0xffffffff;
	tap(step(p, film->data[5], film->size[5], 0, 0) == RST_SHORT_BUFFER,
	    "also 4 billion of them");
	p->buffer.lines = 112;
	tap(step(p, film->data[5], 0, 0, 0) == RST_OK && p->job.status == RST_VDEC_CONSUMED,
	    "an empty unit is nothing");

	play(p, film, 5, film->units);
	drain(p);
	tap(p->count == film->units && exact(p, 0, film, 0) == film->units && !p->damaged,
	    "none of that has hurt the stream");
	player_close(p);
}

static void test_headers_alone(const struct clip *film)
{
	struct player *p = player_open(192, 112);
	/* The first unit's headers end where its first slice begins. */
	size_t size = 0;

	for (size_t i = 0; i + 3 < film->size[0] && !size; i++) {
		if (!memcmp(film->data[0] + i, "\0\0\1\x65", 4))
			size = i;
	}
	step(p, film->data[0], size, 0, 0);
	tap(p->job.status == RST_VDEC_SEQUENCE, "headers alone report the sequence");
	step(p, film->data[0], size, RST_VDEC_JOB_ACCEPT_SEQUENCE, 0);
	tap(p->job.status == RST_VDEC_CONSUMED, "and are consumed without damage or frame");
	tap(play(p, film, 0, film->units) == film->units,
	    "the stream that follows needs no other sequence");
	drain(p);
	tap(exact(p, 0, film, 0) == film->units, "and is decoded");
	player_close(p);
}

static void test_damage(const struct clip *film)
{
	struct player *p = player_open(192, 112);
	int before;

	srand(1);
	play(p, film, 0, 1);
	for (int i = 1; i < GOP; i++) {
		uint8_t *bad = malloc(film->size[i]);

		memcpy(bad, film->data[i], film->size[i]);
		for (size_t j = 24; j < film->size[i]; j += 7)
			bad[j] = rand();
		step(p, bad, film->size[i], 0, i);
		free(bad);
	}
	tap(p->damaged > GOP / 2, "damaged units are reported (%d of %d)", p->damaged, GOP - 1);
	drain(p);
	before = p->count;
	p->damaged = 0;
	play(p, film, GOP, film->units);
	drain(p);
	tap(exact(p, before, film, GOP) == film->units - GOP,
	    "the next key frame heals the stream");
	tap(!p->damaged, "and nothing is called damaged from there on");

	/* The sanitizers watch; whatever comes, the session must live. */
	for (int round = 0; round < 200; round++) {
		int i = rand() % film->units;
		size_t size = 1 + rand() % film->size[i];
		uint8_t *bad = malloc(size);

		memcpy(bad, film->data[i], size);
		for (int n = rand() % 8; n > 0; n--)
			bad[rand() % size] = rand();
		step(p, bad, size, rand() % 4 ? 0 : RST_VDEC_JOB_ACCEPT_SEQUENCE, 0);
		free(bad);
		if (p->count > MAX_FRAMES - 100)
			forget_frames(p);
	}
	rst_decoder_flush(p->decoder);
	drain(p);
	forget_frames(p);
	play(p, film, 0, film->units);
	drain(p);
	tap(p->count == film->units && exact(p, 0, film, 0) == film->units,
	    "after 200 random units the film is decoded as ever");
	player_close(p);
}

/* Fails where a stream that finds no room takes one that has some along. */
static void test_room(const struct clip *film)
{
	struct player *p = player_open(192, 112);
	struct rst_decoder *other = NULL;

	play(p, film, 0, 10);
	rst_decoder_set_budget(1024 * 1024);
	tap(rst_decoder_open(RST_VDEC_CODEC_H264, &other) == RST_NO_MEMORY && !other,
	    "a stream for which others leave no room is refused");
	rst_decoder_set_budget(SIZE_MAX);
	tap(rst_decoder_open(RST_VDEC_CODEC_H264, &other) == RST_OK, "and not where there is room");
	rst_decoder_set_budget(4 * 1024 * 1024);
	p->job = (struct rst_vdec_job){ .flags = RST_VDEC_JOB_ACCEPT_SEQUENCE };
	rst_decoder_close(p->decoder);
	tap(rst_decoder_decode(other, film->data[0], film->size[0], &p->buffer,
			    &p->job) == RST_OK, "one that is alone tries its luck");
	rst_decoder_close(other);
	rst_decoder_set_budget(SIZE_MAX);
	rst_decoder_open(RST_VDEC_CODEC_H264, &p->decoder);
	player_close(p);
}

/* Puts @count picture parameter sets, each with an id of its own, in front. */
static uint8_t *with_parameter_sets(const struct clip *film, int unit,
				    unsigned int count, size_t *size)
{
	uint8_t *data = malloc(count * 8 + film->size[unit]), *to = data;

	for (unsigned int id = 0; id < count; id++) {
		uint32_t code = id + 1, bits = 0;
		int length = 0;

		while (code >> length)
			length++;
		/* length - 1 zeros, the code, and sps 0 */
		bits = (code << 1 | 1) << (32 - 2 * length);
		memcpy(to, (uint8_t[]){ 0, 0, 1, 0x68, bits >> 24, bits >> 16,
					bits >> 8, 0x80 }, 8);
		to += 8;
	}
	memcpy(to, film->data[unit], film->size[unit]);
	*size = to - data + film->size[unit];

	return data;
}

/*
 * Fails where a stream with ever more parameter sets takes the memory that the
 * others have claimed.
 */
static void test_parameter_room(const struct clip *film)
{
	struct player *p = player_open(192, 112);
	struct rst_decoder *other = NULL;
	struct rst_vdec_job job = { 0 };
	size_t size;
	uint8_t *unit = with_parameter_sets(film, 0, 200, &size);

	play(p, film, 0, 10);
	rst_decoder_set_budget(6 * 1024 * 1024);
	tap(rst_decoder_open(RST_VDEC_CODEC_H264, &other) == RST_OK, "two streams have room");
	tap(rst_decoder_decode(other, unit, size, NULL, &job) == RST_NO_MEMORY &&
	    rst_decoder_decode(other, film->data[0], film->size[0], NULL, &job) ==
	    RST_NO_MEMORY, "200 parameter sets find none, then or later");
	rst_decoder_close(other);
	play(p, film, 10, film->units);
	drain(p);
	tap(exact(p, 0, film, 0) == film->units, "and the other stream goes on");
	rst_decoder_set_budget(SIZE_MAX);
	free(unit);
	player_close(p);
}

/* Chroma apart gives the same picture, within bounds of its own. */
static void test_planes(const struct clip *film)
{
	struct player *p = player_open(192, 112);
	uint8_t *chroma = malloc(192 * 56);
	struct rst_nv12 frame = p->buffer;
	struct rst_vdec_job job = { .flags = RST_VDEC_JOB_ACCEPT_SEQUENCE };

	frame.size = 192 * 112;
	frame.chroma = chroma;
	frame.chroma_size = 192 * 56 - 1;
	tap(rst_decoder_decode(p->decoder, film->data[0], film->size[0], &frame, &job) ==
	    RST_SHORT_BUFFER, "a short chroma plane is refused");
	frame.chroma_size = 192 * 56;
	memset(p->buffer.data, FILL, p->buffer.size);
	for (int i = 0; i < 10 && !(job.status & RST_VDEC_FRAME); i++) {
		job = (struct rst_vdec_job){ .cookie = i,
			.flags = i ? 0 : RST_VDEC_JOB_ACCEPT_SEQUENCE };
		rst_decoder_decode(p->decoder, film->data[i], film->size[i], &frame, &job);
	}
	tap(job.frame_bytes == 192 * 112 && job.chroma_bytes == 192 * 56,
	    "the bytes of each plane are told");
	tap(p->buffer.data[192 * 112] == FILL && !memcmp(chroma, film->frames + 180 * 100, 180),
	    "chroma goes to its plane and nowhere else");
	free(chroma);
	player_close(p);
}

/* Fails if the end of the stream, in mid-stream, is more than a NAL unit. */
static void test_end(const struct clip *film)
{
	struct player *p = player_open(192, 112);

	for (int i = 0; i < film->units; i++) {
		uint8_t *unit = malloc(film->size[i] + 5);

		memcpy(unit, film->data[i], film->size[i]);
		memcpy(unit + film->size[i], "\0\0\0\1\013", 5);
		step(p, unit, film->size[i] + 5,
		     i ? 0 : RST_VDEC_JOB_ACCEPT_SEQUENCE, i);
		free(unit);
	}
	drain(p);
	tap(p->count == film->units && !p->damaged,
	    "units behind the end of the stream are decoded (%d of %d)",
	    p->count, film->units);
	player_close(p);
}

/* A unit as cenc has it in restricted memory, of which @clear bytes of each slice are. */
static enum rst_status step_stamped(struct player *p, const uint8_t *unit, size_t size,
				    uint32_t clear, int spoilt, uint32_t flags, uint64_t cookie)
{
	uint8_t *copy = malloc(size), *data = malloc(size + RST_CENC_STAMP_SIZE);
	enum rst_status status;
	struct rst_out out;

	memcpy(copy, unit, size);
	rst_out_begin(&out, &rst_nal_h264, &mac, data, size + RST_CENC_STAMP_SIZE);
	rst_out_put(&out, copy, size);
	out.clear = clear;
	rst_out_end(&out);
	if (spoilt >= 0)
		data[spoilt] ^= 1;
	p->job = (struct rst_vdec_job) { .flags = flags, .cookie = cookie };
	status = rst_decoder_decode_stamped(p->decoder, &mac, data, out.size, &p->buffer, &p->job);
	if (!status && p->job.status & RST_VDEC_FRAME)
		keep_frame(p, &p->job.sequence);
	free(data);
	free(copy);

	return status;
}

static void test_stamped(const struct clip *film)
{
	struct player *p = player_open(192, 112);
	int refused = 0;

	for (int i = 0; i < film->units; i++) {
		refused += step_stamped(p, film->data[i], film->size[i], RST_UNIT_ALL_CLEAR,
					film->size[i] / 2, 0, i) == RST_DENIED && !p->job.status;
		step_stamped(p, film->data[i], film->size[i], 1, -1,
			     i ? 0 : RST_VDEC_JOB_ACCEPT_SEQUENCE, i);
	}
	drain(p);
	tap(refused == film->units, "units whose stamp is wrong are refused (%d)", refused);
	tap(p->count == film->units && exact(p, 0, film, 0) == film->units,
	    "those whose stamp is right are decoded, and nothing came of the others (%d of %d)",
	    p->count, film->units);
	tap(step_stamped(p, (const uint8_t *)"", 0, RST_UNIT_ALL_CLEAR, -1, 0, 0) == RST_OK &&
	    p->job.status == RST_VDEC_CONSUMED, "one of a stamp alone is nothing");
	player_close(p);
}

/*
 * The attack: what a slice hides says which of two sequences it belongs to. Fails
 * where the decoder tells that.
 */
static void test_hidden_name(const struct clip *film, const struct clip *other)
{
	struct player *p = player_open(192, 112);
	struct rst_vdec_sequence first;

	step_stamped(p, other->data[0], other->size[0], 1, -1, 0, 0);
	tap(p->job.status == RST_VDEC_SEQUENCE && p->job.sequence.crop_width == 96,
	    "a unit's own set counts where its slices hide theirs");
	step_stamped(p, other->data[0], other->size[0], 1, -1, RST_VDEC_JOB_ACCEPT_SEQUENCE, 0);
	first = p->job.sequence;
	step_stamped(p, other->data[1], other->size[1], 1, -1, 0, 1);
	tap(!memcmp(&p->job.sequence, &first, sizeof(first)), "and goes on behind it");
	step_stamped(p, film->data[0], film->size[0], 1, -1, 0, 2);
	tap(p->job.status == RST_VDEC_SEQUENCE && p->job.sequence.crop_width == 180,
	    "up to the next one");
	player_close(p);
}

static void test_unsupported(const char *dir, const char *name)
{
	struct clip *clip = clip_open(dir, name);
	struct player *p = player_open(192, 112);

	tap(step(p, clip->data[0], clip->size[0], 0, 0) == RST_OK &&
	    p->job.status == (RST_VDEC_UNSUPPORTED | RST_VDEC_CONSUMED),
	"%s is told to be unsupported", name);
	tap(p->job.sequence.coded_width == 96, "%s: with what it is", name);
	play(p, clip, 1, clip->units);
	drain(p);
	tap(!p->count, "%s: no frame comes out", name);
	player_close(p);
	clip_close(clip);
}

int main(int argc, char **argv)
{
	const char *dir = dirname(argv[0]);
	struct clip *film = clip_open(dir, "film");
	struct clip *other = clip_open(dir, "film-small");

	tap_start(argc, argv);
	if (!tap(film->units == 72 && film->frames && other->units == 48 && other->frames,
		 "the clips are there"))
		return tap_done();

	TAP_CASE(test_sequence, film);
	TAP_CASE(test_exact, film, 192, 112, "tight buffer");
	TAP_CASE(test_exact, film, 256, 128, "wide buffer");
	TAP_CASE(test_flush, film);
	TAP_CASE(test_drain_and_go_on, film);
	TAP_CASE(test_change, film, other);
	TAP_CASE(test_refusals, film);
	TAP_CASE(test_headers_alone, film);
	TAP_CASE(test_damage, film);
	TAP_CASE(test_room, film);
	TAP_CASE(test_parameter_room, film);
	TAP_CASE(test_planes, film);
	TAP_CASE(test_end, film);
	TAP_CASE(test_stamped, film);
	TAP_CASE(test_hidden_name, film, other);
	TAP_CASE(test_unsupported, dir, "interlaced");
	TAP_CASE(test_unsupported, dir, "ten-bit");
	TAP_CASE(test_unsupported, dir, "chroma-422");
	clip_close(film);
	clip_close(other);

	return tap_done();
}
