// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <string.h>

#include "engine.h"

TEEC_Context context;
static TEEC_Session cenc, cam;

static void open_session(TEEC_Session *session, const TEEC_UUID *uuid)
{
	TEEC_Result result;

	result = TEEC_OpenSession(&context, session, uuid, TEEC_LOGIN_PUBLIC,
				  NULL, NULL, NULL);
	if (result)
		errx(1, "no session with an application: %#x", result);
}

void engine_open(void)
{
	static const TEEC_UUID cenc_uuid = { RST_TA_CENC_UUID };
	static const TEEC_UUID cam_uuid = { RST_TA_CAM_UUID };

	if (TEEC_InitializeContext(NULL, &context))
		errx(1, "no TEE");
	open_session(&cenc, &cenc_uuid);
	open_session(&cam, &cam_uuid);
}

void engine_close(void)
{
	TEEC_CloseSession(&cam);
	TEEC_CloseSession(&cenc);
	TEEC_FinalizeContext(&context);
}

void engine_memory(TEEC_SharedMemory *memory, int dmabuf, size_t size)
{
	TEEC_Result result;

	memset(memory, 0, sizeof(*memory));
	memory->size = size;
	memory->flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT;
	result = dmabuf < 0 ? TEEC_AllocateSharedMemory(&context, memory) :
		 TEEC_RegisterSharedMemoryFileDescriptor(&context, memory,
							 dmabuf);
	if (result)
		errx(1, "no shared memory: %#x", result);
}

TEEC_Result set_key(uint8_t kid, uint32_t usage)
{
	struct rst_cenc_lab_key key = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(key) },
		.usage = usage,
	};
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT,
					       TEEC_NONE, TEEC_NONE, TEEC_NONE),
		.params[0].tmpref = { &key, sizeof(key) },
	};

	memset(key.kid, kid, sizeof(key.kid));
	memset(key.key, 0x5a, sizeof(key.key));
	return TEEC_InvokeCommand(&cenc, RST_CENC_CMD_LAB_SET_KEY, &operation,
				  NULL);
}

TEEC_Result fill(TEEC_SharedMemory *memory, uint8_t value, size_t bytes)
{
	struct rst_cenc_request request = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(request) },
		.scheme = RST_CENC_SCHEME_CLEAR,
		.format = RST_CENC_FORMAT_RAW,
	};
	uint8_t sample[4096];
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT,
					       TEEC_MEMREF_PARTIAL_OUTPUT,
					       TEEC_MEMREF_TEMP_INPUT,
					       TEEC_VALUE_OUTPUT),
		.params[0].tmpref = { sample, bytes },
		.params[1].memref = { memory, memory->size, 0 },
		.params[2].tmpref = { &request, sizeof(request) },
	};

	if (bytes > sizeof(sample))
		errx(1, "fill: %zu bytes are too many", bytes);
	memset(sample, value, sizeof(sample));
	return TEEC_InvokeCommand(&cenc, RST_CENC_CMD_DECRYPT, &operation,
				  NULL);
}

TEEC_Result encode(struct rst_cam_encode *request, TEEC_SharedMemory *frame,
		   TEEC_SharedMemory *out, size_t *size)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT,
					       TEEC_MEMREF_PARTIAL_OUTPUT,
					       TEEC_MEMREF_TEMP_INOUT,
					       TEEC_NONE),
		.params[0].memref = { frame, frame->size, 0 },
		.params[1].memref = { out, *size, 0 },
		.params[2].tmpref = { request, sizeof(*request) },
	};
	TEEC_Result result;

	result = TEEC_InvokeCommand(&cam, RST_CAM_CMD_ENCODE, &operation, NULL);
	*size = operation.params[1].memref.size;
	return result;
}

TEEC_Result encrypt(uint8_t kid, TEEC_SharedMemory *out)
{
	static uint8_t sample[64];
	struct rst_cenc_encrypt request = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(request) },
	};
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT,
					       TEEC_MEMREF_PARTIAL_OUTPUT,
					       TEEC_MEMREF_TEMP_INOUT,
					       TEEC_NONE),
		.params[0].tmpref = { sample, sizeof(sample) },
		.params[1].memref = { out, out->size, 0 },
		.params[2].tmpref = { &request, sizeof(request) },
	};

	memset(request.kid, kid, sizeof(request.kid));
	return TEEC_InvokeCommand(&cenc, RST_CENC_CMD_ENCRYPT, &operation,
				  NULL);
}
