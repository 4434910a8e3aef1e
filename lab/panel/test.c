// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streams are written as the engine writes them, then damaged
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "commands.h"
#include "image.h"
#include "stream.h"

#define WIDTH	32
#define HEIGHT	18
#define FRAMES	5
#define NV12_SIZE	(WIDTH * HEIGHT * 3 / 2)
#define XRGB_SIZE	(WIDTH * HEIGHT * 4)

static char path[] = "/tmp/panel-test-XXXXXX";
static int tests, failures;

static void check(bool good, const char *what)
{
	printf("%sok %d - %s\n", good ? "" : "not ", ++tests, what);
	failures += !good;
}

struct bytes {
	uint8_t data[1 << 16];
	size_t size;
};

static void append(struct bytes *bytes, const void *data, size_t size)
{
	memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
}

static struct rst_panel_layer xrgb_layer(uint32_t crc)
{
	return (struct rst_panel_layer) {
		.index = 0, .format = RST_DISP_FORMAT_XRGB, .width = WIDTH,
		.height = HEIGHT, .crc = crc, .alpha = RST_DISP_MAX_ALPHA,
	};
}

static struct rst_panel_layer nv12_layer(uint32_t crc)
{
	return (struct rst_panel_layer) {
		.index = 1, .format = RST_DISP_FORMAT_NV12, .width = WIDTH,
		.height = HEIGHT, .crc = crc, .alpha = RST_DISP_MAX_ALPHA,
		.zpos = 1,
	};
}

/* A primary layer that never changes under a film of grey frames. */
static void make_stream(struct bytes *bytes)
{
	static uint8_t xrgb[XRGB_SIZE], nv12[NV12_SIZE];
	const struct rst_panel_mark dark = { .magic = RST_PANEL_MARK_MAGIC };

	bytes->size = 0;
	memset(xrgb, 0x40, sizeof(xrgb));
	memset(nv12 + WIDTH * HEIGHT, 128, WIDTH * HEIGHT / 2);

	for (int i = 0; i < FRAMES; i++) {
		struct rst_panel_layer bottom, film;
		struct rst_panel_frame head = {
			.magic = RST_PANEL_MAGIC, .num_layers = 2,
			.mode_width = WIDTH, .mode_height = HEIGHT,
			.sequence = i, .timestamp = i * 40000000ull,
		};

		memset(nv12, 16 + 40 * i, WIDTH * HEIGHT);
		bottom = xrgb_layer(crc32(0, xrgb, sizeof(xrgb)));
		film = nv12_layer(crc32(0, nv12, sizeof(nv12)));
		head.crc = crc32(0, (void *)&bottom, sizeof(bottom));
		head.crc = crc32(head.crc, (void *)&film, sizeof(film));
		append(bytes, &dark, sizeof(dark));
		append(bytes, &head, sizeof(head));

		bottom.payload_size = i ? 0 : sizeof(xrgb);
		append(bytes, &bottom, sizeof(bottom));
		append(bytes, xrgb, bottom.payload_size);
		film.payload_size = sizeof(nv12);
		append(bytes, &film, sizeof(film));
		append(bytes, nv12, sizeof(nv12));
		append(bytes, &dark, sizeof(dark));
	}
}

static void save(const struct bytes *bytes, size_t size)
{
	FILE *file = fopen(path, "wb");

	if (!file || fwrite(bytes->data, 1, size, file) != size ||
	    fclose(file)) {
		perror(path);
		exit(1);
	}
}

struct outcome {
	int frames;
	int result;
	bool crcs_ok;
};

static struct outcome read_back(void)
{
	struct panel_stream *stream = panel_stream_open(path);
	struct outcome outcome = { .crcs_ok = true };
	struct panel_frame frame;

	while ((outcome.result = panel_stream_next(stream, &frame)) > 0) {
		outcome.frames++;
		outcome.crcs_ok &= frame.crc_ok && frame.pictures[0].crc_ok &&
				   frame.pictures[1].crc_ok;
	}
	if (outcome.result < 0 && !panel_stream_error(stream)[0])
		outcome.result = -2;
	panel_stream_close(stream);
	return outcome;
}

