// SPDX-License-Identifier: GPL-2.0-only
/*
 * The secure data path, as OP-TEE's xtest has it in its case 1014, with libteec
 *
 * Into restricted memory, changed in there, out again, and compared; in all
 * ways that lead there, and none that must not. The dma-buf's descriptor is
 * closed as soon as it is registered.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tee_client_api.h>
#include <tee_client_api_extensions.h>
#include <unistd.h>

#include "secure-data-path/ta/sdp_ta.h"
#include "engine/ta/sum_ta.h"
#include "lib/tee.h"

#define SIZE	(16 * PAGE)
/* neither the beginning nor a page's */
#define OFFSET	(3 * PAGE + 40)
#define LENGTH	(5 * PAGE + 7)

/* OP-TEE's pseudo application for tests, and its command for copying in */
#define PSEUDO_TA_UUID \
	{ 0xd96a5b40, 0xc3e5, 0x21e3, \
	  { 0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b } }
#define PSEUDO_COPY_IN	3
#define PSEUDO_MODIFY	4
#define PSEUDO_COPY_OUT	5

static const struct source {
	const char *name;
	const char *heap;	/* or the TEE device, where NULL */
	uint32_t use_case;
} sources[] = {
	{ "secure-video", RSTMEM_HEAP_SECURE_VIDEO_PLAY, 1 },
	{ "trusted-ui", RSTMEM_HEAP_TRUSTED_UI, 2 },
	{ "secure-video-record", RSTMEM_HEAP_SECURE_VIDEO_RECORD, 3 },
	{ "secure-video by the TEE", NULL, 1 },
	{ "trusted-ui by the TEE", NULL, 2 },
	{ "secure-video-record by the TEE", NULL, 3 },
};

static TEEC_Context context;
static TEEC_Session sdp, plain, pseudo;
static int tee;
static uint32_t raw_session;

static bool open_session(TEEC_Session *session, TEEC_UUID uuid,
			 const char *what)
{
	TEEC_Result res = TEEC_OpenSession(&context, session, &uuid,
					   TEEC_LOGIN_PUBLIC, NULL, NULL, NULL);

	return tap(!res, "a session with %s (0x%x)", what, res);
}

/* A buffer's descriptor; @id where it came from the TEE */
static int allocate(const struct source *source, int *id)
{
	if (source->heap)
		return heap_alloc(source->heap, SIZE);
	return client_rstmem_alloc(tee, source->use_case, SIZE, id);
}

static TEEC_Result invoke(TEEC_Session *session, uint32_t command,
			  TEEC_SharedMemory *in, TEEC_SharedMemory *out,
			  uint32_t in_offset, uint32_t out_offset)
{
	TEEC_Operation op = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT,
					       TEEC_MEMREF_PARTIAL_OUTPUT,
					       TEEC_NONE, TEEC_NONE),
	};

	op.params[0].memref.parent = in;
	op.params[0].memref.offset = in_offset;
	op.params[0].memref.size = LENGTH;
	op.params[1].memref.parent = out;
	op.params[1].memref.offset = out_offset;
	op.params[1].memref.size = LENGTH;
	return TEEC_InvokeCommand(session, command, &op, NULL);
}

static TEEC_Result change(TEEC_Session *session, uint32_t command,
			  TEEC_SharedMemory *memory)
{
	TEEC_Operation op = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INOUT,
					       TEEC_NONE, TEEC_NONE, TEEC_NONE),
	};

	op.params[0].memref.parent = memory;
	op.params[0].memref.offset = OFFSET;
	op.params[0].memref.size = LENGTH;
	return TEEC_InvokeCommand(session, command, &op, NULL);
}

