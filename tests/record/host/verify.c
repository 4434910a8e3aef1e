// SPDX-License-Identifier: GPL-2.0-only
/*
 * verify SENSOR QUALITY FILE FRAMES RAW JPEG…
 *
 * Whether a recording, FILE, is what the sensor saw: JPEG are its samples as a
 * player with the key gets them, RAW the decoded pictures (NV12), FRAMES how
 * many there are to be at the least. Each sample must be, byte for byte, what
 * the engine's encoder makes of one of the sensor's pictures, which are taken in
 * their order; each picture must be near that one, and not so near to its
 * neighbours; and nothing of that must be in FILE.
 */
#define _GNU_SOURCE
#include <err.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../../engine/core/jpeg.h"
#include "../../../engine/sensor.h"
#include "../../lib/tap.h"

/* dB; a picture's neighbour is below it, itself above. */
#define BOUND 34.0

/* Bytes of a clear sample that are looked for in the file. */
#define PROBE 16

struct blob {
	uint8_t *data;
	size_t size;
};

static struct blob load(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct blob blob = { 0 };
	size_t room = 0, got;

	if (!file)
		err(1, "%s", path);
	do {
		if (blob.size == room) {
			room = room ? 2 * room : 65536;
			blob.data = realloc(blob.data, room);
			if (!blob.data)
				err(1, "%s", path);
		}
		got = fread(blob.data + blob.size, 1, room - blob.size, file);
		blob.size += got;
	} while (got);
	fclose(file);

	return blob;
}

static struct blob sensor;
static const struct rst_sensor_header *header;
static size_t picture_size;

static const uint8_t *picture(size_t number)
{
	return sensor.data + sizeof(*header) + number * picture_size;
}

static struct blob encode(size_t number, uint32_t quality)
{
	const struct rst_jpeg_picture jpeg = {
		.luma = picture(number),
		.chroma = picture(number) + (size_t)header->width * header->height,
		.luma_stride = header->width,
		.chroma_stride = header->width,
		.width = header->width,
		.height = header->height,
	};
	struct blob blob = { .data = malloc(2 * picture_size) };

	if (rst_jpeg_encode(&jpeg, quality, blob.data, 2 * picture_size, &blob.size))
		errx(1, "the encoder failed");

	return blob;
}

static double psnr(const uint8_t *a, const uint8_t *b)
{
	double sum = 0;

	for (size_t i = 0; i < picture_size; i++)
		sum += (a[i] - b[i]) * (a[i] - b[i]);

	return sum ? 10 * log10(255.0 * 255 * picture_size / sum) : 99;
}

/* The first picture from @from on of which @sample is made, or num_frames. */
static size_t find(const struct blob *sample, size_t from, uint32_t quality)
{
	for (; from < header->num_frames; from++) {
		struct blob own = encode(from, quality);
		bool same = own.size == sample->size &&
			    !memcmp(own.data, sample->data, own.size);

		free(own.data);
		if (same)
			break;
	}

	return from;
}

static bool near(const uint8_t *raw, size_t number)
{
	double own = psnr(raw, picture(number));
	double before = number ? psnr(raw, picture(number - 1)) : 0;
	double after = number + 1 < header->num_frames ? psnr(raw, picture(number + 1)) : 0;

	if (own > BOUND && before < BOUND && after < BOUND)
		return true;
	printf("# picture %zu: %.1f dB, its neighbours %.1f and %.1f dB\n", number, own, before,
	       after);

	return false;
}

/* Bytes as even as those of noise: 255 degrees of freedom, 22.6 a deviation. */
static double unevenness(const struct blob *blob)
{
	double counts[256] = { 0 }, sum = 0, mean = blob->size / 256.0;

	for (size_t i = 0; i < blob->size; i++)
		counts[blob->data[i]]++;
	for (int i = 0; i < 256; i++)
		sum += (counts[i] - mean) * (counts[i] - mean) / mean;

	return sum;
}

/* What the file has in its mdat boxes, the last of which may be broken off. */
static struct blob media(const struct blob *file)
{
	struct blob media = { .data = malloc(file->size) };
	size_t at = 0, size;

	for (; at + 8 <= file->size; at += size) {
		const uint8_t *box = file->data + at;

		size = (size_t)box[0] << 24 | box[1] << 16 | box[2] << 8 | box[3];
		if (size < 8 || size > file->size - at)
			size = file->size - at;
		if (memcmp(box + 4, "mdat", 4))
			continue;
		memcpy(media.data + media.size, box + 8, size - 8);
		media.size += size - 8;
	}

	return media;
}

static bool shows(const struct blob *file, const struct blob *sample)
{
	static const char *const words[] = { "JFIF", "CS=ITU601", "\xff\xd8\xff\xe0" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (memmem(file->data, file->size, words[i], strlen(words[i])))
			return true;
	}
	for (size_t i = 0; i + PROBE <= sample->size; i += 37) {
		if (memmem(file->data, file->size, sample->data + i, PROBE))
			return true;
	}

	return false;
}

int main(int argc, char **argv)
{
	size_t count = argc - 6, at = 0, exact = 0, close = 0, shown = 0, least, clear = 0;
	struct blob file, raw, noise;
	uint32_t quality;
	double uneven = 0;

	if (argc < 6)
		errx(1, "usage: verify SENSOR QUALITY FILE FRAMES RAW JPEG…");
	sensor = load(argv[1]);
	header = (const void *)sensor.data;
	picture_size = (size_t)header->width * header->height * 3 / 2;
	quality = atoi(argv[2]);
	file = load(argv[3]);
	least = atoi(argv[4]);
	raw = load(argv[5]);

	tap(count >= least && raw.size == count * picture_size,
	    "%zu samples, as many pictures, at least %zu", count, least);
	for (size_t i = 0; i < count && (i + 1) * picture_size <= raw.size; i++, at++) {
		struct blob sample = load(argv[6 + i]);

		at = find(&sample, at, quality);
		if (at < header->num_frames) {
			exact++;
			close += near(raw.data + i * picture_size, at);
		}
		shown += shows(&file, &sample);
		clear += sample.size;
		uneven += unevenness(&sample);
		free(sample.data);
	}
	tap(exact == count, "%zu of %zu are the encoder's of the sensor's pictures, in their order",
	    exact, count);
	tap(close == count, "%zu of %zu decoded pictures are above %.0f dB, and no neighbour is",
	    close, count, BOUND);
	tap(!shown && file.size > clear, "no byte sequence of theirs is in the file");
	tap(count && uneven / count > 600, "the samples' bytes are uneven (%.0f)",
	    count ? uneven / count : 0);
	noise = media(&file);
	tap(noise.size >= clear && unevenness(&noise) < 400,
	    "those that the file has for them are as noise (%.0f)", unevenness(&noise));

	return tap_done();
}
