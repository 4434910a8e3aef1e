// SPDX-License-Identifier: GPL-2.0-only
/*
 * A frame's way from the sensor into a JPEG file, and frames that did not come
 * from there. The frame buffer is the attacker's: restricted memory that other
 * applications fill at the normal world's wish, at any time.
 */
#include <stdlib.h>

#include "../../engine/core/camera.h"
#include "../../engine/core/jpeg.h"
#include "../../engine/core/record.h"
#include "../lib/tap.h"
#include "hmac.h"

#define WIDTH 64
#define HEIGHT 48
#define STRIDE 80
#define LINES 50
#define FRAMES 2
#define QUALITY 85
#define PICTURE_SIZE (WIDTH * HEIGHT * 3 / 2)
#define BUFFER_SIZE (STRIDE * LINES * 3 / 2 + 2 * RST_CAM_TRAILER_SIZE)

static struct {
	struct rst_sensor_header header;
	uint8_t pictures[FRAMES][PICTURE_SIZE];
} sensor;

static uint8_t film[PICTURE_SIZE];
static uint8_t buffer[BUFFER_SIZE];
static struct rst_nv12 frame;
static struct rst_camera camera;

static enum rst_status sensor_read(void *priv, uint64_t offset, void *data, size_t size)
{
	if (offset > sizeof(sensor) || size > sizeof(sensor) - offset)
		return RST_BAD_FORMAT;
	memcpy(data, (const uint8_t *)&sensor + offset, size);

	return RST_OK;
}

static const struct rst_sensor_cable cable = { .read = sensor_read };

static void paint(uint8_t *picture, int seed)
{
	for (int i = 0; i < PICTURE_SIZE; i++)
		picture[i] = 16 + (i * (seed + 1) / 7 + i / WIDTH * 5 * seed) % 200;
}

static void setup(void)
{
	sensor.header = (struct rst_sensor_header){
		.magic = RST_SENSOR_MAGIC,
		.width = WIDTH,
		.height = HEIGHT,
		.rate_numerator = 30,
		.rate_denominator = 1,
		.num_frames = FRAMES,
	};
	for (int i = 0; i < FRAMES; i++)
		paint(sensor.pictures[i], i);
	paint(film, 9);
	hmac_set_key(1);
	frame = (struct rst_nv12){ .data = buffer, .size = sizeof(buffer),
				   .stride = STRIDE, .lines = LINES };
}

static uint8_t *trailer(void)
{
	return buffer + rst_cam_trailer_offset(STRIDE * (LINES + HEIGHT / 2));
}

static bool capture(uint64_t number)
{
	struct rst_cam_job job = { .stride = STRIDE, .lines = LINES, .number = number };

	return rst_camera_capture(&camera, &cable, &mac, &frame, &job) == RST_OK;
}

/* As the decoder would: the picture only. */
static void fill(const uint8_t *picture)
{
	for (int y = 0; y < HEIGHT; y++)
		memcpy(buffer + y * STRIDE, picture + y * WIDTH, WIDTH);
	for (int y = 0; y < HEIGHT / 2; y++)
		memcpy(buffer + (LINES + y) * STRIDE, picture + (HEIGHT + y) * WIDTH, WIDTH);
}

static void fill_with_film(void)
{
	fill(film);
}

static const struct rst_cam_encode good = {
	.width = WIDTH, .height = HEIGHT, .stride = STRIDE, .lines = LINES, .quality = QUALITY,
};

static enum rst_status record(const struct rst_cam_encode *request, struct rst_record *out)
{
	struct rst_nv12 in = { .data = buffer, .size = frame.size,
			       .stride = request->stride, .lines = request->lines };

	return rst_record_frame(request, &in, &mac, out);
}

/* What the encoder makes of a picture. */
static bool is_file_of(const struct rst_record *file, const uint8_t *picture)
{
	const struct rst_jpeg_picture jpeg = {
		.luma = picture, .chroma = picture + WIDTH * HEIGHT,
		.luma_stride = WIDTH, .chroma_stride = WIDTH,
		.width = WIDTH, .height = HEIGHT,
	};
	static uint8_t expected[PICTURE_SIZE * 2];
	size_t size;

	return rst_jpeg_encode(&jpeg, QUALITY, expected, sizeof(expected), &size) == RST_OK &&
	       file->size == size && !memcmp(file->data, expected, size);
}

static void refused(enum rst_status expected, const struct rst_cam_encode *request,
		    const char *what)
{
	struct rst_record file;

	tap(record(request, &file) == expected && !file.data, "%s is refused", what);
	rst_record_free(&file);
}

