// SPDX-License-Identifier: BSD-2-Clause
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "jpeg.h"
#include "record.h"
#include "wipe.h"

_Static_assert(RST_CAM_MAX_QUALITY == RST_JPEG_MAX_QUALITY &&
	       RST_CAM_MAX_SIZE <= RST_JPEG_MAX_SIZE,
	       "what the protocol allows can be encoded");

/* Even so small a picture has a file with headers and tables. */
#define MIN_ROOM 4096

static bool side_is_sane(uint32_t pixels)
{
	return pixels && pixels <= RST_CAM_MAX_SIZE && pixels % 2 == 0;
}

static bool request_is_sane(const struct rst_cam_encode *request)
{
	return side_is_sane(request->width) && side_is_sane(request->height) &&
	       request->quality && request->quality <= RST_CAM_MAX_QUALITY &&
	       !request->reserved;
}

/* Where the trailer is in @frame; 0 where there is no room for all of it. */
static uint64_t find_trailer(const struct rst_cam_encode *request,
			     const struct rst_nv12 *frame)
{
	size_t bytes = rst_nv12_bytes(frame, request->width, request->height);
	uint64_t offset = rst_cam_trailer_offset(bytes);

	if (!bytes || offset > frame->size ||
	    frame->size - offset < RST_CAM_TRAILER_SIZE)
		return 0;

	return offset;
}

/* The visible lines, without what lies between them. */
static void copy_picture(uint8_t *out, const struct rst_cam_encode *request,
			 const struct rst_nv12 *frame)
{
	const uint8_t *luma = frame->data;
	const uint8_t *chroma = luma + (size_t)frame->stride * frame->lines;

	for (uint32_t y = 0; y < request->height; y++, out += request->width)
		memcpy(out, luma + (size_t)y * frame->stride, request->width);
	for (uint32_t y = 0; y < request->height / 2; y++, out += request->width)
		memcpy(out, chroma + (size_t)y * frame->stride, request->width);
}

static enum rst_status encode(const struct rst_cam_encode *request,
			      const uint8_t *picture, struct rst_record *record)
{
	const struct rst_jpeg_picture jpeg = {
		.luma = picture,
		.chroma = picture + (size_t)request->width * request->height,
		.luma_stride = request->width,
		.chroma_stride = request->width,
		.width = request->width,
		.height = request->height,
	};
	enum rst_status status;

	/* At the highest quality noise takes less than the picture. */
	record->room = (size_t)request->width * request->height * 3 / 2 +
		       MIN_ROOM;
	record->data = malloc(record->room);
	if (!record->data)
		return RST_NO_MEMORY;

	status = rst_jpeg_encode(&jpeg, request->quality, record->data,
				 record->room, &record->size);

	return status == RST_SHORT_BUFFER ? RST_NO_MEMORY : status;
}

enum rst_status rst_record_frame(const struct rst_cam_encode *request,
				 const struct rst_nv12 *frame,
				 const struct rst_mac *mac,
				 struct rst_record *record)
{
	struct rst_stamp stamp;
	enum rst_status status;
	uint64_t trailer;
	uint8_t *picture;
	size_t size;

	memset(record, 0, sizeof(*record));
	if (!request_is_sane(request))
		return RST_BAD_PARAMETERS;
	trailer = find_trailer(request, frame);
	if (!trailer)
		return RST_BAD_PARAMETERS;

	size = (size_t)request->width * request->height * 3 / 2;
	picture = malloc(size);
	if (!picture)
		return RST_NO_MEMORY;

	copy_picture(picture, request, frame);
	memcpy(&stamp, frame->data + trailer, sizeof(stamp));
	status = rst_stamp_check(mac, &stamp, picture, request->width,
				 request->height);
	if (!status)
		status = encode(request, picture, record);

	rst_wipe(picture, size);
	free(picture);
	if (status)
		rst_record_free(record);

	return status;
}

void rst_record_free(struct rst_record *record)
{
	if (record->data)
		rst_wipe(record->data, record->size < record->room ?
			 record->size : record->room);
	free(record->data);
	memset(record, 0, sizeof(*record));
}
