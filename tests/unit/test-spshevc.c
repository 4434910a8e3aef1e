// SPDX-License-Identifier: GPL-2.0-only
/* HEVC's sequence parameter sets, and which of them an access unit belongs to */
#include <stdlib.h>

#include "../../engine/core/headers.h"
#include "../lib/tap.h"
#include "writer.h"

/* What an SPS says; the defaults are a film's. */
struct sps_text {
	uint32_t sub_layers, profile, level, id, chroma, depth, width, height;
	uint32_t crop[4];
	uint32_t poc_bits, buffering, reorder, block;
	bool interlaced, frames_only, of_each, has_sub_profiles;
};

static const struct sps_text film = {
	.profile = 1, .level = 93, .chroma = 1, .width = 640, .height = 360, .poc_bits = 4,
	.buffering = 4, .reorder = 2, .frames_only = true, .of_each = true,
};

static void put_header(struct writer *w, uint32_t type)
{
	put_u(w, type << 1, 8);
	put_u(w, 1, 8);
}

static void put_profile(struct writer *w, const struct sps_text *t)
{
	put_u(w, t->profile, 8);
	put_u(w, 0x60000000, 32);
	put_u(w, !t->interlaced, 1);
	put_u(w, t->interlaced, 1);
	put_u(w, 0, 1);
	put_u(w, t->frames_only, 1);
	put_u(w, 0, 32);	/* zeros that need emulation prevention */
	put_u(w, 0, 12);
	put_u(w, t->level, 8);
	for (uint32_t i = 0; i < t->sub_layers; i++)
		put_u(w, t->has_sub_profiles ? 3 : 0, 2);
	for (uint32_t i = t->sub_layers; t->sub_layers && i < 8; i++)
		put_u(w, 0, 2);
	for (uint32_t i = 0; t->has_sub_profiles && i < t->sub_layers; i++) {
		put_u(w, 1, 32);
		put_u(w, 2, 32);
		put_u(w, 3, 32);
	}
}

static void put_dpb(struct writer *w, const struct sps_text *t)
{
	put_ue(w, t->poc_bits);
	put_u(w, t->of_each, 1);
	for (uint32_t i = t->of_each ? 0 : t->sub_layers; i <= t->sub_layers; i++) {
		put_ue(w, t->buffering - (t->sub_layers - i));
		put_ue(w, t->reorder);
		put_ue(w, 0);
	}
}

static struct writer write_sps(const struct sps_text *t)
{
	struct writer w = { 0 };

	put_header(&w, 33);
	put_u(&w, 0, 4);
	put_u(&w, t->sub_layers, 3);
	put_u(&w, 1, 1);
	put_profile(&w, t);
	put_ue(&w, t->id);
	put_ue(&w, t->chroma);
	if (t->chroma == 3)
		put_u(&w, 0, 1);
	put_ue(&w, t->width);
	put_ue(&w, t->height);
	put_u(&w, 1, 1);
	for (int i = 0; i < 4; i++)
		put_ue(&w, t->crop[i]);
	put_ue(&w, t->depth);
	put_ue(&w, 0);
	put_dpb(&w, t);
	put_ue(&w, t->block);
	put_end(&w);

	return w;
}

static bool parse_bytes(const uint8_t *bytes, size_t size, struct rst_sps *sps)
{
	uint8_t *nal = malloc(size ? size : 1);
	bool good;

	memcpy(nal, bytes, size);
	good = rst_sps_parse_hevc(nal, size, sps);
	free(nal);

	return good;
}

static bool parse(const struct sps_text *t, struct rst_sps *sps)
{
	struct writer w = write_sps(t);

	return parse_bytes(w.bytes, w.size, sps);
}

static void test_film(void)
{
	struct sps_text t = film;
	const struct rst_vdec_sequence *s;
	struct rst_sps sps;

	s = &sps.sequence;
	tap(parse(&t, &sps) && s->coded_width == 640 && s->coded_height == 368 &&
	    sps.width == 640 && sps.height == 360, "blocks of 8 are rounded up to 16");
	tap(s->crop_width == 640 && s->crop_height == 360 && !s->crop_left && !s->crop_top,
	    "and all of the picture is visible");
	tap(s->profile_idc == 1 && s->level_idc == 31 && !s->unsupported, "profile and level");
	tap(sps.dpb_frames == 5 && s->reorder_frames == 2, "DPB and delay");
	t.crop[0] = 3;
	t.crop[1] = 5;
	t.crop[2] = 2;
	t.crop[3] = 7;
	tap(parse(&t, &sps) && s->crop_left == 6 && s->crop_width == 624 && s->crop_top == 4 &&
	    s->crop_height == 342, "the window counts in chroma samples");
}

