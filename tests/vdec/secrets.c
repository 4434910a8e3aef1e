// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attacks on what the decoder tells of a stream
 *
 * The attacker has a film's key in the TEE, and chooses what is decrypted to
 * where. He makes units in which a byte that he does not know is the width of
 * the picture, or names the parameter set that says the width, and reads that
 * from the decoder's queue. That he has read the byte shows in two samples
 * whose ciphertexts differ: so do the bytes then, by CTR, in the same bits.
 *
 * Fails where the answers tell two such samples apart. Of HEVC the byte is of
 * the height.
 */
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <tee_client_api.h>
#include <tee_client_api_extensions.h>
#include <unistd.h>

#include "engine/protocol.h"
#include "lib/tap.h"
#include "lib/v4l2.h"
#include "nal.h"

#define BUFFER_SIZE	65536
#define WAIT_MS		5000
#define NO_ANSWER	(-1)

static const uint8_t kid[16] = "vdec secrets kid", key[16] = "whose is the key";

#define SETS 8

static void put_sets(struct nal *sps, struct nal *pps, uint32_t number)
{
	nal_put_sps(sps, number, 64 * (1 + number), 64);
	nal_put_pps(pps, number);
}

/* Slices have room for three bits of the PPS's number in their fourth byte. */
#define HEVC_FIRST_PPS 15

static void put_hevc_sets(struct nal *sps, struct nal *pps, uint32_t number)
{
	nal_put_hevc_sps(sps, number, 64 * (1 + number), 64);
	nal_put_hevc_pps(pps, HEVC_FIRST_PPS + number, number);
}

/**
 * struct codec - what attacks are made of
 * @pixelformat: of the decoder's queue
 * @format:	RST_CENC_FORMAT_*
 * @other:	that of the other codec
 * @header:	bytes
 * @part:	of a slice, the header and a byte
 * @slice:	the beginning of one, up to the byte that names its set
 * @name_at:	of that byte, behind a start code
 * @third:	a byte that names the third set
 */
static const struct codec {
	const char *name;
	uint32_t pixelformat;
	uint32_t format;
	uint32_t other;
	size_t header;
	uint8_t part[3];
	uint8_t slice[3];
	uint32_t name_at;
	uint8_t third;
	size_t (*put_secret_sps)(struct nal *nal, uint8_t byte);
	void (*put_sets)(struct nal *sps, struct nal *pps, uint32_t number);
} codecs[] = {
	{
		.name = "H.264",
		.pixelformat = V4L2_PIX_FMT_H264,
		.format = RST_CENC_FORMAT_AVC,
		.other = RST_CENC_FORMAT_HEVC,
		.header = 1,
		.part = { 0x63 },
		.slice = { 0x65, 0x88 },	/* the first, of an I picture */
		.name_at = 2,
		.third = 0x60,			/* 011: the number 2 */
		.put_secret_sps = nal_put_secret_sps,
		.put_sets = put_sets,
	},
	{
		.name = "HEVC",
		.pixelformat = V4L2_PIX_FMT_HEVC,
		.format = RST_CENC_FORMAT_HEVC,
		.other = RST_CENC_FORMAT_AVC,
		.header = 2,
		.part = { 0x02, 0x01 },
		.slice = { 0x26, 0x01, 0x82 },	/* 10000 before 010: 17 */
		.name_at = 3,
		.third = 0x40,
		.put_secret_sps = nal_put_secret_hevc_sps,
		.put_sets = put_hevc_sets,
	},
};

static const struct codec *codec;

static TEEC_Context context;
static TEEC_Session cenc;
static TEEC_SharedMemory restricted;
static int dmabuf;

static void lab_key(uint32_t command)
{
	struct rst_cenc_lab_key lab = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(lab) },
	};
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_NONE,
					       TEEC_NONE, TEEC_NONE),
	};
	uint32_t origin;

	memcpy(lab.kid, kid, sizeof(kid));
	memcpy(lab.key, key, sizeof(key));
	operation.params[0].tmpref.buffer = &lab;
	operation.params[0].tmpref.size = sizeof(lab);
	TEEC_InvokeCommand(&cenc, command, &operation, &origin);
}

