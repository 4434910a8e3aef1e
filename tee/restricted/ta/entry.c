// SPDX-License-Identifier: BSD-2-Clause
/*
 * Clears restricted memory before its next owner gets it
 *
 * What the normal world asks for can do no harm but to the asker: zeros are
 * all that is ever written, and restricted memory is all they go to.
 */
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "scrub.h"

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

/* A process must not be able to clear what others have in a buffer. */
TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
				    void **session)
{
	TEE_Identity identity = { 0 };
	TEE_Result res;

	(void)types;
	(void)params;
	(void)session;
	res = TEE_GetPropertyAsIdentity(TEE_PROPSET_CURRENT_CLIENT,
					"gpd.client.identity", &identity);
	if (res)
		return res;

	return identity.login == TEE_LOGIN_REE_KERNEL ?
	       TEE_SUCCESS : TEE_ERROR_ACCESS_DENIED;
}

void TA_CloseSessionEntryPoint(void *session)
{
	(void)session;
}

static TEE_Result clear(uint32_t types, TEE_Param params[4])
{
	const uint32_t expected = TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_OUTPUT,
						  TEE_PARAM_TYPE_VALUE_OUTPUT,
						  TEE_PARAM_TYPE_NONE,
						  TEE_PARAM_TYPE_NONE);
	void *memory = params[0].memref.buffer;
	size_t size = params[0].memref.size;
	TEE_Result res;

	if (types != expected || !memory || !size)
		return TEE_ERROR_BAD_PARAMETERS;
	res = TEE_CheckMemoryAccessRights(TEE_MEMORY_ACCESS_WRITE |
					  TEE_MEMORY_ACCESS_ANY_OWNER |
					  TEE_MEMORY_ACCESS_SECURE,
					  memory, size);
	if (res)
		return res;

	TEE_MemFill(memory, 0, size);
	/* the next owner may be a device that doesn't look into caches */
	res = TEE_CacheFlush(memory, size);
	if (res)
		return res;

	params[1].value.a = size;
	params[1].value.b = (uint64_t)size >> 32;
	return TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
				      uint32_t types, TEE_Param params[4])
{
	(void)session;
	switch (command) {
	case SCRUB_TA_CLEAR:
		return clear(types, params);
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
