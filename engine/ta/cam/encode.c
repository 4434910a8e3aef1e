// SPDX-License-Identifier: BSD-2-Clause
/*
 * From restricted memory into a recording
 *
 * What the camera itself has captured becomes a JPEG file, here, and the cenc
 * application, which has the keys, encrypts it into the client's memory. Clear
 * content lies in restricted memory, in this application's, and in what OP-TEE
 * copies from one application to the other.
 */
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "../../core/record.h"
#include "../common/client.h"
#include "../common/hmac.h"
#include "encode.h"

static TEE_TASessionHandle cenc;

static TEE_Result open_cenc(void)
{
	static const TEE_UUID uuid = { RST_TA_CENC_UUID };
	TEE_Result res;

	if (cenc)
		return TEE_SUCCESS;
	res = TEE_OpenTASession(&uuid, TEE_TIMEOUT_INFINITE, 0, NULL, &cenc,
				NULL);
	/* To the client that would mean that there is no key. */
	return res == TEE_ERROR_ITEM_NOT_FOUND ? TEE_ERROR_COMMUNICATION : res;
}

void rst_cam_encode_end(void)
{
	if (cenc)
		TEE_CloseTASession(cenc);
	cenc = TEE_HANDLE_NULL;
}

static TEE_Result encrypt(const struct rst_record *record, TEE_Param *out,
			  struct rst_cam_encode *request)
{
	struct rst_cenc_encrypt message = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(message) },
	};
	TEE_Param params[TEE_NUM_PARAMS] = {
		[0].memref = { record->data, record->size },
		[1] = *out,
		[2].memref = { &message, sizeof(message) },
	};
	TEE_Result res;

	res = open_cenc();
	if (res)
		return res;
	TEE_MemMove(message.kid, request->kid, sizeof(message.kid));
	res = TEE_InvokeTACommand(cenc, TEE_TIMEOUT_INFINITE,
				  RST_CENC_CMD_ENCRYPT,
				  TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
						  TEE_PARAM_TYPE_MEMREF_OUTPUT,
						  TEE_PARAM_TYPE_MEMREF_INOUT,
						  TEE_PARAM_TYPE_NONE),
				  params, NULL);
	/* A session with a dead application stays dead. */
	if (res == TEE_ERROR_TARGET_DEAD)
		rst_cam_encode_end();
	if (res && res != TEE_ERROR_SHORT_BUFFER)
		return res;

	out->memref.size = record->size;
	TEE_MemMove(request->iv, message.iv, sizeof(request->iv));
	request->bytes = record->size;

	return res;
}

TEE_Result rst_cam_encode(uint32_t types, TEE_Param params[4])
{
	struct rst_cam_encode request = { 0 };
	struct rst_record record = { 0 };
	struct rst_nv12 frame;
	TEE_Result res;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
				     TEE_PARAM_TYPE_MEMREF_OUTPUT,
				     TEE_PARAM_TYPE_MEMREF_INOUT,
				     TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[2], &request, sizeof(request));
	if (res)
		return res;
	res = rst_require_restricted_input(params[0].memref.buffer,
					   params[0].memref.size);
	if (res)
		return res;
	res = rst_require_ordinary(params[1].memref.buffer,
				   params[1].memref.size);
	if (res)
		return res;

	frame = (struct rst_nv12){
		.data = params[0].memref.buffer,
		.size = params[0].memref.size,
		.stride = request.stride,
		.lines = request.lines,
	};
	res = rst_result(rst_record_frame(&request, &frame, rst_hmac(),
					  &record));
	if (res)
		return res;

	res = encrypt(&record, &params[1], &request);
	rst_record_free(&record);
	if (!res)
		TEE_MemMove(params[2].memref.buffer, &request, sizeof(request));

	return res;
}
