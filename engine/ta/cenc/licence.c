// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "../../core/wipe.h"
#include "../common/client.h"
#include "device-key.h"
#include "licence.h"
#include "opener.h"

/* GlobalPlatform: at this level the normal world cannot set the time. */
#define OWN_TIME	1000

/* A copy, which the normal world cannot change, for one call at a time. */
static char text[RST_CENC_MAX_LICENCE];

uint64_t rst_now(void)
{
	TEE_Time time;

	TEE_GetSystemTime(&time);

	return time.seconds * 1000ull + time.millis;
}

static bool time_is_own(void)
{
	uint32_t level = 0;

	return !TEE_GetPropertyAsU32(TEE_PROPSET_TEE_IMPLEMENTATION,
				     "gpd.tee.systemTime.protectionLevel",
				     &level) && level >= OWN_TIME;
}

static TEE_Result own_key(struct rst_point *point,
			  uint8_t thumbprint[RST_SHA256_SIZE])
{
	TEE_Result res = rst_device_key_get(point);

	if (res)
		return res;

	return rst_result(rst_jwe_thumbprint(point, &rst_opener, thumbprint));
}

TEE_Result rst_device_key_command(uint32_t types, TEE_Param *params)
{
	struct rst_cenc_device_key message = { 0 };
	struct rst_point point;
	TEE_Result res;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INOUT,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[0], &message, sizeof(message));
	if (!res)
		res = own_key(&point, message.thumbprint);
	if (res)
		return res;

	memcpy(message.x, point.x, sizeof(message.x));
	memcpy(message.y, point.y, sizeof(message.y));
	TEE_MemMove(params[0].memref.buffer, &message, sizeof(message));
	params[0].memref.size = sizeof(message);

	return TEE_SUCCESS;
}

TEE_Result rst_challenge_command(struct rst_grant *grant, uint32_t types,
				 TEE_Param *params)
{
	struct rst_cenc_challenge message = { 0 };
	TEE_Result res;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INOUT,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[0], &message, sizeof(message));
	if (res)
		return res;

	TEE_GenerateRandom(message.nonce, sizeof(message.nonce));
	rst_grant_ask(grant, message.nonce, rst_now());
	TEE_MemMove(params[0].memref.buffer, &message, sizeof(message));
	params[0].memref.size = sizeof(message);

	return TEE_SUCCESS;
}

static TEE_Result take(struct rst_grant *grant, struct rst_keys *keys,
		       uint64_t first_iv, size_t size,
		       struct rst_cenc_licence *message)
{
	struct rst_grant_clock clock = { .now = rst_now(),
					 .own = time_is_own() };
	uint8_t thumbprint[RST_SHA256_SIZE];
	struct rst_point point;
	TEE_Result res = own_key(&point, thumbprint);

	if (res)
		return res;

	return rst_result(rst_grant_take(grant, text, size, thumbprint,
					 &rst_opener, &clock, keys, first_iv,
					 message));
}

TEE_Result rst_licence_command(struct rst_grant *grant, struct rst_keys *keys,
			       uint64_t first_iv, uint32_t types,
			       TEE_Param *params)
{
	size_t size = params[0].memref.size;
	struct rst_cenc_licence message = { 0 };
	TEE_Result res;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
				     TEE_PARAM_TYPE_MEMREF_INOUT,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[1], &message, sizeof(message));
	if (res)
		return res;
	if (!size || size > sizeof(text))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_require_ordinary_input(params[0].memref.buffer, size);
	if (res)
		return res;
	TEE_MemMove(text, params[0].memref.buffer, size);

	res = take(grant, keys, first_iv, size, &message);
	if (res)
		return res;
	TEE_MemMove(params[1].memref.buffer, &message, sizeof(message));
	params[1].memref.size = sizeof(message);

	return TEE_SUCCESS;
}
