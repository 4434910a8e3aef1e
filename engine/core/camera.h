/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The camera: pictures from the sensor into frame buffers
 *
 * The caller has made sure that a frame buffer is restricted memory. What the
 * sensor sends is checked like anything else from outside: a broken cable must
 * not make the camera write beyond a buffer.
 */
#ifndef RST_CAMERA_H
#define RST_CAMERA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"
#include "../sensor.h"
#include "nv12.h"
#include "stamp.h"
#include "status.h"

/**
 * struct rst_sensor_cable - where the sensor's file is read
 * @read:	reads all of the bytes from @offset on, or answers NO_CABLE (there
 *		is no sensor) or BAD_FORMAT (it ends before)
 * @priv:	for @read
 */
struct rst_sensor_cable {
	enum rst_status (*read)(void *priv, uint64_t offset, void *data,
				size_t size);
	void *priv;
};

/**
 * struct rst_camera - a camera
 * @known:	@header was read and makes sense
 * @header:	what the sensor said
 * @chunk:	lines on their way into a frame buffer
 */
struct rst_camera {
	bool known;
	struct rst_sensor_header header;
	uint8_t chunk[4 * RST_CAM_MAX_SIZE];
};

/* What @sensor says is zero where there is no sensor. */
enum rst_status rst_camera_query(struct rst_camera *camera,
				 const struct rst_sensor_cable *cable,
				 struct rst_cam_sensor *sensor);

/* @frame's stride and lines are the @job's; @mac stamps it. */
enum rst_status rst_camera_capture(struct rst_camera *camera,
				   const struct rst_sensor_cable *cable,
				   const struct rst_mac *mac,
				   const struct rst_nv12 *frame,
				   struct rst_cam_job *job);

#endif /* RST_CAMERA_H */
