// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/bits.h"
#include "../../engine/core/headers.h"
#include "../../engine/core/sps.h"
#include "../lib/tap.h"
#include "writer.h"

/* What an SPS says; the defaults are a film's. */
struct sps_text {
	uint32_t profile, constraints, level, id, chroma, depth, poc_type, refs, width, height;
	uint32_t crop[4];
	bool interlaced, scaling, vui, hrd;
	uint32_t reorder, buffering;
};

static const struct sps_text film = {
	.profile = 100, .level = 30, .chroma = 1, .refs = 4, .width = 40, .height = 23,
	.crop = { 0, 0, 0, 4 }, .vui = true, .reorder = 2, .buffering = 4,
};

static void put_hrd(struct writer *w)
{
	put_ue(w, 1);
	put_u(w, 0x11, 8);
	for (int i = 0; i < 2; i++) {
		put_ue(w, 70000);
		put_ue(w, 70000);
		put_u(w, 1, 1);
	}
	put_u(w, 0xabcde, 20);
}

static void put_vui(struct writer *w, const struct sps_text *t)
{
	put_u(w, 1, 1);		/* aspect ratio, extended */
	put_u(w, 255, 8);
	put_u(w, 0x00010001, 32);
	put_u(w, 3, 2);		/* overscan */
	put_u(w, 1, 1);		/* video signal type with colours */
	put_u(w, 0xb, 5);
	put_u(w, 0x010101, 24);
	put_u(w, 1, 1);		/* chroma location */
	put_ue(w, 1);
	put_ue(w, 1);
	put_u(w, 1, 1);		/* timing: zeros that need emulation prevention */
	put_u(w, 1, 32);
	put_u(w, 48, 32);
	put_u(w, 1, 1);
	put_u(w, t->hrd, 1);
	if (t->hrd)
		put_hrd(w);
	put_u(w, t->hrd, 1);
	if (t->hrd) {
		put_hrd(w);
		put_u(w, 0, 1);
	}
	put_u(w, 1, 1);
	put_u(w, 1, 1);		/* bitstream restriction */
	put_u(w, 1, 1);
	put_ue(w, 0);
	put_ue(w, 0);
	put_ue(w, 10);
	put_ue(w, 10);
	put_ue(w, t->reorder);
	put_ue(w, t->buffering);
}

static struct writer write_sps(const struct sps_text *t)
{
	struct writer w = { 0 };

	put_u(&w, 0x67, 8);
	put_u(&w, t->profile, 8);
	put_u(&w, t->constraints, 8);
	put_u(&w, t->level, 8);
	put_ue(&w, t->id);
	if (t->profile >= 100) {
		put_ue(&w, t->chroma);
		put_ue(&w, t->depth);
		put_ue(&w, 0);
		put_u(&w, 0, 1);
		put_u(&w, t->scaling, 1);
		for (int i = 0; t->scaling && i < 8; i++) {
			put_u(&w, 1, 1);
			for (int j = 0; j < (i < 6 ? 16 : 64); j++)
				put_ue(&w, j % 2 ? 3 : 4);	/* +2, -2 */
		}
	}
	put_ue(&w, 0);
	put_ue(&w, t->poc_type);
	if (t->poc_type == 0)
		put_ue(&w, 2);
	if (t->poc_type == 1) {
		put_u(&w, 0, 1);
		put_ue(&w, 3);
		put_ue(&w, 4);
		put_ue(&w, 2);
		put_ue(&w, 1);
		put_ue(&w, 2);
	}
	put_ue(&w, t->refs);
	put_u(&w, 0, 1);
	put_ue(&w, t->width - 1);
	put_ue(&w, t->height - 1);
	put_u(&w, !t->interlaced, 1);
	if (t->interlaced)
		put_u(&w, 1, 1);
	put_u(&w, 1, 1);
	put_u(&w, 1, 1);
	for (int i = 0; i < 4; i++)
		put_ue(&w, t->crop[i]);
	put_u(&w, t->vui, 1);
	if (t->vui)
		put_vui(&w, t);
	put_end(&w);

	return w;
}

static bool parse(const struct sps_text *t, struct rst_sps *sps)
{
	struct writer w = write_sps(t);
	uint8_t *nal = malloc(w.size);
	bool good;

	memcpy(nal, w.bytes, w.size);
	good = rst_sps_parse(nal, w.size, sps);
	free(nal);

	return good;
}