static void test_frames(void)
{
	struct rst_record file;

	for (int i = 0; i < FRAMES; i++) {
		tap(capture(i) && record(&good, &file) == RST_OK &&
		    is_file_of(&file, sensor.pictures[i]), "frame %d of the sensor is encoded", i);
		rst_record_free(&file);
	}
	tap(record(&good, &file) == RST_OK, "again, too");
	rst_record_free(&file);
}

static void test_provenance(void)
{
	uint8_t stamp[RST_CAM_TRAILER_SIZE];
	struct rst_record file;
	size_t refusals = 0;

	memset(buffer, 0, sizeof(buffer));
	fill(film);
	refused(RST_DENIED, &good, "a film's frame without a stamp");
	capture(0);
	fill(film);
	refused(RST_DENIED, &good, "a film's frame with the stamp of a captured one");

	capture(1);
	memcpy(stamp, trailer(), sizeof(stamp));
	capture(0);
	memcpy(trailer(), stamp, sizeof(stamp));
	refused(RST_DENIED, &good, "a captured frame with another one's stamp");

	for (size_t i = 0; i < sizeof(struct rst_stamp); i++) {
		capture(0);
		trailer()[i] ^= 1;
		refusals += record(&good, &file) == RST_DENIED;
		rst_record_free(&file);
	}
	/* The copy in the trailer of magic, size and padding is not looked at. */
	tap(refusals == sizeof(struct rst_stamp) - offsetof(struct rst_stamp, number),
	    "a change of any bit of the stamp's number and code is noticed");
	refusals = 0;
	for (int i = 0; i < PICTURE_SIZE; i += 7) {
		bool luma = i < WIDTH * HEIGHT;

		capture(0);
		buffer[(i / WIDTH + (luma ? 0 : LINES - HEIGHT)) * STRIDE + i % WIDTH] ^= 1;
		refusals += record(&good, &file) == RST_DENIED;
		rst_record_free(&file);
	}
	tap(refusals == (PICTURE_SIZE + 6) / 7, "a change of a bit of the picture is noticed");

	capture(0);
	hmac_set_key(2);
	refused(RST_DENIED, &good, "another camera's frame");
	hmac_set_key(1);
}

/* Another core writes to the frame buffer all the time. */
static void test_races(void)
{
	struct rst_record file = { 0 };
	bool captured;

	hmac.meanwhile = fill_with_film;
	captured = capture(0);
	hmac.meanwhile = NULL;
	fill(film);
	tap(captured && record(&good, &file) == RST_DENIED,
	    "what is put in a frame buffer during capture gets no stamp");
	rst_record_free(&file);

	capture(0);
	hmac.meanwhile = fill_with_film;
	tap(record(&good, &file) == RST_OK && is_file_of(&file, sensor.pictures[0]),
	    "what is put there after the check is not encoded");
	hmac.meanwhile = NULL;
	rst_record_free(&file);
}

static void test_geometry(void)
{
	struct rst_cam_encode bad = good;

	capture(0);
	bad.width -= 2;
	refused(RST_DENIED, &bad, "a part of the picture");
	bad = good;
	bad.height -= 2;
	refused(RST_DENIED, &bad, "fewer lines");
	bad = good;
	bad.lines--;
	refused(RST_DENIED, &bad, "chroma from another place");
	bad = good;
	bad.stride = 0;
	refused(RST_BAD_PARAMETERS, &bad, "stride 0");
	bad.stride = UINT32_MAX;
	refused(RST_BAD_PARAMETERS, &bad, "a stride of 4 GiB");
	bad = good;
	bad.lines = UINT32_MAX;
	refused(RST_BAD_PARAMETERS, &bad, "4 billion lines");
	bad = good;
	bad.width = RST_CAM_MAX_SIZE + 2;
	bad.stride = bad.width;
	refused(RST_BAD_PARAMETERS, &bad, "a width above the highest");
	bad = good;
	bad.width = bad.height = 0;
	refused(RST_BAD_PARAMETERS, &bad, "nothing at all");
	bad = good;
	bad.width = 63;
	refused(RST_BAD_PARAMETERS, &bad, "an odd width");
	bad = good;
	bad.quality = 0;
	refused(RST_BAD_PARAMETERS, &bad, "quality 0");
	bad.quality = RST_CAM_MAX_QUALITY + 1;
	refused(RST_BAD_PARAMETERS, &bad, "a quality above the highest");
	bad = good;
	bad.reserved = 1;
	refused(RST_BAD_PARAMETERS, &bad, "what is reserved and not 0");

	frame.size = trailer() - buffer + RST_CAM_TRAILER_SIZE - 1;
	refused(RST_BAD_PARAMETERS, &good, "a buffer that ends within its trailer");
	frame.size = sizeof(buffer);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	setup();
	TAP_CASE(test_frames);
	TAP_CASE(test_provenance);
	TAP_CASE(test_races);
	TAP_CASE(test_geometry);
	hmac_close();

	return tap_done();
}
