// SPDX-License-Identifier: BSD-2-Clause
#include <tee_api_defines_extensions.h>
#include <tee_internal_api.h>

#include "client.h"

TEE_Result rst_require_kernel_client(void)
{
	TEE_Identity identity = { 0 };
	TEE_Result res;

	res = TEE_GetPropertyAsIdentity(TEE_PROPSET_CURRENT_CLIENT,
					"gpd.client.identity", &identity);
	if (res)
		return res;
	if (identity.login != TEE_LOGIN_REE_KERNEL)
		return TEE_ERROR_ACCESS_DENIED;

	return TEE_SUCCESS;
}

TEE_Result rst_require_application(const TEE_UUID *uuid)
{
	TEE_Identity identity = { 0 };
	TEE_Result res;

	res = TEE_GetPropertyAsIdentity(TEE_PROPSET_CURRENT_CLIENT,
					"gpd.client.identity", &identity);
	if (res)
		return res;
	if (identity.login != TEE_LOGIN_TRUSTED_APP ||
	    TEE_MemCompare(&identity.uuid, uuid, sizeof(*uuid)))
		return TEE_ERROR_ACCESS_DENIED;

	return TEE_SUCCESS;
}

static TEE_Result require(void *data, size_t size, uint32_t rights)
{
	/* An empty range would pass the check without having been looked at. */
	if (!data || !size)
		return TEE_ERROR_BAD_PARAMETERS;

	return TEE_CheckMemoryAccessRights(rights | TEE_MEMORY_ACCESS_ANY_OWNER,
					   data, size);
}

TEE_Result rst_require_restricted(void *data, size_t size)
{
	return require(data, size, TEE_MEMORY_ACCESS_WRITE |
		       TEE_MEMORY_ACCESS_SECURE);
}

TEE_Result rst_require_restricted_input(void *data, size_t size)
{
	return require(data, size, TEE_MEMORY_ACCESS_READ |
		       TEE_MEMORY_ACCESS_SECURE);
}

TEE_Result rst_require_ordinary(void *data, size_t size)
{
	return require(data, size, TEE_MEMORY_ACCESS_WRITE |
		       TEE_MEMORY_ACCESS_NONSECURE);
}

TEE_Result rst_require_ordinary_input(void *data, size_t size)
{
	if (!size)
		return TEE_SUCCESS;

	return require(data, size, TEE_MEMORY_ACCESS_READ |
		       TEE_MEMORY_ACCESS_NONSECURE);
}

TEE_Result rst_copy_message(const TEE_Param *param, void *message,
			    size_t size)
{
	TEE_Result res = rst_require_ordinary_input(param->memref.buffer,
						    param->memref.size);

	if (res)
		return res;

	return rst_copy_trusted_message(param, message, size);
}

TEE_Result rst_copy_trusted_message(const TEE_Param *param, void *message,
				    size_t size)
{
	const struct rst_msg *msg = message;

	if (!param->memref.buffer || param->memref.size < size)
		return TEE_ERROR_BAD_PARAMETERS;
	TEE_MemMove(message, param->memref.buffer, size);

	if (msg->version != RST_PROTOCOL_VERSION || msg->size < size ||
	    msg->size > param->memref.size)
		return TEE_ERROR_BAD_PARAMETERS;

	return TEE_SUCCESS;
}

TEE_Result rst_result(enum rst_status status)
{
	switch (status) {
	case RST_OK:
		return TEE_SUCCESS;
	case RST_BAD_PARAMETERS:
		return TEE_ERROR_BAD_PARAMETERS;
	case RST_BAD_FORMAT:
		return TEE_ERROR_BAD_FORMAT;
	case RST_SHORT_BUFFER:
		return TEE_ERROR_SHORT_BUFFER;
	case RST_NOT_FOUND:
		return TEE_ERROR_ITEM_NOT_FOUND;
	case RST_NO_SPACE:
		return TEE_ERROR_STORAGE_NO_SPACE;
	case RST_DENIED:
		return TEE_ERROR_ACCESS_DENIED;
	case RST_CONFLICT:
		return TEE_ERROR_ACCESS_CONFLICT;
	case RST_NO_MEMORY:
		return TEE_ERROR_OUT_OF_MEMORY;
	case RST_NO_CABLE:
		return TEE_ERROR_COMMUNICATION;
	case RST_EXPIRED:
		return TEE_ERROR_TIMEOUT;
	case RST_FAILED:
	default:
		return TEE_ERROR_GENERIC;
	}
}
