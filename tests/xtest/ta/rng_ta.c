// SPDX-License-Identifier: BSD-2-Clause
/*
 * The random generator that the kernel's optee-rng is a client of
 *
 * OP-TEE has one of its own only on machines with such hardware; this one takes
 * the bytes from OP-TEE's software generator.
 */
#include <tee_internal_api.h>

#include "stateless.h"

enum { CMD_GET_ENTROPY, CMD_GET_INFO };

static TEE_Result get_entropy(uint32_t types, TEE_Param params[4])
{
	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INOUT,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	TEE_GenerateRandom(params[0].memref.buffer, params[0].memref.size);
	return TEE_SUCCESS;
}

/* Bytes per second, 0 for as many as wanted, and bits of entropy in 1024. */
static TEE_Result get_info(uint32_t types, TEE_Param params[4])
{
	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_OUTPUT,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	params[0].value.a = 0;
	params[0].value.b = 1024;
	return TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
				      uint32_t types, TEE_Param params[4])
{
	(void)session;
	switch (command) {
	case CMD_GET_ENTROPY:
		return get_entropy(types, params);
	case CMD_GET_INFO:
		return get_info(types, params);
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
