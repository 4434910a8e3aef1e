// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the camera: a sensor's file and a job, both hostile
 *
 * Input: a job, two bytes that say how large the frame buffer is, the file.
 */
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/camera.h"

static const uint8_t *file;
static size_t file_size;

static enum rst_status sensor_read(void *priv, uint64_t offset, void *data,
				   size_t size)
{
	if (offset > file_size || size > file_size - offset)
		return RST_BAD_FORMAT;
	memcpy(data, file + offset, size);

	return RST_OK;
}

static const struct rst_sensor_cable cable = { .read = sensor_read };

static enum rst_status mac_start(void *priv)
{
	return RST_OK;
}

static enum rst_status mac_update(void *priv, const void *data, size_t size)
{
	return RST_OK;
}

static enum rst_status mac_finish(void *priv, uint8_t code[RST_MAC_SIZE])
{
	memset(code, 1, RST_MAC_SIZE);

	return RST_OK;
}

static const struct rst_mac mac = {
	.start = mac_start,
	.update = mac_update,
	.finish = mac_finish,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rst_cam_sensor sensor = { 0 };
	struct rst_camera camera = { 0 };
	struct rst_cam_job job;
	struct rst_nv12 frame;

	if (size < sizeof(job) + 2)
		return 0;
	memcpy(&job, data, sizeof(job));
	frame = (struct rst_nv12) {
		.size = data[sizeof(job)] | data[sizeof(job) + 1] << 8,
		.stride = job.stride,
		.lines = job.lines,
	};
	file = data + sizeof(job) + 2;
	file_size = size - sizeof(job) - 2;

	frame.data = malloc(frame.size + !frame.size);
	if (!rst_camera_query(&camera, &cable, &sensor) && !sensor.num_frames)
		abort();	/* there is a file: something is wrong or known */
	if (!rst_camera_capture(&camera, &cable, &mac, &frame, &job) &&
	    (job.frame >= camera.header.num_frames ||
	     job.bytes + RST_CAM_TRAILER_SIZE > frame.size))
		abort();
	free(frame.data);

	return 0;
}
