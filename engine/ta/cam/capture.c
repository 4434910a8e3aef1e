// SPDX-License-Identifier: BSD-2-Clause
/*
 * From the sensor's cable into restricted memory
 *
 * One instance is one camera with one sensor on its cable. Pictures go nowhere
 * but into the frame buffer, where the caller is refused unless all of it is
 * restricted.
 */
#include <tee_internal_api.h>

#include "../../core/camera.h"
#include "../common/client.h"
#include "../common/hmac.h"
#include "../common/semihosting.h"
#include "capture.h"

static bool sensor_is_open;
static int64_t sensor_file;
static struct rst_camera camera;

static enum rst_status plug_sensor(void)
{
	IMSG("opening the sensor's cable, host file " RST_SENSOR_FILE
	     "; an undefined instruction now means no semihosting");
	sensor_file = rst_semihosting_open(RST_SENSOR_FILE);
	if (sensor_file < 0)
		return RST_NO_CABLE;
	sensor_is_open = true;

	return RST_OK;
}

static enum rst_status sensor_read(void *priv, uint64_t offset, void *data,
				   size_t size)
{
	(void)priv;
	if (!sensor_is_open && plug_sensor())
		return RST_NO_CABLE;
	if (!rst_semihosting_read(sensor_file, offset, data, size)) {
		EMSG(RST_SENSOR_FILE " has no %zu bytes at %" PRIu64, size,
		     offset);
		return RST_BAD_FORMAT;
	}

	return RST_OK;
}

static const struct rst_sensor_cable cable = { .read = sensor_read };

void rst_cam_capture_end(void)
{
	if (sensor_is_open)
		rst_semihosting_close(sensor_file);
}

TEE_Result rst_cam_query(uint32_t types, TEE_Param params[4])
{
	struct rst_cam_sensor sensor = { 0 };
	TEE_Result res;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INOUT,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[0], &sensor, sizeof(sensor));
	if (res)
		return res;

	res = rst_result(rst_camera_query(&camera, &cable, &sensor));
	if (!res)
		TEE_MemMove(params[0].memref.buffer, &sensor, sizeof(sensor));

	return res;
}

TEE_Result rst_cam_capture(uint32_t types, TEE_Param params[4])
{
	struct rst_cam_job job = { 0 };
	struct rst_nv12 frame;
	TEE_Result res;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_OUTPUT,
				     TEE_PARAM_TYPE_MEMREF_INOUT,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[1], &job, sizeof(job));
	if (res)
		return res;

	frame = (struct rst_nv12){
		.data = params[0].memref.buffer,
		.size = params[0].memref.size,
		.stride = job.stride,
		.lines = job.lines,
	};
	res = rst_require_restricted(frame.data, frame.size);
	if (res)
		return res;

	res = rst_result(rst_camera_capture(&camera, &cable, rst_hmac(), &frame,
					    &job));
	if (res)
		return res;
	params[0].memref.size = job.bytes;
	TEE_MemMove(params[1].memref.buffer, &job, sizeof(job));

	return TEE_SUCCESS;
}
