// SPDX-License-Identifier: GPL-2.0-only
/*
 * The camera's commands
 */
#include <linux/build_bug.h>
#include <linux/device.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>

#include "engine.h"

static bool rst_cam_side_sane(u32 pixels)
{
	return pixels && pixels <= RST_CAM_MAX_SIZE && pixels % 2 == 0;
}

static bool rst_cam_sensor_absent(const struct rst_cam_sensor *answer)
{
	return !answer->width && !answer->height && !answer->rate_numerator &&
	       !answer->rate_denominator && !answer->num_frames;
}

static bool rst_cam_sensor_sane(const struct rst_cam_sensor *answer)
{
	return rst_cam_side_sane(answer->width) &&
	       rst_cam_side_sane(answer->height) &&
	       answer->rate_numerator && answer->rate_denominator &&
	       answer->rate_numerator <=
		       (u64)answer->rate_denominator * RST_CAM_MAX_RATE &&
	       answer->rate_denominator <=
		       (u64)answer->rate_numerator * RST_CAM_MAX_SECONDS &&
	       answer->num_frames;
}

int rst_engine_cam_query(struct rst_engine_session *session,
			 struct rst_cam_sensor *sensor)
{
	struct tee_param params[RST_ENGINE_PARAMS] = {};
	struct rst_cam_sensor answer;
	int ret;

	static_assert(sizeof(answer) <= PAGE_SIZE);

	memset(sensor, 0, sizeof(*sensor));
	ret = rst_engine_command(session, RST_CAM_CMD_QUERY, params, 0,
				 &sensor->msg, &answer, sizeof(answer));
	if (ret)
		return ret;
	if (!rst_cam_sensor_absent(&answer) && !rst_cam_sensor_sane(&answer)) {
		dev_err_ratelimited(&session->engine->adev.dev,
				    "camera's answer makes no sense: %ux%u, %u/%u frames/s\n",
				    answer.width, answer.height,
				    answer.rate_numerator,
				    answer.rate_denominator);
		return -EIO;
	}

	*sensor = answer;
	return 0;
}
EXPORT_SYMBOL_GPL(rst_engine_cam_query);

int rst_engine_cam_capture(struct rst_engine_session *session,
			   const struct rst_engine_memory *frame,
			   struct rst_cam_job *job)
{
	struct tee_param params[RST_ENGINE_PARAMS] = {};
	struct rst_cam_job answer;
	int ret;

	static_assert(sizeof(answer) <= PAGE_SIZE);

	ret = rst_engine_set_memory(&params[0],
				    TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
				    frame);
	if (ret)
		return ret;
	ret = rst_engine_command(session, RST_CAM_CMD_CAPTURE, params, 1,
				 &job->msg, &answer, sizeof(answer));
	if (ret)
		return ret;
	if (!answer.bytes || answer.bytes > frame->size) {
		dev_err_ratelimited(&session->engine->adev.dev,
				    "camera's answer makes no sense: %u bytes\n",
				    answer.bytes);
		return -EIO;
	}

	job->bytes = answer.bytes;
	job->frame = answer.frame;
	return 0;
}
EXPORT_SYMBOL_GPL(rst_engine_cam_capture);