/* Fails where the reader and the engine disagree about the format. */
static void test_whole(struct bytes *bytes)
{
	struct outcome outcome;

	save(bytes, bytes->size);
	outcome = read_back();
	check(outcome.frames == FRAMES && !outcome.result, "whole stream");
	check(outcome.crcs_ok, "CRCs of frames and layers");
}

/*
 * Fails where a cut between frames, before or behind the mark that begins the
 * next one, is an error, or one inside a frame isn't.
 */
static void test_every_cut(struct bytes *bytes)
{
	const size_t mark = sizeof(struct rst_panel_mark);
	size_t frame = sizeof(struct rst_panel_frame) +
		       2 * sizeof(struct rst_panel_layer) + NV12_SIZE +
		       2 * mark;
	bool good = true;

	for (size_t size = 0; size < bytes->size; size++) {
		bool first = size < XRGB_SIZE + frame;
		size_t in_frame = (size - (first ? 0 : XRGB_SIZE)) %
				  (frame + (first ? XRGB_SIZE : 0));
		bool between = !in_frame || in_frame == mark;
		struct outcome outcome;

		save(bytes, size);
		outcome = read_back();
		good &= outcome.result == (between ? 0 : -1);
	}
	check(good, "cut at every byte");
}

/* Fails where damage makes the reader crash (run it with ASan) or spin. */
static void test_noise(struct bytes *bytes)
{
	static struct bytes noisy;
	bool good = true;

	srand(1);
	for (int round = 0; round < 2000; round++) {
		struct outcome outcome;

		memcpy(&noisy, bytes, sizeof(noisy));
		for (int i = 0; i < 3; i++)
			noisy.data[rand() % noisy.size] = rand();
		save(&noisy, noisy.size);
		outcome = read_back();
		good &= outcome.frames <= FRAMES && outcome.result >= -1;
	}
	check(good, "random damage");
}

/* Fails where a flipped pixel goes unnoticed. */
static void test_pixel(struct bytes *bytes)
{
	size_t last = bytes->size - sizeof(struct rst_panel_mark) - 1;

	bytes->data[last] ^= 1;
	save(bytes, bytes->size);
	check(!read_back().crcs_ok, "a flipped pixel has a wrong CRC");
	bytes->data[last] ^= 1;
}

/* Fails where grey or the primary layer come out as another colour. */
static void test_compose(struct bytes *bytes)
{
	struct panel_stream *stream;
	struct panel_image image;
	struct panel_frame frame;
	bool good;

	save(bytes, bytes->size);
	stream = panel_stream_open(path);
	good = panel_stream_next(stream, &frame) > 0 &&
	       !panel_image_init(&image, WIDTH, HEIGHT) &&
	       !panel_image_compose(&image, &frame);
	check(good && image.rgb[0] == 0 && image.rgb[2] == 0,
	      "luma 16 is black");

	frame.pictures[1].layer.x = WIDTH / 2;
	good = !panel_image_compose(&image, &frame);
	check(good && image.rgb[0] == 0x40 && image.rgb[3 * WIDTH - 1] == 0,
	      "film over half of the primary layer");

	frame.pictures[0].layer.zpos = 2;
	frame.pictures[0].layer.alpha = 0x8000;
	good = !panel_image_compose(&image, &frame);
	check(good && image.rgb[0] == 0x20 && image.rgb[3 * WIDTH - 1] == 0x20,
	      "the primary layer over the film, half of it seen");
	panel_image_free(&image);
	panel_stream_close(stream);
}

/* Fails where lost, added or swapped frames count as exact. */
static void test_compare(struct bytes *bytes)
{
	char reference[sizeof(path) + 4], line[128];
	FILE *out, *file;

	snprintf(reference, sizeof(reference), "%s.ref", path);
	save(bytes, bytes->size);
	out = fopen(reference, "w");
	panel_frames(path, 1, out);
	fclose(out);
	out = fopen("/dev/null", "w");
	check(!panel_compare(path, reference, 1, out), "same as itself");

	file = fopen(reference, "r");
	if (!fgets(line, sizeof(line), file))
		line[0] = 0;
	fclose(file);
	file = fopen(reference, "a");
	fputs(line, file);
	fclose(file);
	check(panel_compare(path, reference, 1, out) == 1, "a frame is missing");
	fclose(out);
	unlink(reference);
}

