// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the secure side must refuse, asked from user space through libteec
 *
 * - a restricted buffer for a trusted application without the secure data
 *   path: fails to fail if OP-TEE's pool is ordinary shared memory to it;
 * - plaintext into an ordinary buffer, by each scheme: fails to fail if the
 *   cenc application does not check its output;
 * - a key, when keys are listed;
 * - the decoder and the display for user space: fails to fail if the
 *   applications accept any login.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <tee_client_api.h>
#include <tee_client_api_extensions.h>
#include <unistd.h>

#include "engine/protocol.h"
#include "lib/alloc.h"
#include "lib/tap.h"
#include "engine/ta/sum_ta.h"

#define BUFFER_SIZE 8192

static const TEEC_UUID cenc_uuid = { RST_TA_CENC_UUID };
static const TEEC_UUID vdec_uuid = { RST_TA_VDEC_UUID };
static const TEEC_UUID disp_uuid = { RST_TA_DISP_UUID };
static const TEEC_UUID secure_uuid = SUM_TA_SECURE_UUID;
static const TEEC_UUID plain_uuid = SUM_TA_PLAIN_UUID;

static TEEC_Context context;

static TEEC_Result open_session(const TEEC_UUID *uuid, TEEC_Session *session,
				uint32_t login)
{
	uint32_t origin;

	return TEEC_OpenSession(&context, session, uuid, login, NULL, NULL,
				&origin);
}

static TEEC_Result sum(TEEC_Session *session, TEEC_SharedMemory *memory,
		       uint32_t *answer)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT,
					       TEEC_VALUE_OUTPUT, TEEC_NONE,
					       TEEC_NONE),
	};
	TEEC_Result result;
	uint32_t origin;

	operation.params[0].memref.parent = memory;
	operation.params[0].memref.size = BUFFER_SIZE;
	result = TEEC_InvokeCommand(session, 1, &operation, &origin);
	*answer = operation.params[1].value.a;
	return result;
}

static void test_flag(TEEC_SharedMemory *restricted)
{
	TEEC_SharedMemory ordinary = {
		.size = BUFFER_SIZE, .flags = TEEC_MEM_INPUT,
	};
	TEEC_Session session;
	TEEC_Result result;
	uint32_t answer;

	result = open_session(&secure_uuid, &session, TEEC_LOGIN_PUBLIC);
	if (tap(!result, "application with the secure data path opens (%#x)",
		result)) {
		result = sum(&session, restricted, &answer);
		tap(!result, "it reads a restricted buffer (%#x)", result);
		TEEC_CloseSession(&session);
	}

	result = open_session(&plain_uuid, &session, TEEC_LOGIN_PUBLIC);
	if (!tap(!result, "application without it opens (%#x)", result))
		return;
	if (!TEEC_AllocateSharedMemory(&context, &ordinary)) {
		memset(ordinary.buffer, 1, BUFFER_SIZE);
		result = sum(&session, &ordinary, &answer);
		tap(!result && answer == BUFFER_SIZE,
		    "it reads ordinary memory (%#x)", result);
		TEEC_ReleaseSharedMemory(&ordinary);
	}
	result = sum(&session, restricted, &answer);
	if (tap(result != TEEC_SUCCESS,
		"and is refused the restricted buffer (%#x)", result))
		printf("refused: trusted application without the secure data path (%#x)\n",
		       result);
	TEEC_CloseSession(&session);
}

static const uint8_t kid[16] = "engine test kid", key[16] = "engine test key";

static TEEC_Result key_command(TEEC_Session *session, uint32_t command)
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
	return TEEC_InvokeCommand(session, command, &operation, &origin);
}

static TEEC_Result decrypt(TEEC_Session *session, TEEC_SharedMemory *output,
			   uint32_t scheme)
{
	static const uint8_t sample[64] = "a sample";
	struct rst_cenc_request request = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(request) },
		.scheme = scheme,
		.format = RST_CENC_FORMAT_RAW,
		.iv_size = 16,
	};
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT,
					       TEEC_MEMREF_PARTIAL_OUTPUT,
					       TEEC_MEMREF_TEMP_INPUT,
					       TEEC_VALUE_OUTPUT),
	};
	uint32_t origin;

	memcpy(request.kid, kid, sizeof(kid));
	operation.params[0].tmpref.buffer = (void *)sample;
	operation.params[0].tmpref.size = sizeof(sample);
	operation.params[1].memref.parent = output;
	operation.params[1].memref.size = BUFFER_SIZE;
	operation.params[2].tmpref.buffer = &request;
	operation.params[2].tmpref.size = sizeof(request);
	return TEEC_InvokeCommand(session, RST_CENC_CMD_DECRYPT, &operation,
				  &origin);
}

