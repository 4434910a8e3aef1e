// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the TEE must not record, asked from user space through libteec
 *
 * The attacker knows the recording key, and can have anything put into
 * restricted memory: whatever is encoded that the camera did not capture is
 * the attacker's to read. Each test says what was there to be had.
 */
#include <err.h>
#include <string.h>

#include "lib/camera.h"
#include "lib/tap.h"
#include "engine.h"

#define RECORD_KID	0x11
#define PLAY_KID	0x22
#define UNKNOWN_KID	0x33

#define QUALITY		80
#define OUT_SIZE	(512 * 1024)
#define CANARY		0xa5

static struct camera camera;
static TEEC_SharedMemory frame, other, ordinary, out;

static struct rst_cam_encode request(uint8_t kid)
{
	struct rst_cam_encode request = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(request) },
		.width = camera.format.width,
		.height = camera.format.height,
		.stride = camera.format.bytesperline,
		.lines = camera.format.height,
		.quality = QUALITY,
	};

	memset(request.kid, kid, sizeof(request.kid));
	return request;
}

static bool untouched(void)
{
	const uint8_t *bytes = out.buffer;

	for (size_t i = 0; i < out.size; i++) {
		if (bytes[i] != CANARY)
			return false;
	}
	return true;
}

/* Encodes @in into all of the output, which is canaries before. */
static TEEC_Result try(struct rst_cam_encode *job, TEEC_SharedMemory *in)
{
	size_t size = out.size;

	memset(out.buffer, CANARY, out.size);
	return encode(job, in, &out, &size);
}

static void refused(struct rst_cam_encode job, TEEC_SharedMemory *in,
		    TEEC_Result expected, const char *what)
{
	TEEC_Result result = try(&job, in);

	tap(result == expected && untouched(), "%s is refused (%#x)", what,
	    result);
}

static void test_good(void)
{
	struct rst_cam_encode job = request(RECORD_KID), again = job;
	static uint8_t first[OUT_SIZE];
	TEEC_Result result = try(&job, &frame);
	size_t size = job.bytes;

	tap(!result && size > 1000 && size < out.size,
	    "what the camera captured is recorded (%#x, %zu bytes)", result,
	    size);
	tap(memcmp(out.buffer, "\xff\xd8\xff", 3), "and does not begin as JPEG does");
	memcpy(first, out.buffer, sizeof(first));

	result = try(&again, &frame);
	tap(!result && again.bytes == size &&
	    memcmp(job.iv, again.iv, sizeof(job.iv)) &&
	    memcmp(first, out.buffer, size),
	    "the same frame again has another IV and other bytes");

	again = request(RECORD_KID);
	size = job.bytes - 1;
	memset(out.buffer, CANARY, out.size);
	result = encode(&again, &frame, &out, &size);
	tap(result == TEEC_ERROR_SHORT_BUFFER && size == job.bytes &&
	    untouched(),
	    "an output of a byte too little tells what is needed (%#x, %zu bytes), nothing is written",
	    result, size);
	again = request(RECORD_KID);
	size = job.bytes;
	result = encode(&again, &frame, &out, &size);
	tap(!result && size == job.bytes, "one of just that size will do");
}

static void test_keys(void)
{
	TEEC_Result result;

	refused(request(UNKNOWN_KID), &frame, TEEC_ERROR_ITEM_NOT_FOUND,
		"an unknown key");
	refused(request(PLAY_KID), &frame, TEEC_ERROR_ACCESS_DENIED,
		"a playing key");
	result = set_key(UNKNOWN_KID, RST_CENC_USAGE_AUDIO + 1);
	tap(result == TEEC_ERROR_BAD_PARAMETERS,
	    "a key for something else cannot be set (%#x)", result);

	memset(out.buffer, CANARY, out.size);
	result = encrypt(RECORD_KID, &out);
	tap(result == TEEC_ERROR_ACCESS_DENIED && untouched(),
	    "encryption for the normal world, with a recording key (%#x)",
	    result);
	result = encrypt(PLAY_KID, &out);
	tap(result == TEEC_ERROR_ACCESS_DENIED && untouched(),
	    "encryption for the normal world, with a playing key (%#x)", result);
}

