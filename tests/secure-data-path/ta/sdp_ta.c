// SPDX-License-Identifier: BSD-2-Clause
#include <pta_invoke_tests.h>
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "sdp_ta.h"
#include "stateless.h"

static uint32_t types_of(uint32_t operation)
{
	switch (operation) {
	case SDP_TA_INJECT:
	case SDP_TA_DUMP:
		return TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
				       TEE_PARAM_TYPE_MEMREF_OUTPUT,
				       TEE_PARAM_TYPE_NONE,
				       TEE_PARAM_TYPE_NONE);
	default:
		return TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INOUT,
				       TEE_PARAM_TYPE_NONE,
				       TEE_PARAM_TYPE_NONE,
				       TEE_PARAM_TYPE_NONE);
	}
}

/* Each parameter is where it belongs: in the one world, or in the other. */
static TEE_Result check(const TEE_Param *param, uint32_t access, uint32_t world)
{
	return TEE_CheckMemoryAccessRights(access | world |
					   TEE_MEMORY_ACCESS_ANY_OWNER,
					   param->memref.buffer,
					   param->memref.size);
}

static TEE_Result copy(TEE_Param params[4], uint32_t from, uint32_t to)
{
	TEE_Result res;

	if (params[0].memref.size > params[1].memref.size)
		return TEE_ERROR_SHORT_BUFFER;
	res = check(&params[0], TEE_MEMORY_ACCESS_READ, from);
	if (!res)
		res = check(&params[1], TEE_MEMORY_ACCESS_WRITE, to);
	if (!res)
		TEE_MemMove(params[1].memref.buffer, params[0].memref.buffer,
			    params[0].memref.size);
	return res;
}

static TEE_Result transform(TEE_Param params[4])
{
	uint8_t *bytes = params[0].memref.buffer;
	TEE_Result res = check(&params[0], TEE_MEMORY_ACCESS_READ |
			       TEE_MEMORY_ACCESS_WRITE,
			       TEE_MEMORY_ACCESS_SECURE);

	for (size_t i = 0; !res && i < params[0].memref.size; i++)
		bytes[i] = -bytes[i];
	return res;
}

static TEE_Result do_it(uint32_t operation, TEE_Param params[4])
{
	switch (operation) {
	case SDP_TA_INJECT:
		return copy(params, TEE_MEMORY_ACCESS_NONSECURE,
			    TEE_MEMORY_ACCESS_SECURE);
	case SDP_TA_DUMP:
		return copy(params, TEE_MEMORY_ACCESS_SECURE,
			    TEE_MEMORY_ACCESS_NONSECURE);
	default:
		return transform(params);
	}
}

static TEE_Result have_it_done(const TEE_UUID *by, uint32_t command,
			       uint32_t types, TEE_Param params[4])
{
	TEE_TASessionHandle session = TEE_HANDLE_NULL;
	TEE_Result res;

	res = TEE_OpenTASession(by, TEE_TIMEOUT_INFINITE, 0, NULL, &session,
				NULL);
	if (res)
		return res;
	res = TEE_InvokeTACommand(session, TEE_TIMEOUT_INFINITE, command,
				  types, params, NULL);
	TEE_CloseTASession(session);
	return res;
}

static uint32_t pseudo_command(uint32_t operation)
{
	switch (operation) {
	case SDP_TA_INJECT:
		return PTA_INVOKE_TESTS_CMD_COPY_NSEC_TO_SEC;
	case SDP_TA_DUMP:
		return PTA_INVOKE_TESTS_CMD_COPY_SEC_TO_NSEC;
	default:
		return PTA_INVOKE_TESTS_CMD_READ_MODIFY_SEC;
	}
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
				      uint32_t types, TEE_Param params[4])
{
	static const TEE_UUID pseudo = PTA_INVOKE_TESTS_UUID;
	static const TEE_UUID other = SDP_TA_UUID;
	uint32_t operation = command & 0xf;

	(void)session;
	if (operation > SDP_TA_DUMP || types != types_of(operation))
		return TEE_ERROR_BAD_PARAMETERS;

	switch (command & ~0xf) {
	case SDP_TA_ITSELF:
		return do_it(operation, params);
	case SDP_TA_BY_TA:
		/* not a single instance: this is another one */
		return have_it_done(&other, operation, types, params);
	case SDP_TA_BY_PSEUDO_TA:
		return have_it_done(&pseudo, pseudo_command(operation), types,
				    params);
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