static void test_layers(void)
{
	struct sps_text t = film;
	struct rst_sps sps;
	int good = 0;

	t.reorder = 1;
	for (t.sub_layers = 0; t.sub_layers <= 6; t.sub_layers++) {
		for (int i = 0; i < 4; i++) {
			t.of_each = i & 1;
			t.has_sub_profiles = i & 2;
			t.buffering = t.sub_layers + 1;
			good += parse(&t, &sps) && sps.dpb_frames == t.sub_layers + 2 &&
				sps.width == 640 && sps.sequence.level_idc == 31;
		}
	}
	tap(good == 28, "of sub-layers the last one counts (%d)", good);
	t = film;
	t.sub_layers = 7;
	t.buffering = 8;
	tap(!parse(&t, &sps), "there are 7 at most");
}

static void test_unsupported(void)
{
	struct sps_text t = film;
	struct rst_sps sps;

	for (t.chroma = 0; t.chroma <= 3; t.chroma++)
		tap(parse(&t, &sps) &&
		    sps.sequence.unsupported == (t.chroma == 1 ? 0 : RST_VDEC_CHROMA),
		    "chroma format %u", t.chroma);
	t = film;
	t.depth = 2;
	tap(parse(&t, &sps) && sps.sequence.unsupported == RST_VDEC_DEPTH, "10 bits");
	t = film;
	t.interlaced = true;
	tap(parse(&t, &sps) && !sps.sequence.unsupported, "interlaced, as frames");
	t.frames_only = false;
	tap(parse(&t, &sps) && sps.sequence.unsupported == RST_VDEC_INTERLACED, "and as fields");
}

static bool refused(struct sps_text t)
{
	struct rst_sps sps;

	return !parse(&t, &sps);
}

#define REFUSED(what, ...) do { \
	struct sps_text t = film; \
	__VA_ARGS__; \
	tap(refused(t), "refused: " what); \
} while (0)

static void test_nonsense(void)
{
	struct writer w = write_sps(&film);
	struct rst_sps sps;
	size_t cut = 0;

	REFUSED("an identifier above 15", t.id = 16);
	REFUSED("a chroma format above 3", t.chroma = 4);
	REFUSED("no width", t.width = 0);
	REFUSED("no height", t.height = 0);
	REFUSED("a width of 2^31", t.width = 1u << 31);
	REFUSED("a width that is above 16384", t.width = 16392);
	REFUSED("a height that is above 16384", t.height = 16392);
	REFUSED("a width that is no whole blocks", t.width = 636);
	REFUSED("a height that is no whole large blocks", t.block = 1);
	REFUSED("blocks of 128", t.width = 1024; t.height = 1024; t.block = 4);
	REFUSED("a window that leaves nothing", t.crop[0] = 200; t.crop[1] = 120);
	REFUSED("one that wraps around", t.crop[2] = 0x7fffffff; t.crop[3] = 0x7fffffff);
	REFUSED("more than 16 frames", t.buffering = 16);
	REFUSED("a delay of more", t.reorder = 16);
	REFUSED("order counts of more than 16 bits", t.poc_bits = 13);
	for (size_t size = 0; size < w.size; size++)
		cut += !parse_bytes(w.bytes, size, &sps);
	tap(cut == w.size, "one that is cut, wherever (%zu of %zu)", cut, w.size);
}

/* As libavcodec has it */
static void test_tolerated(void)
{
	struct sps_text t = film;
	struct rst_sps sps;

	t.buffering = 2;
	t.reorder = 5;
	tap(parse(&t, &sps) && sps.dpb_frames == 6 && sps.sequence.reorder_frames == 5,
	    "a DPB smaller than the delay");
}

static struct writer write_pps(uint32_t id, uint32_t sps)
{
	struct writer w = { 0 };

	put_header(&w, 34);
	put_ue(&w, id);
	put_ue(&w, sps);
	put_end(&w);

	return w;
}

static struct writer write_slice(uint32_t type, uint32_t pps)
{
	struct writer w = { 0 };

	put_header(&w, type);
	put_u(&w, 1, 1);
	if (type >= 16 && type <= 23)
		put_u(&w, 0, 1);
	put_ue(&w, pps);
	put_u(&w, 0xabcd, 16);
	put_end(&w);

	return w;
}

static struct rst_headers *headers;
static uint8_t unit_bytes[2048];
static size_t unit_size;

static void add(struct writer w)
{
	put_nal(unit_bytes, &unit_size, &w);
}

static struct rst_unit scan(uint32_t clear)
{
	struct rst_unit unit;