/* A request, its map, and the prefix behind it. */
struct request {
	struct rst_cenc_request fixed;
	uint8_t rest[1024];
	size_t rest_size;
};

static void request_begin(struct request *request, uint32_t scheme,
			  uint32_t format)
{
	*request = (struct request) {
		.fixed = {
			.msg.version = RST_PROTOCOL_VERSION,
			.scheme = scheme, .format = format,
			.nal_length_size = format != RST_CENC_FORMAT_RAW ? 4 : 0,
			.iv_size = scheme ? 8 : 0,
		},
	};
	memcpy(request->fixed.kid, kid, sizeof(kid));
}

static void request_subsample(struct request *request, uint32_t clear,
			      uint32_t encrypted)
{
	struct rst_cenc_subsample subsample = { clear, encrypted };

	memcpy(request->rest + request->rest_size, &subsample,
	       sizeof(subsample));
	request->rest_size += sizeof(subsample);
	request->fixed.num_subsamples++;
}

static void request_prefix(struct request *request, const struct nal *nal)
{
	memcpy(request->rest + request->rest_size, nal->bytes, nal->size);
	request->rest_size += nal->size;
	request->fixed.prefix_size += nal->size;
}

/* Returns how many bytes were written at @offset of the buffer; 0: refused. */
static size_t decrypt(struct request *request, const void *sample, size_t size,
		      size_t offset)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT,
					       TEEC_MEMREF_PARTIAL_OUTPUT,
					       TEEC_MEMREF_TEMP_INPUT,
					       TEEC_VALUE_OUTPUT),
	};
	uint32_t origin;

	request->fixed.msg.size = sizeof(request->fixed) + request->rest_size;
	operation.params[0].tmpref.buffer = (void *)sample;
	operation.params[0].tmpref.size = size;
	operation.params[1].memref.parent = &restricted;
	operation.params[1].memref.offset = offset;
	operation.params[1].memref.size = BUFFER_SIZE - offset;
	operation.params[2].tmpref.buffer = request;
	operation.params[2].tmpref.size = request->fixed.msg.size;
	if (TEEC_InvokeCommand(&cenc, RST_CENC_CMD_DECRYPT, &operation,
			       &origin))
		return 0;
	return operation.params[3].value.a;
}

/* Whether the decoder has said what it thinks of the unit. */
static bool has_answered(int fd)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLOUT | POLLPRI };
	struct v4l2_plane plane = {};
	struct v4l2_buffer buffer = {
		.type = OUTPUT, .memory = V4L2_MEMORY_DMABUF,
		.m.planes = &plane, .length = 1,
	};
	struct v4l2_event event;

	return poll(&pollfd, 1, WAIT_MS) <= 0 ||
	       !device_ioctl(fd, VIDIOC_DQEVENT, &event) ||
	       device_ioctl(fd, VIDIOC_DQBUF, &buffer) != -EAGAIN;
}

/* What the decoder reports of a new stream's first unit; false: nothing. */
static bool ask(size_t from, size_t to, struct v4l2_rect *visible)
{
	struct v4l2_event_subscription subscription = {
		.type = V4L2_EVENT_SOURCE_CHANGE,
	};
	struct v4l2_plane plane = {
		.m.fd = dmabuf, .bytesused = to, .data_offset = from,
		.length = BUFFER_SIZE,
	};
	struct v4l2_buffer buffer = {
		.type = OUTPUT, .memory = V4L2_MEMORY_DMABUF,
		.m.planes = &plane, .length = 1,
	};
	int fd = device_open("rst_vdec");
	bool told;

	device_ioctl(fd, VIDIOC_SUBSCRIBE_EVENT, &subscription);
	if (device_set_coded(fd, codec->pixelformat, 0, 0, BUFFER_SIZE) ||
	    device_request(fd, OUTPUT, V4L2_MEMORY_DMABUF, 1) != 1 ||
	    device_ioctl(fd, VIDIOC_QBUF, &buffer) ||
	    device_stream(fd, OUTPUT, 1))
		errx(1, "the decoder takes no unit");
	while (!has_answered(fd))
		;
	told = !device_get_visible(fd, visible);
	close(fd);
	return told;
}