/* In, changed, out: what comes back is the negative of what went in. */
static bool round_trip(TEEC_SharedMemory *restricted,
		       TEEC_SharedMemory *ordinary, uint32_t in, uint32_t by,
		       uint32_t out)
{
	uint8_t sent[LENGTH];
	uint8_t *bytes = ordinary->buffer;
	TEEC_Result res;

	for (size_t i = 0; i < LENGTH; i++)
		sent[i] = rand();
	memcpy(bytes, sent, LENGTH);
	res = invoke(&sdp, SDP_TA_INJECT + in, ordinary, restricted, 0, OFFSET);
	memset(bytes, 0, LENGTH);
	if (!res)
		res = change(&sdp, SDP_TA_TRANSFORM + by, restricted);
	if (!res)
		res = invoke(&sdp, SDP_TA_DUMP + out, restricted, ordinary,
			     OFFSET, 0);
	if (res)
		printf("# result 0x%x\n", res);
	for (size_t i = 0; i < LENGTH; i++)
		if (bytes[i] != (uint8_t)-sent[i])
			return false;
	return !res;
}

static void allowed(const char *name, TEEC_SharedMemory *restricted,
		    TEEC_SharedMemory *ordinary)
{
	tap(round_trip(restricted, ordinary, SDP_TA_ITSELF, SDP_TA_ITSELF,
		       SDP_TA_ITSELF), "%s: normal world to application", name);
	tap(round_trip(restricted, ordinary, SDP_TA_BY_TA, SDP_TA_BY_TA,
		       SDP_TA_BY_TA), "%s: application to application", name);
	tap(round_trip(restricted, ordinary, SDP_TA_BY_PSEUDO_TA,
		       SDP_TA_BY_PSEUDO_TA, SDP_TA_BY_PSEUDO_TA),
	    "%s: application to pseudo application", name);
	tap(round_trip(restricted, ordinary, SDP_TA_BY_PSEUDO_TA, SDP_TA_BY_TA,
		       SDP_TA_ITSELF), "%s: each of them after another", name);
}

static void refused(const char *name, TEEC_SharedMemory *restricted,
		    TEEC_SharedMemory *ordinary)
{
	TEEC_Result in, modify, out;

	in = invoke(&pseudo, PSEUDO_COPY_IN, ordinary, restricted, 0, OFFSET);
	modify = change(&pseudo, PSEUDO_MODIFY, restricted);
	out = invoke(&pseudo, PSEUDO_COPY_OUT, restricted, ordinary, OFFSET, 0);
	tap(in == TEEC_ERROR_BAD_PARAMETERS &&
	    modify == TEEC_ERROR_BAD_PARAMETERS &&
	    out == TEEC_ERROR_BAD_PARAMETERS,
	    "%s: normal world to pseudo application is refused (0x%x, 0x%x, 0x%x)",
	    name, in, modify, out);
	in = change(&plain, 0, restricted);
	tap(in != TEEC_SUCCESS,
	    "%s: to an application without the flag is refused (0x%x)", name,
	    in);
	in = invoke(&sdp, SDP_TA_INJECT, ordinary, ordinary, 0, LENGTH);
	out = invoke(&sdp, SDP_TA_INJECT, restricted, restricted, 0, OFFSET);
	tap(in == TEEC_ERROR_ACCESS_DENIED && out == TEEC_ERROR_ACCESS_DENIED,
	    "%s: the application tells the worlds apart (0x%x, 0x%x)", name,
	    in, out);
	in = invoke(&sdp, SDP_TA_INJECT, ordinary, restricted, 0,
		    SIZE - LENGTH + 1);
	tap(in != TEEC_SUCCESS, "%s: libteec refuses a byte too many (0x%x)",
	    name, in);
}

static int raw(int id, uint64_t offset, uint64_t size)
{
	struct tee_ioctl_param param = memref(INOUT, id, offset, size);
	struct tee_ioctl_param params[4] = { param };
	uint32_t ret;
	int rc = client_invoke(tee, raw_session, SDP_TA_TRANSFORM, params, 4,
			       &ret);

	return rc ?: (int)ret;
}

