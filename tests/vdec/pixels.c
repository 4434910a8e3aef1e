// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "secure-data-path/ta/sdp_ta.h"
#include "lib/tee.h"
#include "pixels.h"

/* SDP_TA_UUID, as the TEE's ioctls have it */
static const uint8_t dumper[TEE_IOCTL_UUID_LEN] = {
	0x5e, 0x1c, 0x70, 0xa9, 0x93, 0xd2, 0x4b, 0x6f,
	0x8a, 0x04, 0xf7, 0x2e, 0x61, 0xb5, 0x0c, 0x38,
};

/* The largest frame that is looked at. */
#define ROOM	(512 * 1024)

static int tee = -1, room_id;
static uint32_t session;
static uint8_t *room;

bool pixels_open(void)
{
	uint32_t ret = 1;
	void *map;

	if (tee >= 0)
		return true;
	tee = client_open(TEE_DEVICE);
	if (tee < 0 || client_open_session(tee, dumper, &session, &ret) || ret ||
	    client_shm_alloc(tee, ROOM, &room_id, &map) < 0)
		return false;
	room = map;
	return true;
}

void pixels_load(struct picture *picture, const char *path, unsigned int width,
		 unsigned int height)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data;
	long size;

	if (!file || fseek(file, 0, SEEK_END))
		err(1, "%s", path);
	size = ftell(file);
	rewind(file);
	data = malloc(size);
	if (!data || fread(data, size, 1, file) != 1)
		err(1, "%s", path);
	fclose(file);
	picture->width = width;
	picture->height = height;
	picture->size = (size_t)width * height * 3 / 2;
	picture->count = size / picture->size;
	picture->data = data;
}

/* Restricted memory to @at in the room. */
static bool fetch(int dmabuf, size_t size, size_t at)
{
	struct tee_ioctl_param params[2];
	int id, shm;
	uint32_t ret = 1;

	shm = client_register_fd(tee, dmabuf, &id);
	if (shm < 0)
		return false;
	params[0] = memref(IN, id, 0, size);
	params[1] = memref(OUT, room_id, at, size);
	if (client_invoke(tee, session, SDP_TA_DUMP + SDP_TA_ITSELF, params, 2,
			  &ret))
		ret = 1;
	close(shm);
	return !ret;
}

static bool lines_equal(const uint8_t *expected, const uint8_t *found,
			unsigned int stride, unsigned int width,
			unsigned int lines)
{
	while (lines--) {
		if (memcmp(expected, found, width))
			return false;
		expected += width;
		found += stride;
	}
	return true;
}

bool pixels_equal(const struct picture *picture, unsigned int number,
		  const int *planes, const struct v4l2_pix_format_mplane *format,
		  const struct v4l2_rect *visible)
{
	const uint8_t *expected = picture->data + number * picture->size;
	unsigned int stride = format->plane_fmt[0].bytesperline;
	size_t luma = (size_t)stride * format->height;
	size_t size = format->plane_fmt[0].sizeimage;

	if (number >= picture->count || visible->width != picture->width ||
	    visible->height != picture->height || luma * 3 / 2 > ROOM)
		return false;
	if (!fetch(planes[0], size, 0) ||
	    (format->num_planes > 1 &&
	     !fetch(planes[1], format->plane_fmt[1].sizeimage, luma)))
		return false;

	return lines_equal(expected, room + visible->top * stride +
			   visible->left, stride, picture->width,
			   picture->height) &&
	       lines_equal(expected + (size_t)picture->width * picture->height,
			   room + luma + visible->top / 2 * stride +
			   visible->left, stride, picture->width,
			   picture->height / 2);
}
