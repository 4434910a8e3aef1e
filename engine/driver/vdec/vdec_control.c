// SPDX-License-Identifier: GPL-2.0-only
/*
 * Controls
 */
#include <linux/bits.h>
#include <linux/minmax.h>
#include <linux/moduleparam.h>
#include <media/v4l2-ctrls.h>

#include "vdec.h"

/*
 * The engine keeps its references to itself and never comes back to a frame:
 * one buffer to decode to, while the client has another in its hands.
 */
#define RST_VDEC_FRAMES		2

static unsigned int rst_vdec_min_units;
module_param_named(min_units, rst_vdec_min_units, uint, 0644);
MODULE_PARM_DESC(min_units,
		 "how many OUTPUT buffers clients are told to have, as decoders with deep pipelines do; 0: they are told nothing");

static int rst_vdec_h264_profile(u32 profile_idc)
{
	switch (profile_idc) {
	case 66:
		return V4L2_MPEG_VIDEO_H264_PROFILE_BASELINE;
	case 77:
		return V4L2_MPEG_VIDEO_H264_PROFILE_MAIN;
	case 100:
		return V4L2_MPEG_VIDEO_H264_PROFILE_HIGH;
	default:
		return -EINVAL;
	}
}

static int rst_vdec_hevc_profile(u32 profile_idc)
{
	switch (profile_idc) {
	case 1:
		return V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN;
	case 3:
		return V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN_STILL_PICTURE;
	default:
		return -EINVAL;
	}
}

static const u8 rst_vdec_h264_levels[] = {
	[V4L2_MPEG_VIDEO_H264_LEVEL_1_0] = 10,
	[V4L2_MPEG_VIDEO_H264_LEVEL_1B] = 9,
	[V4L2_MPEG_VIDEO_H264_LEVEL_1_1] = 11,
	[V4L2_MPEG_VIDEO_H264_LEVEL_1_2] = 12,
	[V4L2_MPEG_VIDEO_H264_LEVEL_1_3] = 13,
	[V4L2_MPEG_VIDEO_H264_LEVEL_2_0] = 20,
	[V4L2_MPEG_VIDEO_H264_LEVEL_2_1] = 21,
	[V4L2_MPEG_VIDEO_H264_LEVEL_2_2] = 22,
	[V4L2_MPEG_VIDEO_H264_LEVEL_3_0] = 30,
	[V4L2_MPEG_VIDEO_H264_LEVEL_3_1] = 31,
	[V4L2_MPEG_VIDEO_H264_LEVEL_3_2] = 32,
	[V4L2_MPEG_VIDEO_H264_LEVEL_4_0] = 40,
	[V4L2_MPEG_VIDEO_H264_LEVEL_4_1] = 41,
	[V4L2_MPEG_VIDEO_H264_LEVEL_4_2] = 42,
};

static const u8 rst_vdec_hevc_levels[] = {
	[V4L2_MPEG_VIDEO_HEVC_LEVEL_1] = 10,
	[V4L2_MPEG_VIDEO_HEVC_LEVEL_2] = 20,
	[V4L2_MPEG_VIDEO_HEVC_LEVEL_2_1] = 21,
	[V4L2_MPEG_VIDEO_HEVC_LEVEL_3] = 30,
	[V4L2_MPEG_VIDEO_HEVC_LEVEL_3_1] = 31,
	[V4L2_MPEG_VIDEO_HEVC_LEVEL_4] = 40,
	[V4L2_MPEG_VIDEO_HEVC_LEVEL_4_1] = 41,
};

/**
 * struct rst_vdec_codec_controls - what a codec's streams say of themselves
 * @profile_id:	V4L2_CID_…
 * @level_id:	likewise
 * @profiles:	that are decoded, as bits
 * @usual_profile:	where no stream has said anything
 * @max_profile:	the menu's last
 * @usual_level:	likewise
 * @levels:	ten times the level, by the menu's number
 * @num_levels:	of them
 * @profile:	the menu's number for what the stream has, or -EINVAL
 */
struct rst_vdec_codec_controls {
	u32 profile_id;
	u32 level_id;
	u64 profiles;
	u8 usual_profile;
	u8 max_profile;
	u8 usual_level;
	const u8 *levels;
	unsigned int num_levels;
	int (*profile)(u32 profile_idc);
};