	rst_headers_scan(headers, unit_bytes, unit_size, clear, &unit);
	unit_size = 0;

	return unit;
}

static void begin(void)
{
	free(headers);
	headers = calloc(1, sizeof(*headers));
	headers->codec = RST_VDEC_CODEC_HEVC;
	unit_size = 0;
}

static void test_units(void)
{
	struct sps_text small = film;
	struct rst_unit unit;

	begin();
	small.id = 5;
	small.width = 320;
	add(write_slice(19, 3));
	unit = scan(UINT32_MAX);
	tap(unit.has_slice && !unit.sps, "a slice before all headers belongs to nothing");
	add(write_sps(&film));
	unit = scan(UINT32_MAX);
	tap(!unit.has_slice && unit.sps && unit.sps->width == 640, "an SPS alone is a unit's sequence");
	add(write_sps(&small));
	add(write_pps(3, 0));
	add(write_pps(63, 5));
	unit = scan(UINT32_MAX);
	tap(unit.sps && unit.sps->width == 320 && headers->num_pps == 2, "of several the last");
	add(write_slice(1, 3));
	unit = scan(UINT32_MAX);
	tap(unit.has_slice && !unit.key && unit.sps && unit.sps->width == 640,
	    "unless a slice refers to another");
	add(write_slice(19, 63));
	unit = scan(UINT32_MAX);
	tap(unit.key && unit.sps && unit.sps->width == 320, "so does a key picture's");
	add(write_pps(64, 0));
	unit = scan(UINT32_MAX);
	tap(unit.damaged && headers->num_pps == 2, "there is no PPS 64");
	add(write_pps(0, 16));
	unit = scan(UINT32_MAX);
	tap(unit.damaged && headers->num_pps == 2, "nor an SPS 16");
}

static void test_kinds(void)
{
	int keys = 0, leading = 0, slices = 0;

	begin();
	add(write_sps(&film));
	add(write_pps(0, 0));
	scan(UINT32_MAX);
	for (uint32_t type = 0; type < 64; type++) {
		struct rst_unit unit;

		add(write_slice(type, 0));
		unit = scan(UINT32_MAX);
		slices += unit.has_slice;
		keys += unit.key && type >= 16 && type <= 21;
		leading += unit.leading && (type == 8 || type == 9);
	}
	tap(slices == 16 && keys == 6 && leading == 2,
	    "types 0 to 9 and 16 to 21 are slices (%d, %d, %d)", slices, keys, leading);
}

/* Fails where an enhancement layer changes what the first one is. */
static void test_other_layers(void)
{
	struct sps_text small = film;
	struct rst_unit unit;
	struct writer w;

	begin();
	small.width = 320;
	add(write_sps(&film));
	add(write_pps(0, 0));
	w = write_sps(&small);
	w.bytes[1] |= 1 << 3;
	add(w);
	add(write_slice(19, 0));
	unit = scan(UINT32_MAX);
	tap(unit.sps && unit.sps->width == 640, "parameter sets of other layers are not taken");
	w = write_slice(19, 0);
	w.bytes[0] |= 1;
	add(w);
	unit = scan(UINT32_MAX);
	tap(!unit.has_slice, "nor their slices");
	w = write_slice(19, 0);
	w.bytes[1] = 0;
	add(w);
	unit = scan(UINT32_MAX);
	tap(!unit.has_slice && unit.damaged, "a temporal identifier of 0 is damage");
}

/* Fails where hidden bytes of a slice say which sequence it is. */
static void test_names(void)
{
	struct sps_text small = film;
	struct rst_unit unit;

	begin();
	small.id = 1;
	small.width = 320;
	add(write_sps(&film));
	add(write_sps(&small));
	add(write_pps(0, 0));
	add(write_pps(40, 1));
	scan(UINT32_MAX);
	/* Of 11 bits, behind 2: the name ends in the fourth byte. */
	for (uint32_t clear = 2; clear <= 4; clear++) {
		add(write_slice(19, 40));
		unit = scan(clear);
		tap(unit.has_slice && unit.key &&
		    (clear < 4 ? !unit.sps : unit.sps && unit.sps->width == 320),
		    "a slice of which %u bytes are clear names %s", clear,
		    clear < 4 ? "no sequence" : "its own");
	}
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_film);
	TAP_CASE(test_layers);
	TAP_CASE(test_unsupported);
	TAP_CASE(test_nonsense);
	TAP_CASE(test_tolerated);
	TAP_CASE(test_units);
	TAP_CASE(test_kinds);
	TAP_CASE(test_other_layers);
	TAP_CASE(test_names);
	free(headers);

	return tap_done();
}
