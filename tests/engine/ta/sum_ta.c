// SPDX-License-Identifier: BSD-2-Clause
/*
 * Adds up the bytes of a memory reference, p0; p1 answers in a
 *
 * Built twice: with TA_FLAG_SECURE_DATA_PATH, and without, which is what an
 * application looks like that must not see restricted memory.
 */
#include <tee_internal_api.h>

#include "stateless.h"

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
				      uint32_t types, TEE_Param params[4])
{
	const uint32_t expected = TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
						  TEE_PARAM_TYPE_VALUE_OUTPUT,
						  TEE_PARAM_TYPE_NONE,
						  TEE_PARAM_TYPE_NONE);
	const volatile uint8_t *bytes = params[0].memref.buffer;
	uint32_t sum = 0;

	(void)session;
	(void)command;
	if (types != expected)
		return TEE_ERROR_BAD_PARAMETERS;
	for (size_t i = 0; i < params[0].memref.size; i++)
		sum += bytes[i];
	params[1].value.a = sum;
	return TEE_SUCCESS;
}
