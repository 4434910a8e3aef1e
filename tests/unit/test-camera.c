// SPDX-License-Identifier: GPL-2.0-only
/*
 * The camera's core, with a sensor that says what the test wants
 *
 * Buffers are malloc()ed at their exact size, so that AddressSanitizer sees a
 * byte that is written beyond.
 */
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/camera.h"
#include "../lib/tap.h"
#include "hmac.h"

#define WIDTH 6
#define HEIGHT 4
#define PICTURE (WIDTH * HEIGHT * 3 / 2)
#define FRAMES 3
#define ROOM (RST_CAM_TRAILER_ALIGN + RST_CAM_TRAILER_SIZE)

static struct {
	struct rst_sensor_header header;
	uint8_t frames[FRAMES][PICTURE];
} file;
static uint64_t file_size;	/* 0: no sensor */
static uint64_t last_end;

static enum rst_status sensor_read(void *priv, uint64_t offset, void *data,
				   size_t size)
{
	if (!file_size)
		return RST_NO_CABLE;
	last_end = offset + size;
	if (size > file_size || offset > file_size - size)
		return RST_BAD_FORMAT;
	memcpy(data, (uint8_t *)&file + offset, size);

	return RST_OK;
}

static const struct rst_sensor_cable cable = { .read = sensor_read };

static void plug_in(void)
{
	file.header = (struct rst_sensor_header) {
		.magic = RST_SENSOR_MAGIC,
		.width = WIDTH,
		.height = HEIGHT,
		.rate_numerator = 24,
		.rate_denominator = 1,
		.num_frames = FRAMES,
	};
	for (int i = 0; i < FRAMES; i++)
		for (int j = 0; j < PICTURE; j++)
			file.frames[i][j] = 100 * i + j;
	file_size = sizeof(file);
}

static void test_query(void)
{
	struct rst_cam_sensor sensor = { .msg.version = 1, .width = 99 };
	struct rst_camera camera = { 0 };

	file_size = 0;
	tap(!rst_camera_query(&camera, &cable, &sensor) && !sensor.width &&
	    !sensor.num_frames && sensor.msg.version == 1, "no sensor is no error");
	plug_in();
	tap(!rst_camera_query(&camera, &cable, &sensor) &&
	    sensor.width == WIDTH && sensor.height == HEIGHT &&
	    sensor.rate_numerator == 24 && sensor.rate_denominator == 1 &&
	    sensor.num_frames == FRAMES, "one that comes later is found");
	file_size = 0;
	tap(!rst_camera_query(&camera, &cable, &sensor) && sensor.width == WIDTH,
	    "what is known is not read again");
}

static enum rst_status query_anew(void)
{
	struct rst_cam_sensor sensor = { 0 };
	struct rst_camera camera = { 0 };
	enum rst_status status = rst_camera_query(&camera, &cable, &sensor);

	return status ? status : camera.known ? RST_OK : RST_FAILED;
}

#define REFUSED(field, value, what) do { \
	plug_in(); \
	file.header.field = (value); \
	tap(query_anew() == RST_BAD_FORMAT, what); \
} while (0)

static void test_headers(void)
{
	plug_in();
	tap(query_anew() == RST_OK, "a sensor that makes sense");
	file_size = sizeof(file.header) - 1;
	tap(query_anew() == RST_BAD_FORMAT, "a header that ends too early");
	REFUSED(magic, 0, "another magic number");
	REFUSED(width, 0, "no width");
	REFUSED(width, 7, "an odd width");
	REFUSED(width, RST_CAM_MAX_SIZE + 2, "a width above the limit");
	REFUSED(height, 0, "no height");
	REFUSED(height, 3, "an odd height");
	REFUSED(height, UINT32_MAX - 1, "a height above the limit");
	REFUSED(rate_numerator, 0, "no frames per second");
	REFUSED(rate_denominator, 0, "frames per no second");
	REFUSED(rate_numerator, RST_CAM_MAX_RATE + 1, "a rate above the limit");
	REFUSED(num_frames, 0, "no frames");
	REFUSED(reserved[0], 1, "the first reserved word");
	REFUSED(reserved[1], 1, "the second");
	plug_in();
	file.header.rate_numerator = UINT32_MAX;
	file.header.rate_denominator = UINT32_MAX;
	tap(query_anew() == RST_OK, "a frame a second in large numbers");
}

