// SPDX-License-Identifier: GPL-2.0-only
/*
 * The JPEG encoder, against libavcodec's decoder
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>

#include "../../engine/core/jpeg.h"
#include "../lib/tap.h"

#define MAX_FILE (1024 * 1024)
#define CANARY 0xa5

/* Planes of exactly their size, so that the sanitizer sees their ends. */
struct picture {
	struct rst_jpeg_picture nv12;
	uint8_t *luma;
	uint8_t *chroma;
};

static uint8_t file[MAX_FILE];

static struct picture picture_new(uint32_t width, uint32_t height, uint32_t pad)
{
	uint32_t pairs = (width + 1) / 2, lines = (height + 1) / 2;
	struct picture p = {
		.nv12.width = width,
		.nv12.height = height,
		.nv12.luma_stride = width + pad,
		.nv12.chroma_stride = 2 * pairs + pad,
	};
	size_t luma = p.nv12.luma_stride * (height - 1) + width;
	size_t chroma = p.nv12.chroma_stride * (lines - 1) + 2 * pairs;

	p.nv12.luma = p.luma = malloc(luma);
	p.nv12.chroma = p.chroma = malloc(chroma);
	for (size_t i = 0; i < luma; i++) {
		uint32_t x = i % p.nv12.luma_stride, y = i / p.nv12.luma_stride;

		p.luma[i] = 128 + 80 * sin(x / 9.0) * cos(y / 7.0) + (x * y) % 5;
	}
	for (size_t i = 0; i < chroma; i++) {
		uint32_t x = i % p.nv12.chroma_stride, y = i / p.nv12.chroma_stride;

		p.chroma[i] = x % 2 ? 128 + 60 * sin(y / 11.0) : 128 + 60 * cos(x / 13.0);
	}

	return p;
}

static void picture_free(struct picture *p)
{
	free(p->luma);
	free(p->chroma);
}

/* What libavcodec makes of @file; NULL where that is not a whole picture. */
static AVFrame *decode(const uint8_t *data, size_t size)
{
	AVCodecContext *codec = avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_MJPEG));
	AVPacket *packet = av_packet_alloc();
	AVFrame *frame = av_frame_alloc();

	codec->err_recognition = AV_EF_EXPLODE;
	avcodec_open2(codec, NULL, NULL);
	av_new_packet(packet, size);
	memcpy(packet->data, data, size);
	if (avcodec_send_packet(codec, packet) || avcodec_receive_frame(codec, frame))
		av_frame_free(&frame);
	av_packet_free(&packet);
	avcodec_free_context(&codec);

	return frame;
}

/* The worst plane's. */
static double psnr(const struct picture *p, const AVFrame *frame)
{
	double worst = 99;

	for (int plane = 0; plane < 3; plane++) {
		uint32_t width = plane ? (p->nv12.width + 1) / 2 : p->nv12.width;
		uint32_t height = plane ? (p->nv12.height + 1) / 2 : p->nv12.height;
		double sum = 0, value;

		for (uint32_t y = 0; y < height; y++) {
			for (uint32_t x = 0; x < width; x++) {
				int d = frame->data[plane][y * frame->linesize[plane] + x];

				d -= plane ? p->chroma[y * p->nv12.chroma_stride + 2 * x + plane - 1]
					   : p->luma[y * p->nv12.luma_stride + x];
				sum += d * d;
			}
		}
		value = sum ? 10 * log10(255.0 * 255 * width * height / sum) : 99;
		if (value < worst)
			worst = value;
	}

	return worst;
}

static void test_sizes(void)
{
	static const struct { uint32_t width, height, pad; } sizes[] = {
		{ 320, 240, 0 }, { 640, 360, 0 }, { 640, 360, 64 }, { 1, 1, 0 }, { 2, 2, 3 },
		{ 17, 33, 0 }, { 15, 16, 1 }, { 321, 241, 0 }, { 8, 4096, 0 }, { 4096, 2, 0 },
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct picture p = picture_new(sizes[i].width, sizes[i].height, sizes[i].pad);
		size_t size = 0;
		AVFrame *frame = NULL;
		double value = 0;

		if (rst_jpeg_encode(&p.nv12, 90, file, sizeof(file), &size) == RST_OK)
			frame = decode(file, size);
		if (frame && frame->width == (int)sizes[i].width &&
		    frame->height == (int)sizes[i].height)
			value = psnr(&p, frame);
		tap(value > 35, "%ux%u, lines %u apart: %.1f dB in %zu bytes", sizes[i].width,
		    sizes[i].height, (uint32_t)p.nv12.luma_stride, value, size);
		if (!i)
			tap(frame && frame->format == AV_PIX_FMT_YUV420P &&
			    frame->color_range != AVCOL_RANGE_JPEG,
			    "it is told that the samples have the limited range");
		av_frame_free(&frame);
		picture_free(&p);
	}
}