/* A frame in parts: the first part of it brings the film's pixels. */
static void split_first_frame(const struct bytes *bytes, struct bytes *split,
			      uint64_t sequence, uint32_t colors)
{
	const struct rst_panel_mark dark = { .magic = RST_PANEL_MARK_MAGIC };
	const struct rst_panel_mark between = { RST_PANEL_MARK_MAGIC, colors };
	const size_t begin = sizeof(dark);
	const size_t layers = begin + sizeof(struct rst_panel_frame);
	const size_t second = layers + sizeof(struct rst_panel_layer) +
			      XRGB_SIZE;
	const size_t end = second + sizeof(struct rst_panel_layer) + NV12_SIZE;
	struct rst_panel_frame head;
	struct rst_panel_layer film;

	memcpy(&head, bytes->data + begin, sizeof(head));
	memcpy(&film, bytes->data + second, sizeof(film));
	film.payload_size = 0;
	head.num_layers = 1;
	head.sequence = sequence;
	head.flags = RST_PANEL_MORE;
	head.crc = crc32(0, (void *)&film, sizeof(film));
	split->size = 0;
	append(split, &dark, sizeof(dark));
	append(split, &head, sizeof(head));
	append(split, bytes->data + second, end - second);
	/* A session ends meanwhile. */
	append(split, &between, sizeof(between));
	append(split, bytes->data, second);
	append(split, &film, sizeof(film));
	append(split, bytes->data + end, bytes->size - end);
}

/* Fails where a part counts as a frame, or its pixels don't. */
static void test_parts(const struct bytes *bytes)
{
	static struct bytes split;
	struct panel_stream *stream;
	struct panel_frame frame = { 0 };
	struct outcome outcome;
	bool fresh[2];

	for (uint64_t sequence = 0; sequence < 2; sequence++) {
		split_first_frame(bytes, &split, sequence, 0);
		save(&split, split.size);
		outcome = read_back();
		check(outcome.frames == FRAMES && !outcome.result &&
		      outcome.crcs_ok, "a frame in two parts is one frame");
		stream = panel_stream_open(path);
		panel_stream_next(stream, &frame);
		fresh[sequence] = frame.pictures[1].fresh;
		panel_stream_close(stream);
	}
	check(fresh[0], "what its first part brings is new");
	check(!fresh[1], "but not what a frame brought that was given up");
	split_first_frame(bytes, &split, 0, 0x87654321);
	save(&split, split.size);
	check(read_back().result == -1, "a strip that is lit for a part is refused");
}

static void set_last_mark(struct bytes *bytes, uint32_t colors)
{
	const struct rst_panel_mark mark = { RST_PANEL_MARK_MAGIC, colors };

	bytes->size -= sizeof(mark);
	append(bytes, &mark, sizeof(mark));
}

static bool last_line_is(const char *text)
{
	char line[64] = "";
	FILE *out = tmpfile();
	bool good = !panel_marks(path, out);

	rewind(out);
	while (fgets(line, sizeof(line), out))
		;
	fclose(out);
	return good && !strcmp(line, text);
}

/* Fails where the strip's colours are taken for another frame's, or for none. */
static void test_marks(const struct bytes *bytes)
{
	static struct bytes marked;
	const struct rst_panel_mark dark = { RST_PANEL_MARK_MAGIC, 0 };

	marked = *bytes;
	set_last_mark(&marked, 0x87654321);
	save(&marked, marked.size);
	check(last_line_is("4 160000000 roygcbmw roygcbmw\n"), "a strip that is lit");
	append(&marked, &dark, sizeof(dark));
	save(&marked, marked.size);
	check(read_back().frames == FRAMES &&
	      last_line_is("4 160000000 roygcbmw dark\n"), "until it is dark again");
}

/* The first frame of @bytes, with that mark. */
static void append_first(struct bytes *to, const struct bytes *bytes,
			 uint32_t colors)
{
	size_t size = (bytes->size - XRGB_SIZE) / FRAMES + XRGB_SIZE;

	append(to, bytes->data, size);
	set_last_mark(to, colors);
}

