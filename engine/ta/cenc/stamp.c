// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "../../core/unitstamp.h"
#include "../../core/wipe.h"
#include "../common/client.h"
#include "../common/hmac.h"
#include "stamp.h"

_Static_assert(RST_CENC_STAMP_KEY_SIZE == RST_HMAC_KEY_SIZE, "it is a key");

static uint8_t key[RST_HMAC_KEY_SIZE];

/* This instance is kept alive: the number holds until the TEE is booted again. */
static uint32_t refused;

TEE_Result rst_stamp_key_open(void)
{
	TEE_GenerateRandom(key, sizeof(key));

	return rst_hmac_open(key);
}

void rst_stamp_key_close(void)
{
	rst_hmac_close();
	rst_wipe(key, sizeof(key));
}

TEE_Result rst_stamp_key_command(uint32_t types, TEE_Param params[4])
{
	static const TEE_UUID decoder = { RST_TA_VDEC_UUID };
	struct rst_cenc_stamp_key message = { 0 };
	TEE_Result res;

	res = rst_require_application(&decoder);
	if (res)
		return res;
	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INOUT,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_trusted_message(&params[0], &message, sizeof(message));
	if (res)
		return res;
	if (message.refused && !rst_unit_stamp_forgive(&refused))
		return TEE_ERROR_ACCESS_DENIED;
	/* It had its last: a decoder that starts anew would not tell of more. */
	if (refused == RST_CENC_MAX_REFUSED)
		return TEE_ERROR_ACCESS_DENIED;

	memcpy(message.key, key, sizeof(message.key));
	TEE_MemMove(params[0].memref.buffer, &message, sizeof(message));
	rst_wipe(&message, sizeof(message));

	return TEE_SUCCESS;
}
