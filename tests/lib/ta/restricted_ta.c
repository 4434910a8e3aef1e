// SPDX-License-Identifier: BSD-2-Clause
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "restricted_ta.h"
#include "stateless.h"

static TEE_Result restricted(uint32_t access, const TEE_Param *param)
{
	return TEE_CheckMemoryAccessRights(access | TEE_MEMORY_ACCESS_SECURE |
					   TEE_MEMORY_ACCESS_ANY_OWNER,
					   param->memref.buffer,
					   param->memref.size);
}

static TEE_Result fill(uint32_t types, TEE_Param params[4])
{
	const uint32_t expected = TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_OUTPUT,
						  TEE_PARAM_TYPE_VALUE_INPUT,
						  TEE_PARAM_TYPE_NONE,
						  TEE_PARAM_TYPE_NONE);
	uint8_t *bytes = params[0].memref.buffer;
	TEE_Result res;

	if (types != expected)
		return TEE_ERROR_BAD_PARAMETERS;
	res = restricted(TEE_MEMORY_ACCESS_WRITE, &params[0]);
	if (res)
		return res;
	for (size_t i = 0; i < params[0].memref.size; i++)
		bytes[i] = params[1].value.a + i * 7;
	return TEE_SUCCESS;
}

static TEE_Result reading(uint32_t types, const TEE_Param params[4])
{
	const uint32_t expected = TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
						  TEE_PARAM_TYPE_VALUE_OUTPUT,
						  TEE_PARAM_TYPE_NONE,
						  TEE_PARAM_TYPE_NONE);

	if (types != expected)
		return TEE_ERROR_BAD_PARAMETERS;
	return restricted(TEE_MEMORY_ACCESS_READ, &params[0]);
}

static TEE_Result hash(uint32_t types, TEE_Param params[4])
{
	const uint8_t *bytes = params[0].memref.buffer;
	TEE_Result res = reading(types, params);
	uint32_t sum = 0;

	if (res)
		return res;
	for (size_t i = 0; i < params[0].memref.size; i++)
		sum = 31 * sum + bytes[i];
	params[1].value.a = sum;
	return TEE_SUCCESS;
}

static TEE_Result count(uint32_t types, TEE_Param params[4])
{
	const uint8_t *bytes = params[0].memref.buffer;
	TEE_Result res = reading(types, params);
	uint32_t sum = 0;

	if (res)
		return res;
	for (size_t i = 0; i < params[0].memref.size; i++)
		sum += !!bytes[i];
	params[1].value.a = sum;
	return TEE_SUCCESS;
}

static TEE_Result wait(uint32_t types, TEE_Param params[4])
{
	const uint32_t expected = TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
						  TEE_PARAM_TYPE_VALUE_INPUT,
						  TEE_PARAM_TYPE_NONE,
						  TEE_PARAM_TYPE_NONE);

	if (types != expected)
		return TEE_ERROR_BAD_PARAMETERS;
	return TEE_Wait(params[1].value.a);
}

/* To close it, the TEE has to ask the supplicant. */
static TEE_Result keep_file(void)
{
	static const char name[] = "kept";
	TEE_ObjectHandle file;

	return TEE_CreatePersistentObject(TEE_STORAGE_PRIVATE_REE, name,
					  sizeof(name),
					  TEE_DATA_FLAG_ACCESS_WRITE |
					  TEE_DATA_FLAG_OVERWRITE,
					  TEE_HANDLE_NULL, name, sizeof(name),
					  &file);
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
				      uint32_t types, TEE_Param params[4])
{
	(void)session;
	switch (command) {
	case RESTRICTED_TA_FILL:
		return fill(types, params);
	case RESTRICTED_TA_HASH:
		return hash(types, params);
	case RESTRICTED_TA_COUNT:
		return count(types, params);
	case RESTRICTED_TA_WAIT:
		return wait(types, params);
	case RESTRICTED_TA_KEEP_FILE:
		return keep_file();
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