static enum rst_status capture(uint32_t stride, uint32_t lines, size_t size,
			       struct rst_cam_job *job, uint8_t **data)
{
	struct rst_camera camera = { 0 };
	struct rst_nv12 frame = {
		.data = malloc(size), .size = size,
		.stride = stride, .lines = lines,
	};
	enum rst_status status;

	memset(frame.data, 0xee, size);
	job->stride = stride;
	job->lines = lines;
	status = rst_camera_capture(&camera, &cable, &mac, &frame, job);
	if (data)
		*data = frame.data;
	else
		free(frame.data);

	return status;
}

static void test_capture(void)
{
	struct rst_cam_job job = { .number = 1 };
	uint8_t *data;

	plug_in();
	tap(!capture(WIDTH, HEIGHT, ROOM, &job, &data) && job.bytes == PICTURE &&
	    job.frame == 1 && !memcmp(data, file.frames[1], PICTURE),
	    "a frame, lines without padding");
	tap(data[PICTURE] == 0xee && data[ROOM - 1] == 0xee &&
	    data[rst_cam_trailer_offset(PICTURE)] != 0xee,
	    "nothing behind it is written but the trailer");
	free(data);

	job.number = 3 * FRAMES + 2;
	tap(!capture(WIDTH, HEIGHT, ROOM, &job, NULL) && job.frame == 2,
	    "after the last frame comes the first");
	job.number = UINT64_MAX;
	tap(!capture(WIDTH, HEIGHT, ROOM, &job, NULL) &&
	    job.frame == UINT64_MAX % FRAMES, "for ever");
	tap(last_end <= sizeof(file), "and nothing behind the file is read");
}

static void test_padding(void)
{
	const uint32_t stride = 10, lines = 5;
	size_t bytes = stride * (lines + HEIGHT / 2);
	struct rst_cam_job job = { .number = 2 };
	bool same = true;
	uint8_t *data;

	plug_in();
	tap(!capture(stride, lines, rst_cam_trailer_offset(bytes) +
		     RST_CAM_TRAILER_SIZE, &job, &data) && job.bytes == bytes,
	    "a frame with padding");
	for (int y = 0; y < HEIGHT; y++)
		same &= !memcmp(data + y * stride, file.frames[2] + y * WIDTH,
				WIDTH) && data[y * stride + WIDTH] == 0xee;
	for (int y = 0; y < HEIGHT / 2; y++)
		same &= !memcmp(data + (lines + y) * stride,
				file.frames[2] + (HEIGHT + y) * WIDTH, WIDTH);
	tap(same, "every line is where it belongs, padding is left alone");
	free(data);
}

static void test_refusals(void)
{
	struct rst_cam_job job = { 0 };

	plug_in();
	tap(capture(WIDTH, HEIGHT, ROOM - 1, &job, NULL) == RST_SHORT_BUFFER,
	    "no room for the trailer");
	tap(capture(WIDTH, HEIGHT, PICTURE - 1, &job, NULL) == RST_SHORT_BUFFER,
	    "nor for the picture");
	tap(capture(WIDTH - 1, HEIGHT, ROOM, &job, NULL) == RST_SHORT_BUFFER,
	    "lines too short");
	tap(capture(WIDTH, HEIGHT - 1, ROOM, &job, NULL) == RST_SHORT_BUFFER,
	    "too few lines");
	tap(capture(UINT32_MAX, UINT32_MAX, ROOM, &job, NULL) ==
	    RST_SHORT_BUFFER, "a layout of exabytes");
	file_size = sizeof(file) - 1;
	job.number = FRAMES - 1;
	tap(capture(WIDTH, HEIGHT, ROOM, &job, NULL) == RST_BAD_FORMAT,
	    "a last frame that is cut short");
	job.number = 0;
	tap(!capture(WIDTH, HEIGHT, ROOM, &job, NULL), "while the first is whole");
	file.header.num_frames = UINT32_MAX;
	job.number = UINT32_MAX - 1;
	tap(capture(WIDTH, HEIGHT, ROOM, &job, NULL) == RST_BAD_FORMAT,
	    "frames that were promised and are not there");
	file_size = 0;
	tap(capture(WIDTH, HEIGHT, ROOM, &job, NULL) == RST_NO_CABLE,
	    "no sensor: no frame");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_query);
	TAP_CASE(test_headers);
	TAP_CASE(test_capture);
	TAP_CASE(test_padding);
	TAP_CASE(test_refusals);

	return tap_done();
}