static int width_of(size_t from, size_t to)
{
	struct v4l2_rect visible = {};

	return ask(from, to, &visible) ? (int)visible.width : NO_ANSWER;
}

static int byte_of(size_t size)
{
	bool high = codec->pixelformat == V4L2_PIX_FMT_HEVC;
	struct v4l2_rect visible = {};

	return ask(0, size, &visible) ?
	       nal_secret_byte(high ? visible.height : visible.width) : NO_ANSWER;
}

/*
 * @make makes a unit in which a byte of ciphertext is @byte, and returns its
 * size. The attacker has read the secret where it changes as the ciphertext.
 */
static void attack(size_t (*make)(uint8_t byte), const char *how)
{
	static const uint8_t changes[] = { 0x01, 0x5a, 0xff };
	int reads = 0, first = byte_of(make(0));

	for (int i = 0; i < 3; i++) {
		int byte = byte_of(make(changes[i]));

		reads += first >= 0 && byte == (first ^ changes[i]);
	}
	tap(!reads, "%s: a byte is not read by %s (%d of 3)", codec->name, how,
	    reads);
}

/* A set whose width is the byte, all in one decryption. */
static size_t make_whole(uint8_t byte)
{
	struct request request;
	struct nal sps;
	size_t at = codec->put_secret_sps(&sps, byte);

	request_begin(&request, RST_CENC_SCHEME_CENC, RST_CENC_FORMAT_RAW);
	request_subsample(&request, at, 1);
	request_subsample(&request, sps.size - at - 1, 0);
	return decrypt(&request, sps.bytes, sps.size, 0);
}

/* The same of pieces, each of which is harmless. */
static size_t make_of_pieces(uint8_t byte)
{
	struct request request;
	struct nal sps;
	size_t at = codec->put_secret_sps(&sps, byte);

	request_begin(&request, RST_CENC_SCHEME_CLEAR, RST_CENC_FORMAT_RAW);
	decrypt(&request, sps.bytes, at, 0);
	decrypt(&request, sps.bytes + at + 1, sps.size - at - 1, at + 1);
	request_begin(&request, RST_CENC_SCHEME_CENC, RST_CENC_FORMAT_RAW);
	return decrypt(&request, sps.bytes + at, 1, at) ? sps.size : 0;
}

/* As @sps is in a sample: its start code is a length. */
static void to_sample(struct nal *nal)
{
	size_t size = nal->size - 4;

	nal->bytes[0] = size >> 24;
	nal->bytes[1] = size >> 16;
	nal->bytes[2] = size >> 8;
	nal->bytes[3] = size;
}

static size_t make_unit_as(uint32_t format, uint8_t byte)
{
	struct request request;
	struct nal sps;
	size_t at = codec->put_secret_sps(&sps, byte);

	to_sample(&sps);
	request_begin(&request, RST_CENC_SCHEME_CENC, format);
	request_subsample(&request, at, 1);
	request_subsample(&request, sps.size - at - 1, 0);
	return decrypt(&request, sps.bytes, sps.size, 0);
}

static size_t make_unit(uint8_t byte)
{
	return make_unit_as(codec->format, byte);
}

/* What says how a stream of HEVC's is has the header of a slice of H.264's. */
static size_t make_other(uint8_t byte)
{
	return make_unit_as(codec->other, byte);
}

/* A part of a slice has a set in it, behind a start code of its own. */
static size_t make_inner(uint8_t byte)
{
	struct request request;
	struct nal sps, sample = { .size = 4 + codec->header + 1 };
	size_t at = sample.size + codec->put_secret_sps(&sps, byte);

	memcpy(sample.bytes + 4, codec->part, codec->header + 1);
	memcpy(sample.bytes + sample.size, sps.bytes, sps.size);
	sample.size += sps.size;
	to_sample(&sample);
	request_begin(&request, RST_CENC_SCHEME_CENC, codec->format);
	request_subsample(&request, at, 1);
	request_subsample(&request, sample.size - at - 1, 0);
	return decrypt(&request, sample.bytes, sample.size, 0);
}

