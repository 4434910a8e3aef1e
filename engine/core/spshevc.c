// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "bits.h"
#include "sps.h"

#define ALIGN 16
#define MAX_SIZE 16384
#define MAX_SUB_LAYERS 7
#define MAX_SPS_ID 15
#define MAX_DPB_FRAMES 16
#define MAX_LOG2_POC_MINUS4 12
#define MAX_LOG2_BLOCK 6

/* What is read on the way to the sequence. */
struct reading {
	struct rst_bits bits;
	uint32_t sub_layers;	/* besides the first */
	bool fields;
	uint32_t chroma_format;
	uint32_t bit_depth_minus8;
};

static void skip_bits(struct rst_bits *bits, unsigned int count)
{
	for (; count > 32; count -= 32)
		rst_bits_u(bits, 32);
	rst_bits_u(bits, count);
}

/*
 * Pictures are fields where the source is interlaced, unless it is said that they
 * are frames.
 */
static void read_profile(struct reading *r, struct rst_vdec_sequence *sequence)
{
	bool has_profile[MAX_SUB_LAYERS], has_level[MAX_SUB_LAYERS];
	bool progressive, interlaced, frames_only;
	struct rst_bits *bits = &r->bits;

	rst_bits_u(bits, 3);	/* profile space, tier */
	sequence->profile_idc = rst_bits_u(bits, 5);
	skip_bits(bits, 32);	/* compatibility */
	progressive = rst_bits_flag(bits);
	interlaced = rst_bits_flag(bits);
	rst_bits_flag(bits);	/* non_packed_constraint_flag */
	frames_only = rst_bits_flag(bits);
	r->fields = interlaced && !progressive && !frames_only;
	skip_bits(bits, 44);
	sequence->level_idc = rst_bits_u(bits, 8) / 3;

	for (uint32_t i = 0; i < r->sub_layers; i++) {
		has_profile[i] = rst_bits_flag(bits);
		has_level[i] = rst_bits_flag(bits);
	}
	if (r->sub_layers)
		skip_bits(bits, 2 * (8 - r->sub_layers));
	for (uint32_t i = 0; i < r->sub_layers; i++)
		skip_bits(bits, 88 * has_profile[i] + 8 * has_level[i]);
}

static uint32_t align_up(uint32_t size)
{
	return (size + ALIGN - 1) / ALIGN * ALIGN;
}

static bool read_size(struct reading *r, struct rst_sps *sps)
{
	struct rst_bits *bits = &r->bits;

	sps->width = rst_bits_ue(bits);
	sps->height = rst_bits_ue(bits);
	if (!sps->width || sps->width > MAX_SIZE || !sps->height ||
	    sps->height > MAX_SIZE)
		return false;
	sps->sequence.coded_width = align_up(sps->width);
	sps->sequence.coded_height = align_up(sps->height);

	return true;
}

/* The conformance window is coded in chroma samples. */
static bool read_crop(struct reading *r, struct rst_sps *sps)
{
	struct rst_vdec_sequence *sequence = &sps->sequence;
	struct rst_bits *bits = &r->bits;
	uint32_t unit_x = r->chroma_format == 1 || r->chroma_format == 2 ? 2 : 1;
	uint32_t unit_y = r->chroma_format == 1 ? 2 : 1;
	uint64_t left = 0, right = 0, top = 0, bottom = 0;

	if (rst_bits_flag(bits)) {
		left = (uint64_t)rst_bits_ue(bits) * unit_x;
		right = (uint64_t)rst_bits_ue(bits) * unit_x;
		top = (uint64_t)rst_bits_ue(bits) * unit_y;
		bottom = (uint64_t)rst_bits_ue(bits) * unit_y;
	}
	if (left + right >= sps->width || top + bottom >= sps->height)
		return false;

	sequence->crop_left = left;
	sequence->crop_top = top;
	sequence->crop_width = sps->width - left - right;
	sequence->crop_height = sps->height - top - bottom;

	return true;
}

/* Of the last sub-layer, which all others are part of. */
static bool read_dpb(struct reading *r, struct rst_sps *sps)
{
	struct rst_bits *bits = &r->bits;
	bool of_each;

	if (rst_bits_ue(bits) > MAX_LOG2_POC_MINUS4)
		return false;
	of_each = rst_bits_flag(bits);
	for (uint32_t i = of_each ? 0 : r->sub_layers; i <= r->sub_layers; i++) {
		uint32_t more_frames = rst_bits_ue(bits);
		uint32_t reorder_frames = rst_bits_ue(bits);

		rst_bits_ue(bits);	/* sps_max_latency_increase_plus1 */
		if (more_frames >= MAX_DPB_FRAMES ||
		    reorder_frames >= MAX_DPB_FRAMES)
			return false;
		if (more_frames < reorder_frames)	/* as libavcodec has it */
			more_frames = reorder_frames;
		sps->dpb_frames = more_frames + 1;
		sps->sequence.reorder_frames = reorder_frames;
	}

	return true;
}

/* Pictures have whole blocks. */
static bool read_blocks(struct reading *r, const struct rst_sps *sps)
{
	uint32_t log2_minus3 = rst_bits_ue(&r->bits);
	uint32_t size;

	if (log2_minus3 > MAX_LOG2_BLOCK - 3)
		return false;
	size = 8u << log2_minus3;

	return !(sps->width % size) && !(sps->height % size);
}

static bool read_format(struct reading *r, struct rst_sps *sps)
{
	struct rst_bits *bits = &r->bits;
	uint32_t id = rst_bits_ue(bits);

	if (id > MAX_SPS_ID)
		return false;
	sps->id = id;
	r->chroma_format = rst_bits_ue(bits);
	if (r->chroma_format > 3)
		return false;
	if (r->chroma_format == 3)
		rst_bits_flag(bits);	/* separate_colour_plane_flag */
	if (!read_size(r, sps) || !read_crop(r, sps))
		return false;
	r->bit_depth_minus8 = rst_bits_ue(bits);
	r->bit_depth_minus8 |= rst_bits_ue(bits);

	return true;
}

/* What comes behind the blocks says how to decode, and nothing about buffers. */
bool rst_sps_parse_hevc(const uint8_t *nal, size_t size, struct rst_sps *sps)
{
	struct rst_vdec_sequence *sequence = &sps->sequence;
	struct reading reading = { 0 }, *r = &reading;
	struct rst_bits *bits = &r->bits;

	memset(sps, 0, sizeof(*sps));
	rst_bits_init(bits, nal, size);
	rst_bits_u(bits, 16);	/* the NAL unit's header */
	rst_bits_u(bits, 4);	/* sps_video_parameter_set_id */
	r->sub_layers = rst_bits_u(bits, 3);
	rst_bits_flag(bits);	/* sps_temporal_id_nesting_flag */
	if (r->sub_layers >= MAX_SUB_LAYERS)
		return false;
	read_profile(r, sequence);
	if (!read_format(r, sps) || !read_dpb(r, sps) || !read_blocks(r, sps) ||
	    bits->overrun)
		return false;

	if (r->fields)
		sequence->unsupported |= RST_VDEC_INTERLACED;
	if (r->chroma_format != 1)
		sequence->unsupported |= RST_VDEC_CHROMA;
	if (r->bit_depth_minus8)
		sequence->unsupported |= RST_VDEC_DEPTH;

	return true;
}
