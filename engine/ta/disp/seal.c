// SPDX-License-Identifier: BSD-2-Clause
#include <pta_system.h>
#include <tee_internal_api_extensions.h>

#include "../common/client.h"
#include "seal.h"

static TEE_OperationHandle operation;

/* Those that draw what the user may trust. */
static const TEE_UUID applications[] = {
	{ RST_TA_UI_UUID },
};

static enum rst_status hash_start(void *priv)
{
	(void)priv;
	TEE_ResetOperation(operation);

	return RST_OK;
}

static enum rst_status hash_update(void *priv, const void *data, size_t size)
{
	(void)priv;
	TEE_DigestUpdate(operation, data, size);

	return RST_OK;
}

static enum rst_status hash_finish(void *priv,
				   uint8_t digest[RST_DISP_DIGEST_SIZE])
{
	size_t size = RST_DISP_DIGEST_SIZE;

	(void)priv;
	if (TEE_DigestDoFinal(operation, NULL, 0, digest, &size) ||
	    size != RST_DISP_DIGEST_SIZE)
		return RST_FAILED;

	return RST_OK;
}

/*
 * From the machine's own key: the user knows the mark again after a reboot, and
 * nothing need be stored.
 */
static TEE_Result derive_key(uint8_t key[TA_DERIVED_KEY_MIN_SIZE])
{
	static const TEE_UUID system = PTA_SYSTEM_UUID;
	static const char purpose[] = "mark of trusted user interfaces";
	TEE_TASessionHandle session = TEE_HANDLE_NULL;
	TEE_Param params[TEE_NUM_PARAMS] = {
		[0].memref = { (void *)purpose, sizeof(purpose) },
		[1].memref = { key, TA_DERIVED_KEY_MIN_SIZE },
	};
	TEE_Result res;

	res = TEE_OpenTASession(&system, TEE_TIMEOUT_INFINITE, 0, NULL,
				&session, NULL);
	if (res)
		return res;
	res = TEE_InvokeTACommand(session, TEE_TIMEOUT_INFINITE,
				  PTA_SYSTEM_DERIVE_TA_UNIQUE_KEY,
				  TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
						  TEE_PARAM_TYPE_MEMREF_OUTPUT,
						  TEE_PARAM_TYPE_NONE,
						  TEE_PARAM_TYPE_NONE),
				  params, NULL);
	TEE_CloseTASession(session);

	return res;
}

void rst_disp_seal_init(struct rst_trusted *trusted)
{
	static const struct rst_hash hash = {
		.start = hash_start,
		.update = hash_update,
		.finish = hash_finish,
	};
	uint8_t key[TA_DERIVED_KEY_MIN_SIZE] = { 0 };
	TEE_Result res;

	res = TEE_AllocateOperation(&operation, TEE_ALG_SHA256, TEE_MODE_DIGEST,
				    0);
	if (!res)
		res = derive_key(key);
	/* The display works all the same; nothing on it can be trusted. */
	if (res) {
		EMSG("no trusted user interface will be marked: %#" PRIx32, res);
		return;
	}

	_Static_assert(RST_MARK_KEY_SIZE <= TA_DERIVED_KEY_MIN_SIZE,
		       "a key is enough for a mark");
	trusted->mark = rst_trusted_mark(key);
	trusted->hash = &hash;
}

void rst_disp_seal_fini(void)
{
	TEE_FreeOperation(operation);
}

TEE_Result rst_disp_seal_open(void **session)
{
	TEE_Result res = TEE_ERROR_ACCESS_DENIED;

	for (size_t i = 0; i < sizeof(applications) / sizeof(applications[0]) &&
	     res; i++)
		res = rst_require_application(&applications[i]);
	if (res)
		return res;

	/* Nothing is kept there: its address is the session's name. */
	*session = TEE_Malloc(1, TEE_MALLOC_FILL_ZERO);

	return *session ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
}

void rst_disp_seal_close(struct rst_trusted *trusted, void *session)
{
	rst_seals_drop(&trusted->seals, session);
	TEE_Free(session);
}

TEE_Result rst_disp_seal_command(struct rst_trusted *trusted, void *session,
				 uint32_t command, uint32_t types,
				 const TEE_Param params[4])
{
	struct rst_disp_seal message = { 0 };
	TEE_Result res;

	if (command != RST_DISP_CMD_SEAL)
		return TEE_ERROR_ACCESS_DENIED;
	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_trusted_message(&params[0], &message, sizeof(message));
	if (res)
		return res;

	return rst_result(rst_seals_put(&trusted->seals, session, &message));
}
