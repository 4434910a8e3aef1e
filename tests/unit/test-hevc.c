// SPDX-License-Identifier: GPL-2.0-only
/* The decoder with streams of x265's, against ffmpeg */
#include <libgen.h>

#include "../../engine/core/unitstamp.h"
#include "../lib/tap.h"
#include "hmac.h"
#include "player.h"

#define GOP 24

static struct player *open_player(void)
{
	return player_open_codec(RST_VDEC_CODEC_HEVC, 192, 112);
}

static struct clip *open_clip(const char *dir, const char *name)
{
	return clip_open_codec(dir, name, AV_CODEC_ID_HEVC, "h265");
}

static void test_sequence(const struct clip *film)
{
	struct player *p = open_player();
	struct rst_vdec_job job = { 0 };
	const struct rst_vdec_sequence *s = &job.sequence;

	tap(rst_decoder_decode(p->decoder, film->data[0], film->size[0], NULL, &job) == RST_OK &&
	    job.status == RST_VDEC_SEQUENCE, "the first SPS is reported, without a frame buffer");
	tap(s->coded_width == 192 && s->coded_height == 112 && s->crop_width == 180 &&
	    s->crop_height == 100 && !s->crop_left && !s->crop_top, "with coded and visible size");
	tap(s->profile_idc == 1 && s->level_idc == 10 && s->reorder_frames == 2,
	    "with profile, level and delay (%u, %u, %u)", s->profile_idc, s->level_idc,
	    s->reorder_frames);
	player_close(p);
}

static void test_exact(const struct clip *film, const char *what)
{
	struct player *p = open_player();
	int consumed;

	consumed = play(p, film, 0, film->units);
	drain(p);
	tap(consumed == film->units && p->count == film->units && film->units == 72,
	    "%s: a frame for each of %d units", what, film->units);
	tap(exact(p, 0, film, 0) == film->units, "%s: all are ffmpeg's, in its order", what);
	tap(!p->damaged && !p->overwritten,
	    "%s: no damage, nothing beside the frame is written", what);
	tap(p->keys == 3, "%s: three key frames (%u)", what, p->keys);
	player_close(p);
}

static void test_flush(const struct clip *film)
{
	struct player *p = open_player();
	int before;

	for (int stop = 20; stop < GOP + 4; stop++) {
		play(p, film, 0, stop);
		rst_decoder_flush(p->decoder);
		forget_frames(p);
	}
	before = p->count;
	play(p, film, GOP, film->units);
	drain(p);
	tap(p->count - before == film->units - GOP &&
	    exact(p, before, film, GOP) == film->units - GOP,
	    "after a flush a key frame goes on, and no frame of before comes out");
	before = p->count;
	rst_decoder_flush(p->decoder);
	play(p, film, 1, GOP);
	drain(p);
	p->damaged = 0;
	play(p, film, GOP, film->units);
	drain(p);
	tap(exact(p, p->count - (film->units - GOP), film, GOP) == film->units - GOP && !p->damaged,
	    "what is begun without a key frame is healed by the next");
	player_close(p);
}

static void test_change(const struct clip *film, const struct clip *other)
{
	struct player *p = open_player();
	int frames;

	play(p, film, 0, film->units);
	step(p, other->data[0], other->size[0], 0, 0);
	tap(p->job.status == RST_VDEC_SEQUENCE && p->job.sequence.coded_width == 96 &&
	    p->job.sequence.crop_height == 80, "another size is reported");
	drain(p);
	frames = p->count;
	tap(frames == film->units && exact(p, 0, film, 0) == frames,
	    "the frames of before can be fetched");
	play(p, other, 0, other->units);
	drain(p);
	tap(p->count - frames == other->units && exact(p, frames, other, 0) == other->units,
	    "then it is accepted, and all its frames are right");
	player_close(p);
}

/*
 * Fails where damage goes on behind a key frame, or where pictures that come behind
 * it, and are shown before it, are not called damaged.
 */
static void test_open_damage(const struct clip *film)
{
	struct player *p = open_player();
	int healed, leading = 0, late = 0;

	play(p, film, 0, GOP - 8);
	play(p, film, GOP - 4, GOP);	/* four are lost, with what others refer to */
	p->damaged = 0;
	for (int i = GOP; i < film->units; i++) {
		int before = p->damaged;

		play_unit(p, film, i);
		if (i > GOP + 8)
			late += p->damaged - before;
		else
			leading += p->damaged - before;
	}
	healed = p->count;
	drain(p);
	tap(leading > 0 && !late, "damage before a key frame ends with its leading pictures (%d, %d)",
	    leading, late);
	tap(healed > 2 * GOP && exact(p, p->count - GOP, film, film->units - GOP) == GOP,
	    "the rest is right");
	player_close(p);
}

