// SPDX-License-Identifier: BSD-2-Clause
/*
 * The copy engine's hardware: p0 goes to p1, wherever the two are
 *
 * A product's application looks at the worlds itself. This one does not, so that
 * the tests show what the driver lets through.
 */
#include "copy_ta.h"
#include "stateless.h"

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
				      uint32_t types, TEE_Param params[4])
{
	const uint32_t expected = TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
						  TEE_PARAM_TYPE_MEMREF_OUTPUT,
						  TEE_PARAM_TYPE_NONE,
						  TEE_PARAM_TYPE_NONE);

	(void)session;
	if (command != COPY_TA_COPY || types != expected)
		return TEE_ERROR_BAD_PARAMETERS;
	if (params[0].memref.size > params[1].memref.size)
		return TEE_ERROR_SHORT_BUFFER;
	TEE_MemMove(params[1].memref.buffer, params[0].memref.buffer,
		    params[0].memref.size);
	return TEE_SUCCESS;
}