/* The strip of the first of two frames, with such marks between them. */
static bool first_line_is(const struct bytes *bytes, const uint32_t *between,
			  int count, const char *text)
{
	static struct bytes two;
	const size_t mark = sizeof(struct rst_panel_mark);
	char line[64] = "";
	FILE *out = tmpfile();

	two.size = 0;
	append_first(&two, bytes, 0x87654321);
	for (int i = 0; i < count; i++) {
		struct rst_panel_mark record = { RST_PANEL_MARK_MAGIC, between[i] };

		append(&two, &record, sizeof(record));
	}
	append(&two, bytes->data + mark,
	       (bytes->size - XRGB_SIZE) / FRAMES + XRGB_SIZE - mark);
	save(&two, two.size);
	panel_marks(path, out);
	rewind(out);
	if (!fgets(line, sizeof(line), out))
		line[0] = 0;
	fclose(out);
	return !strcmp(line, text);
}

/* Fails where a frame may come while the strip is lit, or its dark mark hides why. */
static void test_dark_begin(const struct bytes *bytes)
{
	const uint32_t dark[2] = { 0, 0 }, lit[2] = { 0, 0x87654321 };

	check(first_line_is(bytes, dark, 1, "0 0 roygcbmw roygcbmw\n") &&
	      read_back().frames == 2,
	      "a strip that is lit until the next frame begins");
	check(first_line_is(bytes, dark, 2, "0 0 roygcbmw dark\n") &&
	      read_back().frames == 2, "one that is dark before");
	first_line_is(bytes, lit, 2, "");
	check(read_back().result == -1, "a frame to a strip that is lit is refused");
	first_line_is(bytes, lit, 0, "");
	check(read_back().result == -1, "and one that doesn't darken it");
}

/* Fails where the strip covers the picture, or isn't below it. */
static void test_strip(void)
{
	struct panel_image image;

	if (panel_image_init(&image, 64, 4 + PANEL_STRIP_LINES))
		return;
	memset(image.rgb, 0x40, 3 * image.width * image.height);
	panel_image_strip(&image, 0x00000020);
	check(image.rgb[3 * 64 * 4 - 1] == 0x40 && !image.rgb[3 * 64 * 4],
	      "the strip is below the picture");
	check(!image.rgb[3 * 64 * 10 + 3 * 4] && image.rgb[3 * 64 * 10 + 3 * 12],
	      "fields of a colour, and dark ones");
	panel_image_free(&image);
}

/* Fails where what a broken cable left is read as a frame, or hides the next one. */
static void test_broken_cable(const struct bytes *bytes)
{
	static struct bytes mended;
	struct rst_panel_cut cut = { .magic = RST_PANEL_CUT, .size = 1000 };
	struct outcome outcome;

	mended.size = 0;
	append(&mended, &cut, sizeof(cut));
	append(&mended, bytes->data, cut.size);
	append(&mended, bytes->data, bytes->size);
	cut.size = 0;
	append(&mended, &cut, sizeof(cut));
	save(&mended, mended.size);
	outcome = read_back();
	check(outcome.frames == FRAMES && !outcome.result && outcome.crcs_ok,
	      "what a broken cable left is skipped");

	cut.size = 1;
	append(&mended, &cut, sizeof(cut));
	save(&mended, mended.size);
	outcome = read_back();
	check(outcome.frames == FRAMES && outcome.result == -1,
	      "but must be there");
}

/*
 * A display that dies in its first frame, and the next one. Fails where half a
 * frame hides the frames after it, counts as one, or leaves pixels in them; or
 * where damage of another kind is skipped as well.
 */
static void test_half_frame(const struct bytes *bytes)
{
	static struct bytes both;
	const size_t mark = sizeof(struct rst_panel_mark);
	size_t whole = (bytes->size - XRGB_SIZE) / FRAMES + XRGB_SIZE;
	struct outcome outcome;
	bool good = true;

	for (size_t half = mark; half < whole - mark; half += 97) {
		both.size = 0;
		append(&both, bytes->data, half);
		append(&both, bytes->data, bytes->size);
		save(&both, both.size);
		outcome = read_back();
		good &= outcome.frames == FRAMES && !outcome.result &&
			outcome.crcs_ok;
	}
	check(good, "half a frame is skipped, wherever it ends");

	/* The second frame says that its primary is that of the first. */
	both.size = 0;
	append(&both, bytes->data, whole - NV12_SIZE);
	append(&both, bytes->data + whole, bytes->size - whole);
	save(&both, both.size);
	outcome = read_back();
	check(!outcome.frames && outcome.result == -1,
	      "but not where what follows needs what was in it");
}