static void test_film(void)
{
	struct sps_text t = film;
	struct rst_sps sps;

	tap(parse(&t, &sps) && !sps.sequence.unsupported, "a film's SPS");
	tap(sps.sequence.coded_width == 640 && sps.sequence.coded_height == 368, "its coded size");
	tap(!sps.sequence.crop_left && !sps.sequence.crop_top && sps.sequence.crop_width == 640 &&
	    sps.sequence.crop_height == 360, "its visible size");
	tap(sps.sequence.profile_idc == 100 && sps.sequence.level_idc == 30,
	    "its profile and level");
	tap(sps.sequence.reorder_frames == 2 && sps.dpb_frames == 4, "its delay and DPB");

	t.crop[0] = 1;
	t.crop[1] = 2;
	t.crop[2] = 3;
	tap(parse(&t, &sps) && sps.sequence.crop_left == 2 && sps.sequence.crop_width == 634 &&
	    sps.sequence.crop_top == 6 && sps.sequence.crop_height == 354, "cropping on all sides");

	t = film;
	t.hrd = true;
	t.scaling = true;
	t.poc_type = 1;
	tap(parse(&t, &sps) && sps.sequence.reorder_frames == 2 && sps.sequence.crop_height == 360,
	    "scaling lists, HRD and order count type 1 are passed over");
}

static void test_dpb(void)
{
	struct sps_text t = film;
	struct rst_sps sps;

	t.vui = false;
	tap(parse(&t, &sps) && sps.dpb_frames == 8 && sps.sequence.reorder_frames == 8,
	    "without VUI the level's DPB holds back");
	t.poc_type = 2;
	tap(parse(&t, &sps) && sps.sequence.reorder_frames == 0,
	    "but for order count type 2, which has no reordering");
	t.poc_type = 0;
	t.refs = 12;
	tap(parse(&t, &sps) && sps.dpb_frames == 12, "references beyond the level count");
	t.profile = 66;
	t.refs = 1;
	t.level = 11;
	t.width = 11;
	t.height = 11;
	tap(parse(&t, &sps) && sps.dpb_frames == 7, "level 1.1");
	t.constraints = 0x10;
	tap(parse(&t, &sps) && sps.dpb_frames == 3, "level 1b");

	t = film;
	t.reorder = 5;
	tap(parse(&t, &sps) && sps.dpb_frames == 8, "a VUI that contradicts itself is not taken");
}

static void test_unsupported(void)
{
	struct sps_text t = film;
	struct rst_sps sps;

	t.interlaced = true;
	tap(parse(&t, &sps) && sps.sequence.coded_height == 736 &&
	    sps.sequence.unsupported == RST_VDEC_INTERLACED,
	    "interlaced is not decoded");
	t = film;
	t.chroma = 2;
	tap(parse(&t, &sps) && sps.sequence.unsupported == RST_VDEC_CHROMA,
	    "4:2:2 is not decoded");
	t.chroma = 0;
	tap(parse(&t, &sps) && sps.sequence.unsupported == RST_VDEC_CHROMA,
	    "monochrome is not decoded");
	t = film;
	t.depth = 2;
	tap(parse(&t, &sps) && sps.sequence.unsupported == RST_VDEC_DEPTH,
	    "10 bits are not decoded");
}

static void test_nonsense(void)
{
	struct writer w = write_sps(&film);
	struct sps_text t = film;
	struct rst_sps sps;
	size_t refused = 0, size;

	t.id = 32;
	tap(!parse(&t, &sps), "an SPS id above 31 is refused");
	t = film;
	t.refs = 17;
	tap(!parse(&t, &sps), "17 references are refused");
	t = film;
	t.width = 1025;
	tap(!parse(&t, &sps), "a width above the standard's is refused");
	t = film;
	t.crop[0] = 320;
	tap(!parse(&t, &sps), "cropping that leaves nothing is refused");
	t.crop[0] = 0x7fffffff;
	t.crop[1] = 0x7fffffff;
	tap(!parse(&t, &sps), "cropping that wraps around is refused");
	t = film;
	t.poc_type = 3;
	tap(!parse(&t, &sps), "an unknown order count type is refused");

	for (size = 0; size < 10; size++) {
		uint8_t *nal = malloc(size ? size : 1);

		memcpy(nal, w.bytes, size);
		refused += !rst_sps_parse(nal, size, &sps);
		free(nal);
	}
	tap(refused == 10, "an SPS cut before its VUI is refused");
	tap(rst_sps_parse(w.bytes, w.size - 6, &sps) && sps.dpb_frames == 8,
	    "one cut in its VUI is taken without it");
}

