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

int rst_vdec_controls_init(struct rst_vdec_context *context)
{
	struct v4l2_ctrl_handler *controls = &context->controls;
	u64 no_profile = ~(BIT(V4L2_MPEG_VIDEO_H264_PROFILE_BASELINE) |
		BIT(V4L2_MPEG_VIDEO_H264_PROFILE_CONSTRAINED_BASELINE) |
		BIT(V4L2_MPEG_VIDEO_H264_PROFILE_MAIN) |
		BIT(V4L2_MPEG_VIDEO_H264_PROFILE_HIGH) |
		BIT(V4L2_MPEG_VIDEO_H264_PROFILE_CONSTRAINED_HIGH));
	unsigned int min_units = min(READ_ONCE(rst_vdec_min_units),
				     (unsigned int)VB2_MAX_FRAME);
	int ret;

	v4l2_ctrl_handler_init(controls, 4);
	/* v4l2-compliance finds fault with decoders that have it. */
	if (min_units)
		v4l2_ctrl_new_std(controls, NULL,
				  V4L2_CID_MIN_BUFFERS_FOR_OUTPUT,
				  1, VB2_MAX_FRAME, 1, min_units);
	context->min_buffers =
		v4l2_ctrl_new_std(controls, NULL,
				  V4L2_CID_MIN_BUFFERS_FOR_CAPTURE,
				  1, VB2_MAX_FRAME, 1, RST_VDEC_FRAMES);
	context->profile =
		v4l2_ctrl_new_std_menu(controls, NULL,
				       V4L2_CID_MPEG_VIDEO_H264_PROFILE,
				       V4L2_MPEG_VIDEO_H264_PROFILE_CONSTRAINED_HIGH,
				       no_profile,
				       V4L2_MPEG_VIDEO_H264_PROFILE_HIGH);
	context->level =
		v4l2_ctrl_new_std_menu(controls, NULL,
				       V4L2_CID_MPEG_VIDEO_H264_LEVEL,
				       V4L2_MPEG_VIDEO_H264_LEVEL_4_2, 0,
				       V4L2_MPEG_VIDEO_H264_LEVEL_4_0);
	ret = controls->error;
	if (ret) {
		v4l2_ctrl_handler_free(controls);
		return ret;
	}
	context->profile->flags |= V4L2_CTRL_FLAG_READ_ONLY;
	context->level->flags |= V4L2_CTRL_FLAG_READ_ONLY;
	context->fh.ctrl_handler = controls;
	return 0;
}

static int rst_vdec_profile(u32 profile_idc)
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

static int rst_vdec_level(u32 level_idc)
{
	static const u8 levels[] = {
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
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(levels); i++) {
		if (levels[i] == level_idc)
			return i;
	}
	return -EINVAL;
}

/* A profile or level that the menus don't have leaves them as they were. */
void rst_vdec_controls_set_sequence(struct rst_vdec_context *context,
				    const struct rst_vdec_sequence *sequence)
{
	int profile = rst_vdec_profile(sequence->profile_idc);
	int level = rst_vdec_level(sequence->level_idc);

	if (profile >= 0)
		v4l2_ctrl_s_ctrl(context->profile, profile);
	if (level >= 0)
		v4l2_ctrl_s_ctrl(context->level, level);
}