/*
 * The attack: content is taken for ciphertext, or for a part of the request, and
 * sizes and errors tell what it is. Fails where it is looked at.
 */
static void test_content_as_input(TEEC_Session *session,
				  TEEC_SharedMemory *restricted)
{
	static const uint8_t sample[64];
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT,
					       TEEC_MEMREF_PARTIAL_OUTPUT,
					       TEEC_MEMREF_TEMP_INPUT,
					       TEEC_VALUE_OUTPUT),
	};
	struct rst_cenc_request request = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(request) },
		.scheme = RST_CENC_SCHEME_CLEAR,
		.format = RST_CENC_FORMAT_RAW,
	};
	TEEC_Result result;
	uint32_t origin;

	operation.params[0].memref.parent = restricted;
	operation.params[0].memref.size = BUFFER_SIZE / 2;
	operation.params[1].memref.parent = restricted;
	operation.params[1].memref.offset = BUFFER_SIZE / 2;
	operation.params[1].memref.size = BUFFER_SIZE / 2;
	operation.params[2].tmpref.buffer = &request;
	operation.params[2].tmpref.size = sizeof(request);
	result = TEEC_InvokeCommand(session, RST_CENC_CMD_DECRYPT, &operation,
				    &origin);
	tap(result == TEEC_ERROR_ACCESS_DENIED,
	    "a sample in restricted memory is refused (%#x)", result);

	operation.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT,
						TEEC_MEMREF_PARTIAL_OUTPUT,
						TEEC_MEMREF_PARTIAL_INPUT,
						TEEC_VALUE_OUTPUT);
	operation.params[0].tmpref.buffer = (void *)sample;
	operation.params[0].tmpref.size = sizeof(sample);
	operation.params[2].memref.parent = restricted;
	operation.params[2].memref.offset = 0;
	operation.params[2].memref.size = BUFFER_SIZE / 2;
	result = TEEC_InvokeCommand(session, RST_CENC_CMD_DECRYPT, &operation,
				    &origin);
	tap(result == TEEC_ERROR_ACCESS_DENIED,
	    "so is a request in it (%#x)", result);
}

/* By each scheme: another one is another way through the application. */
static void decrypt_all(TEEC_Session *session, TEEC_SharedMemory *restricted,
			TEEC_SharedMemory *ordinary)
{
	static const uint32_t schemes[] = {
		RST_CENC_SCHEME_CLEAR, RST_CENC_SCHEME_CENC,
		RST_CENC_SCHEME_CENS, RST_CENC_SCHEME_CBC1,
		RST_CENC_SCHEME_CBCS,
	};
	TEEC_Result result;

	for (int i = 0; i < 5; i++) {
		const char *name = i ? (const char *)&schemes[i] : "none";

		result = decrypt(session, restricted, schemes[i]);
		tap(!result, "it writes into a restricted buffer, scheme %.4s (%#x)",
		    name, result);
		result = decrypt(session, ordinary, schemes[i]);
		if (tap(result == TEEC_ERROR_ACCESS_DENIED,
			"plaintext into an ordinary one is refused (%#x)",
			result) && !i)
			printf("refused: plaintext into an ordinary buffer (access denied)\n");
	}
}

static void test_plaintext(TEEC_SharedMemory *restricted)
{
	TEEC_SharedMemory ordinary = {
		.size = BUFFER_SIZE, .flags = TEEC_MEM_OUTPUT,
	};
	TEEC_Session session;
	TEEC_Result result;

	result = open_session(&cenc_uuid, &session, TEEC_LOGIN_PUBLIC);
	if (!tap(!result, "cenc application opens (%#x)", result))
		return;
	test_content_as_input(&session, restricted);
	result = key_command(&session, RST_CENC_CMD_LAB_SET_KEY);
	tap(!result, "a key is set (%#x)", result);
	result = TEEC_AllocateSharedMemory(&context, &ordinary);
	if (tap(!result, "ordinary shared memory (%#x)", result)) {
		decrypt_all(&session, restricted, &ordinary);
		TEEC_ReleaseSharedMemory(&ordinary);
	}
	result = key_command(&session, RST_CENC_CMD_LAB_REMOVE_KEY);
	tap(!result, "and removed (%#x)", result);
	TEEC_CloseSession(&session);
}