/* Past libteec, which checks these itself. */
static void out_of_bounds(const char *name, int id)
{
	tap(!raw(id, 0, SIZE) && !raw(id, SIZE - 1, 1) && !raw(id, 1, PAGE),
	    "%s: all of it, its last byte, and across pages", name);
	tap(raw(id, 0, SIZE + 1) == -EINVAL && raw(id, 1, SIZE) == -EINVAL,
	    "%s: a byte too many: EINVAL", name);
	tap(raw(id, SIZE, 1) == -EINVAL && raw(id, SIZE + PAGE, 1) == -EINVAL,
	    "%s: behind the end: EINVAL", name);
	tap(raw(id, UINT64_MAX, 1) == -EINVAL &&
	    raw(id, 1, UINT64_MAX) == -EINVAL &&
	    raw(id, UINT64_MAX - PAGE + 1, 2 * PAGE) == -EINVAL &&
	    raw(id, 1ULL << 63, 1ULL << 63) == -EINVAL &&
	    raw(id, UINT64_MAX, UINT64_MAX) == -EINVAL,
	    "%s: offset and size overflow: EINVAL", name);
	tap(raw(id, 1ULL << 32, 1) == -EINVAL,
	    "%s: an offset of 33 bits: EINVAL", name);
}

static void raw_part(const struct source *source)
{
	int id = 0, shm = -1, buffer = allocate(source, &id);

	if (source->heap) {
		shm = client_register_fd(tee, buffer, &id);
		close(buffer);
	}
	out_of_bounds(source->name, id);
	close(source->heap ? shm : buffer);
	tap(raw(id, 0, 1) == -EINVAL,
	    "%s: nothing after the last close: EINVAL", source->name);
}

static void try_source(const struct source *source)
{
	TEEC_SharedMemory restricted = {
		.flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT,
	};
	TEEC_SharedMemory ordinary = {
		.size = 2 * LENGTH, .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT,
	};
	int id = 0, fd = allocate(source, &id);
	TEEC_Result res;

	res = TEEC_RegisterSharedMemoryFileDescriptor(&context, &restricted,
						      fd);
	close(fd);
	if (!tap(fd >= 0 && !res && restricted.size == SIZE,
		 "%s: registered by libteec, and closed (%d, 0x%x)",
		 source->name, fd, res))
		return;
	if (!TEEC_AllocateSharedMemory(&context, &ordinary)) {
		allowed(source->name, &restricted, &ordinary);
		refused(source->name, &restricted, &ordinary);
		TEEC_ReleaseSharedMemory(&ordinary);
	}
	TEEC_ReleaseSharedMemory(&restricted);
	raw_part(source);
}

int main(int argc, char **argv)
{
	static const uint8_t uuid[TEE_IOCTL_UUID_LEN] = {
		0x5e, 0x1c, 0x70, 0xa9, 0x93, 0xd2, 0x4b, 0x6f,
		0x8a, 0x04, 0xf7, 0x2e, 0x61, 0xb5, 0x0c, 0x38,
	};
	uint32_t ret;
	size_t i;

	tap_start(argc, argv);
	tee = client_open(TEE_DEVICE);
	if (!tap(!TEEC_InitializeContext(NULL, &context), "libteec finds the TEE") ||
	    !open_session(&sdp, (TEEC_UUID)SDP_TA_UUID, "the application") ||
	    !open_session(&plain, (TEEC_UUID)SUM_TA_PLAIN_UUID,
			  "an application without the flag") ||
	    !open_session(&pseudo, (TEEC_UUID)PSEUDO_TA_UUID,
			  "the pseudo application") ||
	    !tap(!client_open_session(tee, uuid, &raw_session, &ret) && !ret,
		 "a session by hand"))
		return tap_done();

	for (i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		if (tap_case(sources[i].name))
			try_source(&sources[i]);
	}

	TEEC_CloseSession(&pseudo);
	TEEC_CloseSession(&plain);
	TEEC_CloseSession(&sdp);
	TEEC_FinalizeContext(&context);
	close(tee);
	return tap_done();
}