/* libavcodec does not see all damage inside a slice; it does see what is missing. */
static void test_damage(const struct clip *film)
{
	struct player *p = open_player();
	int before;

	play(p, film, 0, 1);
	play(p, film, 5, GOP);
	drain(p);
	tap(p->damaged > GOP / 2, "where units are lost, what refers to them is damaged (%d of %d)",
	    p->damaged, GOP - 5);
	before = p->count;
	p->damaged = 0;
	play(p, film, GOP, film->units);
	drain(p);
	tap(exact(p, before, film, GOP) == film->units - GOP && !p->damaged,
	    "the next key frame heals the stream, and nothing is called damaged from there on");

	srand(1);
	/* The sanitizers watch; whatever comes, the session must live. */
	for (int round = 0; round < 200; round++) {
		int i = rand() % film->units;
		size_t size = 1 + rand() % film->size[i];
		uint8_t *bad = malloc(size);

		memcpy(bad, film->data[i], size);
		for (int n = rand() % 8; n > 0; n--)
			bad[rand() % size] = rand();
		step_until(p, bad, size, rand() % 4 ? 0 : RST_VDEC_JOB_ACCEPT_SEQUENCE, 0);
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

static void test_unsupported(const char *dir, const char *name, uint32_t why)
{
	struct clip *clip = open_clip(dir, name);
	struct player *p = open_player();
	int refused = 0;

	for (int i = 0; i < clip->units; i++) {
		step(p, clip->data[i], clip->size[i], 0, 0);
		refused += p->job.status & RST_VDEC_UNSUPPORTED &&
			   p->job.sequence.unsupported == why;
	}
	drain(p);
	tap(clip->units && refused == clip->units && !p->count, "%s is refused (%d of %d)", name,
	    refused, clip->units);
	player_close(p);
	clip_close(clip);
}

static void test_codecs(const char *dir, const struct clip *film)
{
	struct clip *h264 = clip_open(dir, "film");
	struct rst_decoder *decoder = NULL;
	struct player *p = player_open(192, 112);

	tap(rst_decoder_open(2, &decoder) == RST_BAD_PARAMETERS && !decoder,
	    "there is no third codec");
	for (int i = 0; i < film->units; i++)
		step(p, film->data[i], film->size[i], RST_VDEC_JOB_ACCEPT_SEQUENCE, i);
	tap(!p->count, "H.264's decoder makes nothing of HEVC");
	player_close(p);
	p = open_player();
	for (int i = 0; i < h264->units; i++)
		step(p, h264->data[i], h264->size[i], RST_VDEC_JOB_ACCEPT_SEQUENCE, i);
	tap(!p->count, "nor HEVC's of H.264");
	player_close(p);
	clip_close(h264);
}

/* A unit as cenc has it in restricted memory for @nal's decoder */
static enum rst_status step_stamped(struct player *p, const struct rst_nal_syntax *nal,
				    const uint8_t *unit, size_t size, uint32_t flags)
{
	uint8_t *copy = malloc(size), *data = malloc(size + RST_CENC_STAMP_SIZE);
	enum rst_status status;
	struct rst_out out;

	memcpy(copy, unit, size);
	rst_out_begin(&out, nal, &mac, data, size + RST_CENC_STAMP_SIZE);
	rst_out_put(&out, copy, size);
	rst_out_end(&out);
	p->job = (struct rst_vdec_job) { .flags = flags };
	status = rst_decoder_decode_stamped(p->decoder, &mac, data, out.size, &p->buffer, &p->job);
	if (!status && p->job.status & RST_VDEC_FRAME)
		keep_frame(p, &p->job.sequence);
	free(data);
	free(copy);

	return status;
}

static void test_stamped(const struct clip *film)
{
	struct player *p = open_player();
	int refused = 0;

	for (int i = 0; i < film->units; i++) {
		refused += step_stamped(p, &rst_nal_h264, film->data[i], film->size[i], 0) ==
			   RST_DENIED && !p->job.status;
		do {
			step_stamped(p, &rst_nal_hevc, film->data[i], film->size[i],
				     i ? 0 : RST_VDEC_JOB_ACCEPT_SEQUENCE);
		} while (p->job.status == RST_VDEC_FRAME);
	}
	drain(p);
	tap(refused == film->units, "units that are stamped for H.264 are refused (%d)", refused);
	tap(p->count == film->units && exact(p, 0, film, 0) == film->units,
	    "those for HEVC are decoded");
	player_close(p);
}

int main(int argc, char **argv)
{
	char *path = strdup(argv[0]);
	const char *dir = dirname(path);
	struct clip *film = open_clip(dir, "hevc");
	struct clip *small = open_clip(dir, "hevc-small");
	struct clip *open = open_clip(dir, "hevc-open");

	tap_start(argc, argv);
	hmac_set_key(1);
	TAP_CASE(test_sequence, film);
	TAP_CASE(test_exact, film, "closed groups");
	TAP_CASE(test_exact, open, "open groups");
	TAP_CASE(test_flush, film);
	TAP_CASE(test_change, film, small);
	TAP_CASE(test_damage, film);
	TAP_CASE(test_open_damage, open);
	TAP_CASE(test_unsupported, dir, "hevc-interlaced", RST_VDEC_INTERLACED);
	TAP_CASE(test_unsupported, dir, "hevc-ten-bit", RST_VDEC_DEPTH);
	TAP_CASE(test_unsupported, dir, "hevc-chroma-422", RST_VDEC_CHROMA);
	TAP_CASE(test_codecs, dir, film);
	TAP_CASE(test_stamped, film);
	hmac_close();
	clip_close(open);
	clip_close(small);
	clip_close(film);
	free(path);

	return tap_done();
}
