// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "bits.h"
#include "sps.h"

#define MB_SIZE 16
#define MAX_MBS_EACH_WAY 1024
#define MAX_DPB_FRAMES 16
#define EXTENDED_SAR 255
#define CONSTRAINT_SET3 0x10

/* What is read on the way to the sequence. */
struct reading {
	struct rst_bits bits;
	uint32_t constraints;
	uint32_t chroma_format;
	uint32_t bit_depth_minus8;
	uint32_t poc_type;
	uint32_t ref_frames;
	bool frame_mbs_only;
	bool has_restriction;
	uint32_t reorder_frames;
	uint32_t dec_buffering;
};

static bool profile_has_chroma_format(uint32_t profile)
{
	static const uint8_t profiles[] = {
		100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135,
	};

	return memchr(profiles, profile, sizeof(profiles));
}

static void skip_scaling_list(struct rst_bits *bits, int size)
{
	int32_t last = 8, next = 8;

	for (int i = 0; i < size && !bits->overrun; i++) {
		if (next)
			next = (last + (rst_bits_se(bits) & 0xff)) & 0xff;
		if (next)
			last = next;
	}
}

static void read_chroma_format(struct reading *r)
{
	struct rst_bits *bits = &r->bits;
	int lists;

	r->chroma_format = rst_bits_ue(bits);
	if (r->chroma_format == 3)
		rst_bits_flag(bits);	/* separate_colour_plane_flag */
	r->bit_depth_minus8 = rst_bits_ue(bits);
	r->bit_depth_minus8 |= rst_bits_ue(bits);
	rst_bits_flag(bits);	/* qpprime_y_zero_transform_bypass_flag */
	if (!rst_bits_flag(bits))
		return;

	lists = r->chroma_format == 3 ? 12 : 8;
	for (int i = 0; i < lists; i++) {
		if (rst_bits_flag(bits))
			skip_scaling_list(bits, i < 6 ? 16 : 64);
	}
}

static bool skip_poc(struct reading *r)
{
	struct rst_bits *bits = &r->bits;
	uint32_t count;

	r->poc_type = rst_bits_ue(bits);
	if (r->poc_type > 2)
		return false;
	if (r->poc_type == 0)
		rst_bits_ue(bits);
	if (r->poc_type != 1)
		return true;

	rst_bits_flag(bits);
	rst_bits_se(bits);
	rst_bits_se(bits);
	count = rst_bits_ue(bits);
	if (count > 255)
		return false;
	while (count--)
		rst_bits_se(bits);

	return true;
}

static bool read_size(struct reading *r, struct rst_vdec_sequence *sequence)
{
	struct rst_bits *bits = &r->bits;
	uint32_t width = rst_bits_ue(bits);
	uint32_t height = rst_bits_ue(bits);

	if (width >= MAX_MBS_EACH_WAY || height >= MAX_MBS_EACH_WAY)
		return false;

	r->frame_mbs_only = rst_bits_flag(bits);
	if (!r->frame_mbs_only)
		rst_bits_flag(bits);	/* mb_adaptive_frame_field_flag */
	rst_bits_flag(bits);		/* direct_8x8_inference_flag */

	sequence->coded_width = (width + 1) * MB_SIZE;
	sequence->coded_height = (height + 1) * MB_SIZE *
				 (2 - r->frame_mbs_only);

	return true;
}

/* Cropping is coded in chroma samples, and in pairs of lines with fields. */
static bool read_crop(struct reading *r, struct rst_vdec_sequence *sequence)
{
	struct rst_bits *bits = &r->bits;
	uint32_t unit_x = r->chroma_format == 1 || r->chroma_format == 2 ? 2 : 1;
	uint32_t unit_y = (r->chroma_format == 1 ? 2 : 1) *
			  (2 - r->frame_mbs_only);
	uint64_t left = 0, right = 0, top = 0, bottom = 0;

	if (rst_bits_flag(bits)) {
		left = (uint64_t)rst_bits_ue(bits) * unit_x;
		right = (uint64_t)rst_bits_ue(bits) * unit_x;
		top = (uint64_t)rst_bits_ue(bits) * unit_y;
		bottom = (uint64_t)rst_bits_ue(bits) * unit_y;
	}
	if (left + right >= sequence->coded_width ||
	    top + bottom >= sequence->coded_height)
		return false;

	sequence->crop_left = left;
	sequence->crop_top = top;
	sequence->crop_width = sequence->coded_width - left - right;
	sequence->crop_height = sequence->coded_height - top - bottom;

	return true;
}

static void skip_hrd(struct rst_bits *bits)
{
	uint32_t count = rst_bits_ue(bits);

	rst_bits_u(bits, 4);
	rst_bits_u(bits, 4);
	if (count > 31)
		bits->overrun = true;
	for (uint32_t i = 0; i <= count && !bits->overrun; i++) {
		rst_bits_ue(bits);
		rst_bits_ue(bits);
		rst_bits_flag(bits);
	}
	rst_bits_u(bits, 20);	/* four lengths of 5 bits */
}

static void skip_vui_display(struct rst_bits *bits)
{
	if (rst_bits_flag(bits) && rst_bits_u(bits, 8) == EXTENDED_SAR)
		rst_bits_u(bits, 32);
	if (rst_bits_flag(bits))	/* overscan */
		rst_bits_flag(bits);
	if (rst_bits_flag(bits)) {	/* video signal type */
		rst_bits_u(bits, 4);
		if (rst_bits_flag(bits))
			rst_bits_u(bits, 24);
	}
	if (rst_bits_flag(bits)) {	/* chroma sample location */
		rst_bits_ue(bits);
		rst_bits_ue(bits);
	}
}