/* Fails where a layer that is held back shows what was there before. */
static void test_dark(struct bytes *bytes)
{
	struct panel_stream *stream;
	struct panel_frame frame;
	uint32_t dark, told;
	bool good;

	save(bytes, bytes->size);
	stream = panel_stream_open(path);
	good = panel_stream_next(stream, &frame) > 0;
	frame.pictures[1].layer.restricted = RST_PANEL_RESTRICTED;
	good &= !panel_image_crc(&frame, true, &told);
	frame.pictures[1].dark = true;
	frame.pictures[1].pixels = NULL;
	good &= !panel_image_crc(&frame, false, &dark);
	check(good && dark == told, "a layer that is held back is black");
	panel_stream_close(stream);
}

static void test_picture(struct bytes *bytes)
{
	char png[sizeof(path) + 4];

	snprintf(png, sizeof(png), "%s.png", path);
	save(bytes, bytes->size);
	check(!panel_picture(path, png) && !access(png, R_OK),
	      "the last frame's picture");
	unlink(png);
	save(bytes, 0);
	check(panel_picture(path, png) == 2, "none from an empty stream");
}

/* Fails where restricted pixels get into what the normal world is told. */
static void test_crcs(struct bytes *bytes)
{
	struct panel_stream *stream;
	struct panel_frame frame;
	uint32_t shown, told;
	bool good;

	save(bytes, bytes->size);
	stream = panel_stream_open(path);
	good = panel_stream_next(stream, &frame) > 0 &&
	       !panel_image_crc(&frame, false, &shown) &&
	       !panel_image_crc(&frame, true, &told);
	check(good && shown == told, "without restricted layers all is told");

	frame.pictures[1].layer.restricted = 1;
	frame.pictures[1].layer.encoding = RST_DISP_ENCODING_BT709;
	memset((void *)frame.pictures[1].pixels, 0x90, NV12_SIZE);
	good = !panel_image_crc(&frame, false, &shown) &&
	       !panel_image_crc(&frame, true, &told);
	check(good && shown != told, "a restricted layer isn't");
	memset((void *)frame.pictures[1].pixels, 0x30, NV12_SIZE);
	good = !panel_image_crc(&frame, true, &shown);
	check(good && shown == told, "nor is another one in its place");
	panel_stream_close(stream);
}

static void test_sheet(struct bytes *bytes)
{
	char png[sizeof(path) + 4];
	static const uint8_t magic[] = { 0x89, 'P', 'N', 'G' };
	uint8_t start[sizeof(magic)] = { 0 };
	FILE *file;

	snprintf(png, sizeof(png), "%s.png", path);
	save(bytes, bytes->size);
	check(!panel_sheet(path, png, 12, 4), "contact sheet");
	file = fopen(png, "rb");
	if (file) {
		if (fread(start, sizeof(start), 1, file) != 1)
			start[0] = 0;
		fclose(file);
	}
	check(!memcmp(start, magic, sizeof(magic)), "it is a PNG");
	unlink(png);
	save(bytes, 0);
	check(panel_sheet(path, png, 12, 4) == 2, "none from an empty stream");
}

int main(void)
{
	static struct bytes bytes;
	int fd = mkstemp(path);

	if (fd < 0) {
		perror(path);
		return 1;
	}
	close(fd);

	make_stream(&bytes);
	test_whole(&bytes);
	test_every_cut(&bytes);
	test_noise(&bytes);
	test_pixel(&bytes);
	test_compose(&bytes);
	test_compare(&bytes);
	test_parts(&bytes);
	test_marks(&bytes);
	test_dark_begin(&bytes);
	test_strip();
	test_broken_cable(&bytes);
	test_half_frame(&bytes);
	test_dark(&bytes);
	test_picture(&bytes);
	test_crcs(&bytes);
	test_sheet(&bytes);
	unlink(path);
	printf("1..%d\n", tests);
	return failures != 0;
}