static void try_bytes(void)
{
	attack(make_whole, "a parameter set");
	attack(make_of_pieces, "one of pieces");
	attack(make_unit, "one in a sample");
	attack(make_other, "one in a sample of the other codec");
	attack(make_inner, "one within a slice");
}

/* @clear bytes of the slice are, the next one says which set is the picture's. */
static size_t make_slice(uint8_t byte, uint32_t clear, bool sets)
{
	struct nal sps, pps, sample = { .size = 4 };
	struct request request;

	request_begin(&request, RST_CENC_SCHEME_CENC, codec->format);
	request_subsample(&request, 4 + clear, 17 - clear);
	for (uint32_t i = 0; i < SETS && sets; i++) {
		codec->put_sets(&sps, &pps, i);
		request_prefix(&request, &sps);
		request_prefix(&request, &pps);
	}
	memset(sample.bytes + 4, 0xff, 17);
	memcpy(sample.bytes + 4, codec->slice, codec->name_at);
	sample.bytes[4 + codec->name_at] = byte;
	sample.size += 17;
	to_sample(&sample);
	return decrypt(&request, sample.bytes, sample.size, 0);
}

/* The first bits of a byte say which set; they are of each value once. */
static void try_names(void)
{
	uint32_t at = codec->name_at;
	int first = width_of(0, make_slice(0, at, true)), differ = 0;

	for (int i = 1; i < 8; i++)
		differ += width_of(0, make_slice(i << 5, at, true)) != first;
	tap(!differ, "%s: nor by which set a slice names (%d of 7 differ)",
	    codec->name, differ);
	tap(width_of(0, make_slice(codec->third, 17, true)) == 64 * 3,
	    "one that names it in the clear is followed");
}

/* A unit that cenc has made is the decoder's only as it was made. */
static void try_changed(void)
{
	size_t size = make_slice(codec->third, 17, true);
	struct request request;

	tap(width_of(0, size) == 64 * 3, "%s: a unit is decoded", codec->name);
	tap(width_of(0, size) == 64 * 3, "and once more");
	tap(width_of(1, size) != 64 * 3, "not without its first byte");
	tap(width_of(0, size - 1) != 64 * 3, "nor without its last");
	request_begin(&request, RST_CENC_SCHEME_CLEAR, RST_CENC_FORMAT_RAW);
	decrypt(&request, "\0", 1, size);
	tap(width_of(0, size + 1) != 64 * 3, "nor with one more");
	decrypt(&request, "\xfe", 1, size - 60);
	tap(width_of(0, size) != 64 * 3, "nor with another one in it");
}

static void of_each_codec(void (*try)(void))
{
	for (int i = 0; i < 2; i++) {
		codec = &codecs[i];
		try();
	}
}

static void test_bytes(void)
{
	of_each_codec(try_bytes);
}

static void test_names(void)
{
	of_each_codec(try_names);
}

static void test_changed(void)
{
	of_each_codec(try_changed);
}

static void set_up(void)
{
	static const TEEC_UUID uuid = { RST_TA_CENC_UUID };
	uint32_t origin;

	restricted.flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT;
	dmabuf = heap_alloc(HEAP_VIDEO, BUFFER_SIZE);
	if (dmabuf < 0 || TEEC_InitializeContext(NULL, &context) ||
	    TEEC_OpenSession(&context, &cenc, &uuid, TEEC_LOGIN_PUBLIC, NULL,
			     NULL, &origin) ||
	    TEEC_RegisterSharedMemoryFileDescriptor(&context, &restricted,
						    dmabuf))
		errx(1, "no TEE, or no restricted memory");
	lab_key(RST_CENC_CMD_LAB_SET_KEY);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	set_up();
	TAP_CASE(test_bytes);
	TAP_CASE(test_names);
	TAP_CASE(test_changed);
	lab_key(RST_CENC_CMD_LAB_REMOVE_KEY);
	TEEC_ReleaseSharedMemory(&restricted);
	TEEC_CloseSession(&cenc);
	TEEC_FinalizeContext(&context);
	close(dmabuf);
	return tap_done();
}
