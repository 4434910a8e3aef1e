// SPDX-License-Identifier: BSD-2-Clause
/*
 * The trusted application that decodes
 *
 * One session is one stream. It holds no keys, so that a bug in the decoder
 * gives none away.
 */
#include <malloc.h>
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "../../core/budget.h"
#include "../../core/decoder.h"
#include "../common/client.h"
#include "stamp.h"
#include "user_ta_header_defines.h"

/*
 * The rest of the heap, once. Until the last session is closed it stays: the
 * camera's application, for one, has to do without it.
 */
static size_t grow_heap(void)
{
	const size_t bytes = RST_VDEC_HEAP_SIZE - TA_DATA_SIZE;
	static bool grown;
	void *more;

	if (grown || !bytes)
		return 0;
	more = tee_map_zi(bytes, 0);
	if (!more)
		return 0;
	malloc_add_pool(more, bytes);
	grown = true;

	return bytes;
}

TEE_Result TA_CreateEntryPoint(void)
{
	rst_decoder_set_budget(TA_DATA_SIZE);
	rst_budget_set_growth(grow_heap);

	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
	rst_vdec_stamp_close();
}

static TEE_Result read_codec(uint32_t types, const TEE_Param *params,
			     uint32_t *codec)
{
	switch (types) {
	case TEE_PARAM_TYPES(TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
			     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE):
		*codec = RST_VDEC_CODEC_H264;
		return TEE_SUCCESS;
	case TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INPUT, TEE_PARAM_TYPE_NONE,
			     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE):
		*codec = params[0].value.a;
		return TEE_SUCCESS;
	default:
		return TEE_ERROR_BAD_PARAMETERS;
	}
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
				    void **session)
{
	struct rst_decoder *decoder = NULL;
	uint32_t codec;
	TEE_Result res;

	res = read_codec(types, params, &codec);
	if (res)
		return res;
	res = rst_require_kernel_client();
	if (res)
		return res;

	res = rst_result(rst_decoder_open(codec, &decoder));
	if (!res)
		*session = decoder;

	return res;
}

void TA_CloseSessionEntryPoint(void *session)
{
	rst_decoder_close(session);
}

/* The unit and the frame may each be missing; the core knows when they may. */
static bool types_are_decode(uint32_t types)
{
	uint32_t unit = TEE_PARAM_TYPE_GET(types, 0);
	uint32_t frame = TEE_PARAM_TYPE_GET(types, 1);
	uint32_t chroma = TEE_PARAM_TYPE_GET(types, 3);

	return (unit == TEE_PARAM_TYPE_NONE ||
		unit == TEE_PARAM_TYPE_MEMREF_INPUT) &&
	       (frame == TEE_PARAM_TYPE_NONE ||
		frame == TEE_PARAM_TYPE_MEMREF_OUTPUT) &&
	       TEE_PARAM_TYPE_GET(types, 2) == TEE_PARAM_TYPE_MEMREF_INOUT &&
	       (chroma == TEE_PARAM_TYPE_NONE ||
		(chroma == TEE_PARAM_TYPE_MEMREF_OUTPUT &&
		 frame == TEE_PARAM_TYPE_MEMREF_OUTPUT));
}

/* Each plane on its own: one that is restricted says nothing of the other. */
static TEE_Result read_frame(uint32_t types, const TEE_Param *params,
			     const struct rst_vdec_job *job,
			     struct rst_nv12 *frame)
{
	TEE_Result res;

	frame->data = params[1].memref.buffer;
	frame->size = params[1].memref.size;
	frame->stride = job->frame_stride;
	frame->lines = job->frame_lines;
	res = rst_require_restricted(frame->data, frame->size);
	if (res || TEE_PARAM_TYPE_GET(types, 3) == TEE_PARAM_TYPE_NONE)
		return res;

	frame->chroma = params[3].memref.buffer;
	frame->chroma_size = params[3].memref.size;

	return rst_require_restricted(frame->chroma, frame->chroma_size);
}

/*
 * What is in ordinary memory the normal world knows. Anything else must be as cenc
 * has made it: in pieces that the normal world puts together, a unit would have
 * secrets where the decoder's answers tell of them.
 */
static TEE_Result decode_unit(struct rst_decoder *decoder,
			      const TEE_Param *unit,
			      const struct rst_nv12 *frame,
			      struct rst_vdec_job *job)
{
	void *data = unit->memref.buffer;
	size_t size = unit->memref.size;
	const struct rst_mac *mac;
	TEE_Result res;

	if (!rst_require_ordinary_input(data, size))
		return rst_result(rst_decoder_decode(decoder, data, size,
						     frame, job));

	res = rst_vdec_stamp_open(&mac);
	if (res)
		return res;
	res = rst_result(rst_decoder_decode_stamped(decoder, mac, data, size,
						    frame, job));
	if (res != TEE_ERROR_ACCESS_DENIED || rst_vdec_stamp_refused(&mac))
		return res;

	return rst_result(rst_decoder_decode_stamped(decoder, mac, data, size,
						     frame, job));
}

static TEE_Result decode(struct rst_decoder *decoder, uint32_t types,
			 TEE_Param *params)
{
	struct rst_nv12 nv12 = { 0 }, *frame = NULL;
	struct rst_vdec_job job = { 0 };
	const TEE_Param *unit = NULL;
	TEE_Result res;

	if (!types_are_decode(types))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[2], &job, sizeof(job));
	if (res)
		return res;

	if (TEE_PARAM_TYPE_GET(types, 0) != TEE_PARAM_TYPE_NONE) {
		unit = &params[0];
		if (!unit->memref.buffer)
			return TEE_ERROR_BAD_PARAMETERS;
	}
	if (TEE_PARAM_TYPE_GET(types, 1) != TEE_PARAM_TYPE_NONE) {
		res = read_frame(types, params, &job, &nv12);
		if (res)
			return res;
		frame = &nv12;
	}

	if (unit)
		res = decode_unit(decoder, unit, frame, &job);
	else
		res = rst_result(rst_decoder_decode(decoder, NULL, 0, frame,
						    &job));
	if (res)
		return res;
	if (frame)
		params[1].memref.size = job.frame_bytes;
	if (nv12.chroma)
		params[3].memref.size = job.chroma_bytes;
	TEE_MemMove(params[2].memref.buffer, &job, sizeof(job));

	return TEE_SUCCESS;
}

static TEE_Result flush(struct rst_decoder *decoder, uint32_t types)
{
	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	rst_decoder_flush(decoder);

	return TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
				      uint32_t types, TEE_Param params[4])
{
	switch (command) {
	case RST_VDEC_CMD_DECODE:
		return decode(session, types, params);
	case RST_VDEC_CMD_FLUSH:
		return flush(session, types);
#ifdef RST_LAB
	case RST_VDEC_CMD_LAB_PANIC:
		TEE_Panic(TEE_ERROR_GENERIC);
		return TEE_ERROR_GENERIC;
#endif
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
