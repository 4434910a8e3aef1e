// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "camera.h"

static bool size_is_sane(uint32_t size)
{
	return size && size <= RST_CAM_MAX_SIZE && size % 2 == 0;
}

static bool rate_is_sane(uint32_t numerator, uint32_t denominator)
{
	return numerator && denominator &&
	       numerator <= (uint64_t)denominator * RST_CAM_MAX_RATE &&
	       denominator <= (uint64_t)numerator * RST_CAM_MAX_SECONDS;
}

static bool header_is_sane(const struct rst_sensor_header *header)
{
	return header->magic == RST_SENSOR_MAGIC &&
	       size_is_sane(header->width) && size_is_sane(header->height) &&
	       rate_is_sane(header->rate_numerator,
			    header->rate_denominator) &&
	       header->num_frames &&
	       !header->reserved[0] && !header->reserved[1];
}

static enum rst_status get_to_know(struct rst_camera *camera,
				   const struct rst_sensor_cable *cable)
{
	struct rst_sensor_header header;
	enum rst_status status;

	if (camera->known)
		return RST_OK;
	status = cable->read(cable->priv, 0, &header, sizeof(header));
	if (status)
		return status;
	if (!header_is_sane(&header))
		return RST_BAD_FORMAT;

	camera->header = header;
	camera->known = true;

	return RST_OK;
}

enum rst_status rst_camera_query(struct rst_camera *camera,
				 const struct rst_sensor_cable *cable,
				 struct rst_cam_sensor *sensor)
{
	const struct rst_sensor_header *header = &camera->header;
	enum rst_status status = get_to_know(camera, cable);

	if (status && status != RST_NO_CABLE)
		return status;

	*sensor = (struct rst_cam_sensor){ .msg = sensor->msg };
	if (!status) {
		sensor->width = header->width;
		sensor->height = header->height;
		sensor->rate_numerator = header->rate_numerator;
		sensor->rate_denominator = header->rate_denominator;
		sensor->num_frames = header->num_frames;
	}

	return RST_OK;
}

/*
 * One plane, whose lines have no padding in the file. What is stamped is what
 * the sensor sent: others may write to the frame buffer already.
 */
static enum rst_status read_plane(struct rst_camera *camera,
				  const struct rst_sensor_cable *cable,
				  const struct rst_mac *mac, uint64_t offset,
				  uint8_t *data, uint32_t stride,
				  uint32_t lines)
{
	uint32_t width = camera->header.width;
	uint32_t most = sizeof(camera->chunk) / width;

	for (uint32_t y = 0; y < lines; y += most) {
		uint32_t count = lines - y < most ? lines - y : most;
		enum rst_status status;

		status = cable->read(cable->priv, offset + (uint64_t)y * width,
				     camera->chunk, (size_t)count * width);
		if (!status)
			status = mac->update(mac->priv, camera->chunk,
					     (size_t)count * width);
		if (status)
			return status;
		for (uint32_t i = 0; i < count; i++)
			memcpy(data + (size_t)(y + i) * stride,
			       camera->chunk + (size_t)i * width, width);
	}

	return RST_OK;
}

/* The picture whose file begins at @offset, and its stamp in the trailer. */
static enum rst_status read_picture(struct rst_camera *camera,
				    const struct rst_sensor_cable *cable,
				    const struct rst_mac *mac, uint64_t offset,
				    const struct rst_nv12 *frame, uint8_t *trailer,
				    uint32_t number)
{
	uint32_t width = camera->header.width, height = camera->header.height;
	struct rst_stamp stamp;
	enum rst_status status;

	status = rst_stamp_begin(mac, &stamp, width, height, number);
	if (!status)
		status = read_plane(camera, cable, mac, offset, frame->data,
				    frame->stride, height);
	if (!status)
		status = read_plane(camera, cable, mac,
				    offset + (uint64_t)width * height,
				    frame->data +
				    (size_t)frame->stride * frame->lines,
				    frame->stride, height / 2);
	if (!status)
		status = rst_stamp_end(mac, &stamp);
	if (!status)
		memcpy(trailer, &stamp, sizeof(stamp));

	return status;
}

enum rst_status rst_camera_capture(struct rst_camera *camera,
				   const struct rst_sensor_cable *cable,
				   const struct rst_mac *mac,
				   const struct rst_nv12 *frame,
				   struct rst_cam_job *job)
{
	const struct rst_sensor_header *header = &camera->header;
	enum rst_status status = get_to_know(camera, cable);
	uint64_t offset, luma, bytes;
	uint32_t number;

	if (status)
		return status;

	/* Sizes are bounded, so that neither these nor offsets overflow. */
	luma = (uint64_t)header->width * header->height;
	bytes = rst_nv12_bytes(frame, header->width, header->height);
	if (!bytes || bytes > UINT32_MAX ||
	    rst_cam_trailer_offset(bytes) + RST_CAM_TRAILER_SIZE > frame->size)
		return RST_SHORT_BUFFER;

	number = job->number % header->num_frames;
	offset = sizeof(*header) + number * (luma + luma / 2);
	status = read_picture(camera, cable, mac, offset, frame,
			      frame->data + rst_cam_trailer_offset(bytes),
			      number);
	if (status)
		return status;

	job->bytes = bytes;
	job->frame = number;

	return RST_OK;
}