static void test_quality(void)
{
	struct picture p = picture_new(320, 240, 0);
	size_t before = 0, size, again;
	double best = 0;
	bool grows = true;

	for (uint32_t quality = 1; quality <= RST_JPEG_MAX_QUALITY; quality++) {
		AVFrame *frame;

		grows &= rst_jpeg_encode(&p.nv12, quality, file, sizeof(file), &size) == RST_OK &&
			 size >= before;
		before = size;
		frame = decode(file, size);
		grows &= frame && psnr(&p, frame) > best - 0.5;
		best = frame ? psnr(&p, frame) : 0;
		av_frame_free(&frame);
	}
	tap(grows, "more quality is more bytes and fewer errors, at each of %d steps",
	    RST_JPEG_MAX_QUALITY);

	rst_jpeg_encode(&p.nv12, 80, file, sizeof(file), &size);
	p.luma[12345] ^= 0x10;
	rst_jpeg_encode(&p.nv12, 80, file + size, sizeof(file) - size, &again);
	tap(again != size || memcmp(file, file + size, size), "another picture gives other bytes");
	p.luma[12345] ^= 0x10;
	rst_jpeg_encode(&p.nv12, 80, file + size, sizeof(file) - size, &again);
	tap(again == size && !memcmp(file, file + size, size), "the same one gives the same");
	picture_free(&p);
}

/* Noise, which JPEG is bad at, at the highest quality. */
static void test_worst(void)
{
	struct picture p = picture_new(640, 360, 0);
	size_t size = 0;

	srand(1);
	for (size_t i = 0; i < 640 * 360; i++)
		p.luma[i] = rand();
	for (size_t i = 0; i < 640 * 360 / 2; i++)
		p.chroma[i] = rand();
	tap(rst_jpeg_encode(&p.nv12, RST_JPEG_MAX_QUALITY, file, sizeof(file), &size) == RST_OK &&
	    size < 640 * 360 * 3 / 2, "noise takes %zu bytes, less than the picture itself", size);
	picture_free(&p);
}

static void test_room(void)
{
	struct picture p = picture_new(48, 48, 0);
	size_t size, needed, good = 0, kept = 0;

	rst_jpeg_encode(&p.nv12, 50, file, sizeof(file), &size);
	for (size_t room = 0; room < size; room++) {
		uint8_t *out = malloc(room + 1);

		out[room] = CANARY;
		good += rst_jpeg_encode(&p.nv12, 50, out, room, &needed) == RST_SHORT_BUFFER &&
			needed == size;
		kept += out[room] == CANARY;
		free(out);
	}
	tap(good == size && kept == size,
	    "any of %zu smaller buffers is refused with what is needed, nothing beyond is written",
	    size);
	tap(rst_jpeg_encode(&p.nv12, 50, file, size, &needed) == RST_OK && needed == size,
	    "one of just that size will do");
	tap(rst_jpeg_encode(&p.nv12, 50, NULL, 0, &needed) == RST_SHORT_BUFFER && needed == size,
	    "and none at all tells the size");
	picture_free(&p);
}

static void refused(const struct rst_jpeg_picture *picture, uint32_t quality, const char *what)
{
	size_t size = 1;

	tap(rst_jpeg_encode(picture, quality, file, sizeof(file), &size) == RST_BAD_PARAMETERS &&
	    !size, "%s is refused", what);
}

static void test_garbage(void)
{
	struct picture p = picture_new(64, 64, 0);
	struct rst_jpeg_picture good = p.nv12, bad = good;

	refused(&good, 0, "quality 0");
	refused(&good, RST_JPEG_MAX_QUALITY + 1, "a quality above the highest");
	refused(&good, UINT32_MAX, "an absurd quality");
	bad.width = 0;
	refused(&bad, 80, "width 0");
	bad.width = RST_JPEG_MAX_SIZE + 1;
	bad.luma_stride = bad.chroma_stride = SIZE_MAX;
	refused(&bad, 80, "a width above the highest");
	bad.width = UINT32_MAX;
	refused(&bad, 80, "an absurd width");
	bad = good;
	bad.height = 0;
	refused(&bad, 80, "height 0");
	bad.height = UINT32_MAX;
	refused(&bad, 80, "an absurd height");
	bad = good;
	bad.luma_stride = 63;
	refused(&bad, 80, "a luma stride below the width");
	bad = good;
	bad.chroma_stride = 63;
	refused(&bad, 80, "a chroma stride below the width");
	bad = good;
	bad.luma = NULL;
	refused(&bad, 80, "no luma");
	picture_free(&p);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	av_log_set_level(AV_LOG_QUIET);
	TAP_CASE(test_sizes);
	TAP_CASE(test_quality);
	TAP_CASE(test_worst);
	TAP_CASE(test_room);
	TAP_CASE(test_garbage);

	return tap_done();
}