static void read_vui(struct reading *r)
{
	struct rst_bits *bits = &r->bits;
	bool nal_hrd, vcl_hrd;

	skip_vui_display(bits);
	if (rst_bits_flag(bits)) {	/* timing */
		rst_bits_u(bits, 32);
		rst_bits_u(bits, 32);
		rst_bits_flag(bits);
	}
	nal_hrd = rst_bits_flag(bits);
	if (nal_hrd)
		skip_hrd(bits);
	vcl_hrd = rst_bits_flag(bits);
	if (vcl_hrd)
		skip_hrd(bits);
	if (nal_hrd || vcl_hrd)
		rst_bits_flag(bits);	/* low_delay_hrd_flag */
	rst_bits_flag(bits);		/* pic_struct_present_flag */
	if (!rst_bits_flag(bits))
		return;

	rst_bits_flag(bits);		/* motion vectors over boundaries */
	for (int i = 0; i < 4; i++)
		rst_bits_ue(bits);	/* largest picture, MB, vectors */
	r->reorder_frames = rst_bits_ue(bits);
	r->dec_buffering = rst_bits_ue(bits);
	r->has_restriction = !bits->overrun &&
			     r->dec_buffering <= MAX_DPB_FRAMES &&
			     r->reorder_frames <= r->dec_buffering;
}

/* Table A-1's MaxDpbMbs. */
static uint32_t level_dpb_mbs(uint32_t level, uint32_t constraints)
{
	static const struct {
		uint8_t level;
		uint32_t mbs;
	} limits[] = {
		{ 10, 396 }, { 11, 900 }, { 20, 2376 }, { 21, 4752 },
		{ 30, 8100 }, { 31, 18000 }, { 32, 20480 }, { 41, 32768 },
		{ 42, 34816 }, { 50, 110400 }, { 52, 184320 },
	};

	if (level == 11 && constraints & CONSTRAINT_SET3)
		return 396;	/* level 1b */
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		if (level <= limits[i].level)
			return limits[i].mbs;
	}

	return 696320;
}

static void derive_dpb(struct reading *r, struct rst_sps *sps)
{
	struct rst_vdec_sequence *sequence = &sps->sequence;
	uint32_t mbs = sequence->coded_width / MB_SIZE *
		       (sequence->coded_height / MB_SIZE);
	uint32_t frames = level_dpb_mbs(sequence->level_idc, r->constraints) /
			  mbs;

	if (frames > MAX_DPB_FRAMES)
		frames = MAX_DPB_FRAMES;
	if (r->has_restriction)
		frames = r->dec_buffering;
	if (frames < r->ref_frames)
		frames = r->ref_frames;

	sps->dpb_frames = frames;
	sequence->reorder_frames = frames;
	if (r->has_restriction)
		sequence->reorder_frames = r->reorder_frames;
	else if (r->poc_type == 2)
		sequence->reorder_frames = 0;
}

bool rst_sps_parse(const uint8_t *nal, size_t size, struct rst_sps *sps)
{
	struct reading reading = { .chroma_format = 1 }, *r = &reading;
	struct rst_vdec_sequence *sequence = &sps->sequence;
	struct rst_bits *bits = &r->bits;
	uint32_t id;

	memset(sps, 0, sizeof(*sps));
	rst_bits_init(bits, nal, size);
	rst_bits_u(bits, 8);	/* the NAL unit's header */
	sequence->profile_idc = rst_bits_u(bits, 8);
	r->constraints = rst_bits_u(bits, 8);
	sequence->level_idc = rst_bits_u(bits, 8);
	id = rst_bits_ue(bits);
	if (id > RST_SPS_MAX_ID)
		return false;
	sps->id = id;

	if (profile_has_chroma_format(sequence->profile_idc))
		read_chroma_format(r);
	rst_bits_ue(bits);	/* log2_max_frame_num_minus4 */
	if (r->chroma_format > 3 || !skip_poc(r))
		return false;
	r->ref_frames = rst_bits_ue(bits);
	rst_bits_flag(bits);	/* gaps_in_frame_num_value_allowed_flag */
	if (r->ref_frames > MAX_DPB_FRAMES || !read_size(r, sequence) ||
	    !read_crop(r, sequence) || bits->overrun)
		return false;

	if (rst_bits_flag(bits))
		read_vui(r);
	derive_dpb(r, sps);
	sps->width = sequence->coded_width;
	sps->height = sequence->coded_height;
	if (!r->frame_mbs_only)
		sequence->unsupported |= RST_VDEC_INTERLACED;
	if (r->chroma_format != 1)
		sequence->unsupported |= RST_VDEC_CHROMA;
	if (r->bit_depth_minus8)
		sequence->unsupported |= RST_VDEC_DEPTH;

	return true;
}

bool rst_sps_same_sequence(const struct rst_sps *a, const struct rst_sps *b)
{
	return a->sequence.coded_width == b->sequence.coded_width &&
	       a->sequence.coded_height == b->sequence.coded_height &&
	       a->sequence.crop_left == b->sequence.crop_left &&
	       a->sequence.crop_top == b->sequence.crop_top &&
	       a->sequence.crop_width == b->sequence.crop_width &&
	       a->sequence.crop_height == b->sequence.crop_height &&
	       a->sequence.reorder_frames == b->sequence.reorder_frames &&
	       a->width == b->width && a->height == b->height &&
	       a->dpb_frames == b->dpb_frames &&
	       a->sequence.unsupported == b->sequence.unsupported;
}