static void test_memory(void)
{
	struct rst_cam_encode job = request(RECORD_KID);
	size_t size = other.size;
	TEEC_Result result;

	refused(job, &ordinary, TEEC_ERROR_ACCESS_DENIED,
		"a frame in ordinary memory");
	result = encode(&job, &frame, &other, &size);
	tap(result == TEEC_ERROR_ACCESS_DENIED,
	    "output into restricted memory is refused (%#x)", result);
	job = request(RECORD_KID);
	size = frame.size;
	result = encode(&job, &frame, &frame, &size);
	tap(result != TEEC_SUCCESS, "output over the frame is refused (%#x)",
	    result);
	job = request(RECORD_KID);
	result = try(&job, &frame);
	tap(!result, "and has done it no harm (%#x)", result);
}

static void test_geometry(void)
{
	struct rst_cam_encode job;

	job = request(RECORD_KID);
	job.width -= 16;
	refused(job, &frame, TEEC_ERROR_ACCESS_DENIED, "a part of the picture");
	job = request(RECORD_KID);
	job.stride = 0xffffffff;
	refused(job, &frame, TEEC_ERROR_BAD_PARAMETERS, "a stride of 4 GiB");
	job = request(RECORD_KID);
	job.lines = 0xffffffff;
	refused(job, &frame, TEEC_ERROR_BAD_PARAMETERS, "4 billion lines");
	job = request(RECORD_KID);
	job.width = RST_CAM_MAX_SIZE;
	job.height = RST_CAM_MAX_SIZE;
	job.stride = RST_CAM_MAX_SIZE;
	job.lines = RST_CAM_MAX_SIZE;
	refused(job, &frame, TEEC_ERROR_BAD_PARAMETERS,
		"a picture larger than its buffer");
	job = request(RECORD_KID);
	job.width = 0;
	job.height = 0;
	refused(job, &frame, TEEC_ERROR_BAD_PARAMETERS, "no picture");
	job = request(RECORD_KID);
	job.quality = 96;
	refused(job, &frame, TEEC_ERROR_BAD_PARAMETERS, "a quality above the highest");
	job = request(RECORD_KID);
	job.msg.size--;
	refused(job, &frame, TEEC_ERROR_BAD_PARAMETERS, "a short message");
	job = request(RECORD_KID);
	job.msg.version++;
	refused(job, &frame, TEEC_ERROR_BAD_PARAMETERS, "another version's message");
}

/* What the attacker can have put into restricted memory. */
static void test_provenance(void)
{
	struct rst_cam_encode job = request(RECORD_KID);
	TEEC_Result result;

	result = fill(&other, 0x80, 4096);
	tap(!result, "a buffer is filled with what the camera did not capture (%#x)",
	    result);
	refused(job, &other, TEEC_ERROR_ACCESS_DENIED, "such a buffer");

	result = try(&job, &frame);
	tap(!result, "the camera's frame is recorded still (%#x)", result);
	result = fill(&frame, 0x80, 1);
	refused(request(RECORD_KID), &frame, TEEC_ERROR_ACCESS_DENIED,
		"the same frame, of which a byte is another's");
	tap(!result, "(and that byte was written, %#x)", result);
}

/* Starts with one buffer, and waits until it is filled. */
static void capture(int dmabuf)
{
	struct v4l2_buffer buffer;

	if (camera_request(&camera, V4L2_MEMORY_DMABUF, 1) != 1 ||
	    camera_queue_dmabuf(&camera, 0, dmabuf, 0) ||
	    camera_stream(&camera, 1) || camera_dequeue(&camera, &buffer) ||
	    buffer.flags & V4L2_BUF_FLAG_ERROR)
		errx(1, "no frame from the camera");
}

int main(int argc, char **argv)
{
	int buffer, second;
	size_t size;

	tap_start(argc, argv);
	camera_open(&camera);
	size = camera.format.sizeimage;
	buffer = heap_alloc(HEAP_RECORD, size);
	second = heap_alloc(HEAP_RECORD, size);
	capture(buffer);

	engine_open();
	engine_memory(&frame, buffer, 0);
	engine_memory(&other, second, 0);
	engine_memory(&ordinary, -1, size);
	engine_memory(&out, -1, OUT_SIZE);
	tap(!set_key(RECORD_KID, RST_CENC_USAGE_RECORD) &&
	    !set_key(PLAY_KID, RST_CENC_USAGE_PLAY), "keys are set");

	TAP_CASE(test_good);
	TAP_CASE(test_keys);
	TAP_CASE(test_memory);
	TAP_CASE(test_geometry);
	TAP_CASE(test_provenance);

	TEEC_ReleaseSharedMemory(&out);
	TEEC_ReleaseSharedMemory(&ordinary);
	TEEC_ReleaseSharedMemory(&other);
	TEEC_ReleaseSharedMemory(&frame);
	engine_close();
	camera_stream(&camera, 0);
	camera_close(&camera);
	return tap_done();
}