static void test_golomb(void)
{
	static const uint32_t values[] = { 0, 1, 2, 7, 255, 65535, 0x7ffffffe };
	struct writer w = { 0 };
	struct rst_bits bits;
	unsigned int good = 0;
	static const uint8_t zeros[8];

	for (int i = 0; i < 7; i++)
		put_ue(&w, values[i]);
	put_end(&w);
	rst_bits_init(&bits, w.bytes, w.size);
	for (int i = 0; i < 7; i++)
		good += rst_bits_ue(&bits) == values[i];
	tap(good == 7 && !bits.overrun, "Exp-Golomb codes");
	rst_bits_init(&bits, zeros, sizeof(zeros));
	rst_bits_ue(&bits);
	tap(bits.overrun, "an Exp-Golomb code of zeros ends");
}

static struct writer write_pps(uint32_t id, uint32_t sps)
{
	struct writer w = { 0 };

	put_u(&w, 0x68, 8);
	put_ue(&w, id);
	put_ue(&w, sps);
	put_end(&w);

	return w;
}

static struct writer write_slice(uint32_t pps)
{
	struct writer w = { 0 };

	put_u(&w, 0x65, 8);
	put_ue(&w, 0);
	put_ue(&w, 7);
	put_ue(&w, pps);
	put_end(&w);

	return w;
}

static void test_units(void)
{
	static struct rst_headers headers;
	struct sps_text small = film;
	struct rst_unit unit;
	uint8_t bytes[2048];
	size_t size = 0;
	struct writer w;

	small.id = 5;
	small.width = 20;
	w = write_slice(3);
	put_nal(bytes, &size, &w);
	rst_headers_scan(&headers, bytes, size, UINT32_MAX, &unit);
	tap(unit.has_slice && !unit.sps, "a slice before all headers belongs to nothing");

	size = 0;
	w = write_sps(&film);
	put_nal(bytes, &size, &w);
	rst_headers_scan(&headers, bytes, size, UINT32_MAX, &unit);
	tap(!unit.has_slice && unit.sps && unit.sps->sequence.coded_width == 640,
	    "an SPS alone is a unit's sequence");
	w = write_sps(&small);
	put_nal(bytes, &size, &w);
	w = write_pps(3, 0);
	put_nal(bytes, &size, &w);
	w = write_pps(4, 5);
	put_nal(bytes, &size, &w);
	rst_headers_scan(&headers, bytes, size, UINT32_MAX, &unit);
	tap(unit.sps && unit.sps->sequence.coded_width == 320, "of several the last");
	w = write_slice(3);
	put_nal(bytes, &size, &w);
	rst_headers_scan(&headers, bytes, size, UINT32_MAX, &unit);
	tap(unit.has_slice && unit.sps && unit.sps->sequence.coded_width == 640,
	    "unless a slice refers to another");

	size = 0;
	w = write_slice(4);
	put_nal(bytes, &size, &w);
	rst_headers_scan(&headers, bytes, size, UINT32_MAX, &unit);
	tap(unit.sps && unit.sps->sequence.coded_width == 320, "headers of earlier units count");
	rst_headers_scan(&headers, bytes, 0, UINT32_MAX, &unit);
	tap(!unit.sps && !unit.has_slice && !unit.damaged, "an empty unit has nothing");
	rst_headers_scan(&headers, (const uint8_t *)"\0\0\1\x67", 4, UINT32_MAX, &unit);
	tap(!unit.sps && unit.damaged, "an SPS of one byte is damage");
	rst_headers_scan(&headers, (const uint8_t *)"\0\0\1", 3, UINT32_MAX, &unit);
	tap(!unit.sps && !unit.damaged, "a start code at the end is nothing");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_golomb);
	TAP_CASE(test_film);
	TAP_CASE(test_dpb);
	TAP_CASE(test_unsupported);
	TAP_CASE(test_nonsense);
	TAP_CASE(test_units);

	return tap_done();
}