static TEEC_Result list_keys(TEEC_Session *session, uint32_t type,
			     void *buffer, size_t size)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(type, TEEC_NONE, TEEC_NONE,
					       TEEC_NONE),
	};
	uint32_t origin;

	if (type == TEEC_MEMREF_TEMP_INOUT) {
		operation.params[0].tmpref.buffer = buffer;
		operation.params[0].tmpref.size = size;
	} else {
		operation.params[0].memref.parent = buffer;
		operation.params[0].memref.size = size;
	}
	return TEEC_InvokeCommand(session, RST_CENC_CMD_LIST_KEYS, &operation,
				  &origin);
}

/* Fails where four bytes of a key, in a row, come back. */
static void test_list(TEEC_SharedMemory *restricted)
{
	struct rst_cenc_key_list list = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(list) },
	};
	TEEC_Session session;
	TEEC_Result result;
	int leaks = 0;

	if (!tap(!open_session(&cenc_uuid, &session, TEEC_LOGIN_PUBLIC),
		 "cenc application opens"))
		return;
	key_command(&session, RST_CENC_CMD_LAB_SET_KEY);
	memset(list.keys, 0xee, sizeof(list.keys));
	result = list_keys(&session, TEEC_MEMREF_TEMP_INOUT, &list,
			   sizeof(list));
	tap(!result && list.num_keys && !memcmp(list.keys[0].kid, kid, 16),
	    "the key that was set last is listed first (%#x)", result);
	for (size_t i = 0; i <= sizeof(key) - 4; i++)
		leaks += !!memmem(&list, sizeof(list), key + i, 4);
	tap(!leaks, "and is not told, not even in part");

	result = list_keys(&session, TEEC_MEMREF_TEMP_INOUT, &list,
			   sizeof(list) - 1);
	tap(result == TEEC_ERROR_BAD_PARAMETERS,
	    "a list without room for all is refused (%#x)", result);
	result = list_keys(&session, TEEC_MEMREF_PARTIAL_INOUT, restricted,
			   BUFFER_SIZE);
	tap(result == TEEC_ERROR_ACCESS_DENIED,
	    "so is one in restricted memory (%#x)", result);
	key_command(&session, RST_CENC_CMD_LAB_REMOVE_KEY);
	result = key_command(&session, RST_CENC_CMD_LAB_REMOVE_KEY);
	tap(result == TEEC_ERROR_ITEM_NOT_FOUND,
	    "a key is removed once (%#x)", result);
	TEEC_CloseSession(&session);
}

static void test_login(const char *name, const TEEC_UUID *uuid, uint32_t login)
{
	TEEC_Session session;
	TEEC_Result result = open_session(uuid, &session, login);

	tap(result != TEEC_SUCCESS, "%s with login %#x is refused (%#x)", name,
	    login, result);
	if (!result)
		TEEC_CloseSession(&session);
}

int main(int argc, char **argv)
{
	TEEC_SharedMemory restricted = {
		.flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT,
	};
	TEEC_Result result = TEEC_InitializeContext(NULL, &context);
	int fd;

	tap_start(argc, argv);
	if (!tap(!result, "TEE context (%#x)", result))
		return tap_done();
	fd = heap_alloc("protected,secure-video", BUFFER_SIZE);
	tap(fd >= 0, "restricted buffer (%s)", strerror(fd < 0 ? -fd : 0));
	result = TEEC_RegisterSharedMemoryFileDescriptor(&context, &restricted,
							 fd);
	if (tap(!result, "registered by fd (%#x)", result)) {
		close(fd);
		TAP_CASE(test_flag, &restricted);
		TAP_CASE(test_plaintext, &restricted);
		TAP_CASE(test_list, &restricted);
		TEEC_ReleaseSharedMemory(&restricted);
	}
	TAP_CASE(test_login, "vdec", &vdec_uuid, TEEC_LOGIN_PUBLIC);
	TAP_CASE(test_login, "disp", &disp_uuid, TEEC_LOGIN_PUBLIC);
	TAP_CASE(test_login, "vdec", &vdec_uuid, 0x80000000);
	TAP_CASE(test_login, "disp", &disp_uuid, 0x80000000);
	TEEC_FinalizeContext(&context);
	return tap_done();
}