static const struct rst_vdec_codec_controls
rst_vdec_codec_controls[RST_VDEC_CODECS] = {
	[RST_VDEC_CODEC_H264] = {
		.profile_id = V4L2_CID_MPEG_VIDEO_H264_PROFILE,
		.level_id = V4L2_CID_MPEG_VIDEO_H264_LEVEL,
		.profiles = BIT(V4L2_MPEG_VIDEO_H264_PROFILE_BASELINE) |
			BIT(V4L2_MPEG_VIDEO_H264_PROFILE_CONSTRAINED_BASELINE) |
			BIT(V4L2_MPEG_VIDEO_H264_PROFILE_MAIN) |
			BIT(V4L2_MPEG_VIDEO_H264_PROFILE_HIGH) |
			BIT(V4L2_MPEG_VIDEO_H264_PROFILE_CONSTRAINED_HIGH),
		.usual_profile = V4L2_MPEG_VIDEO_H264_PROFILE_HIGH,
		.max_profile = V4L2_MPEG_VIDEO_H264_PROFILE_CONSTRAINED_HIGH,
		.usual_level = V4L2_MPEG_VIDEO_H264_LEVEL_4_0,
		.levels = rst_vdec_h264_levels,
		.num_levels = ARRAY_SIZE(rst_vdec_h264_levels),
		.profile = rst_vdec_h264_profile,
	},
	[RST_VDEC_CODEC_HEVC] = {
		.profile_id = V4L2_CID_MPEG_VIDEO_HEVC_PROFILE,
		.level_id = V4L2_CID_MPEG_VIDEO_HEVC_LEVEL,
		.profiles = BIT(V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN) |
			BIT(V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN_STILL_PICTURE),
		.usual_profile = V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN,
		.max_profile = V4L2_MPEG_VIDEO_HEVC_PROFILE_MAIN_STILL_PICTURE,
		.usual_level = V4L2_MPEG_VIDEO_HEVC_LEVEL_4,
		.levels = rst_vdec_hevc_levels,
		.num_levels = ARRAY_SIZE(rst_vdec_hevc_levels),
		.profile = rst_vdec_hevc_profile,
	},
};

static void rst_vdec_add_codec_controls(struct rst_vdec_context *context,
					u32 codec)
{
	const struct rst_vdec_codec_controls *is =
		&rst_vdec_codec_controls[codec];
	struct v4l2_ctrl *profile, *level;

	profile = v4l2_ctrl_new_std_menu(&context->controls, NULL,
					 is->profile_id, is->max_profile,
					 ~is->profiles, is->usual_profile);
	level = v4l2_ctrl_new_std_menu(&context->controls, NULL, is->level_id,
				       is->num_levels - 1, 0, is->usual_level);
	if (!profile || !level)
		return;		/* and the handler has the error */
	profile->flags |= V4L2_CTRL_FLAG_READ_ONLY;
	level->flags |= V4L2_CTRL_FLAG_READ_ONLY;
	context->profile[codec] = profile;
	context->level[codec] = level;
}

int rst_vdec_controls_init(struct rst_vdec_context *context)
{
	struct v4l2_ctrl_handler *controls = &context->controls;
	unsigned int min_units = min(READ_ONCE(rst_vdec_min_units),
				     (unsigned int)VB2_MAX_FRAME);
	u32 codec;
	int ret;

	v4l2_ctrl_handler_init(controls, 2 + 2 * RST_VDEC_CODECS);
	/* v4l2-compliance finds fault with decoders that have it. */
	if (min_units)
		v4l2_ctrl_new_std(controls, NULL,
				  V4L2_CID_MIN_BUFFERS_FOR_OUTPUT,
				  1, VB2_MAX_FRAME, 1, min_units);
	v4l2_ctrl_new_std(controls, NULL, V4L2_CID_MIN_BUFFERS_FOR_CAPTURE,
			  1, VB2_MAX_FRAME, 1, RST_VDEC_FRAMES);
	for (codec = 0; codec < RST_VDEC_CODECS; codec++)
		rst_vdec_add_codec_controls(context, codec);
	ret = controls->error;
	if (ret) {
		v4l2_ctrl_handler_free(controls);
		return ret;
	}
	context->fh.ctrl_handler = controls;
	return 0;
}

static int rst_vdec_level(const struct rst_vdec_codec_controls *is,
			  u32 level_idc)
{
	unsigned int i;

	for (i = 0; i < is->num_levels; i++) {
		if (is->levels[i] == level_idc)
			return i;
	}
	return -EINVAL;
}

/* A profile or level that the menus don't have leaves them as they were. */
void rst_vdec_controls_set_sequence(struct rst_vdec_context *context,
				    const struct rst_vdec_sequence *sequence)
{
	u32 codec = rst_vdec_codec(context);
	const struct rst_vdec_codec_controls *is =
		&rst_vdec_codec_controls[codec];
	int profile = is->profile(sequence->profile_idc);
	int level = rst_vdec_level(is, sequence->level_idc);

	if (profile >= 0)
		v4l2_ctrl_s_ctrl(context->profile[codec], profile);
	if (level >= 0)
		v4l2_ctrl_s_ctrl(context->level[codec], level);
}
