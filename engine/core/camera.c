// SPDX-License-Identifier: BSD-2-Clause
#include "camera.h"

static bool size_is_sane(uint32_t size)
{
	return size && size <= RST_CAM_MAX_SIZE && size % 2 == 0;
}

static bool rate_is_sane(uint32_t numerator, uint32_t denominator)
{
	return numerator && denominator &&
	       numerator <= (uint64_t)denominator * RST_CAM_MAX_RATE;
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

/* One plane, whose lines have no padding in the file. */
static enum rst_status read_plane(const struct rst_sensor_cable *cable,
				  uint64_t offset, uint8_t *data,
				  uint32_t stride, uint32_t width,
				  uint32_t lines)
{
	if (stride == width)
		return cable->read(cable->priv, offset, data,
				   (size_t)width * lines);

	for (uint32_t y = 0; y < lines; y++) {
		enum rst_status status;

		status = cable->read(cable->priv, offset + (uint64_t)y * width,
				     data + (size_t)y * stride, width);
		if (status)
			return status;
	}

	return RST_OK;
}

enum rst_status rst_camera_capture(struct rst_camera *camera,
				   const struct rst_sensor_cable *cable,
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
	status = read_plane(cable, offset, frame->data, frame->stride,
			    header->width, header->height);
	if (status)
		return status;
	status = read_plane(cable, offset + luma,
			    frame->data + (size_t)frame->stride * frame->lines,
			    frame->stride, header->width, header->height / 2);
	if (status)
		return status;

	job->bytes = bytes;
	job->frame = number;

	return RST_OK;
}
