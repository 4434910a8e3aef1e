// SPDX-License-Identifier: BSD-2-Clause
/*
 * The trusted application that holds the keys
 *
 * User space sets keys and has samples decrypted into restricted memory, and no
 * command gives a key or clear content back. The camera's application has its
 * recordings encrypted, with keys that are for that.
 */
#include <string.h>
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "../../core/cenc.h"
#include "../../core/keys.h"
#include "../../core/wipe.h"
#include "../common/client.h"
#include "../common/hmac.h"
#include "aes.h"
#include "device-key.h"
#include "licence.h"
#include "stamp.h"

static struct rst_keys keys;
static struct rst_aes aes;
static uint32_t sessions;

/* One call at a time in a single-instance application: one copy is enough. */
static uint8_t message[RST_CENC_MAX_MESSAGE];

TEE_Result TA_CreateEntryPoint(void)
{
	TEE_Result res = rst_stamp_key_open();

	return res ? res : rst_aes_open(&aes);
}

void TA_DestroyEntryPoint(void)
{
	rst_keys_wipe(&keys);
	rst_device_key_close();
	rst_aes_close(&aes);
	rst_stamp_key_close();
}

/* Numbers are not used again, so that no session finds another's keys. */
static uint32_t next_owner(void)
{
	static uint32_t last;

	if (last == UINT32_MAX)
		TEE_Panic(TEE_ERROR_OVERFLOW);

	return ++last;
}

/* Trusted applications are few, and nobody is to keep the camera from recording. */
static bool client_is_trusted(void)
{
	TEE_Identity identity = { 0 };

	return !TEE_GetPropertyAsIdentity(TEE_PROPSET_CURRENT_CLIENT,
					  "gpd.client.identity", &identity) &&
	       identity.login == TEE_LOGIN_TRUSTED_APP;
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
				    void **session)
{
	struct rst_grant *grant;

	(void)params;
	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;

	/* Those who are in must not be left without memory to work with. */
	if (sessions >= RST_CENC_MAX_SESSIONS && !client_is_trusted())
		return TEE_ERROR_BUSY;
	grant = TEE_Malloc(sizeof(*grant), TEE_MALLOC_FILL_ZERO);
	if (!grant)
		return TEE_ERROR_OUT_OF_MEMORY;
	sessions++;
	grant->owner = next_owner();
	*session = grant;

	return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
	struct rst_grant *grant = session;

	rst_keys_end(&keys, grant->owner);
	TEE_Free(grant);
	sessions--;
}

static uint64_t first_iv(void)
{
	uint64_t iv = 0;

	TEE_GenerateRandom(&iv, sizeof(iv));

	return iv;
}

/* A product gets its keys by licences: it must not be told one in the clear. */
#ifdef RST_LAB
static TEE_Result lab_key(const struct rst_grant *grant, uint32_t command,
			  uint32_t types, const TEE_Param *params)
{
	struct rst_cenc_lab_key lab = { 0 };
	struct rst_key key = { 0 };
	enum rst_status status;
	TEE_Result res;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[0], &lab, sizeof(lab));
	if (!res && lab.session > 1)
		res = TEE_ERROR_BAD_PARAMETERS;
	if (res)
		goto out;

	memcpy(key.kid, lab.kid, sizeof(key.kid));
	memcpy(key.key, lab.key, sizeof(key.key));
	key.usage = lab.usage;
	key.owner = lab.session ? grant->owner : RST_KEYS_ALL;
	if (command == RST_CENC_CMD_LAB_SET_KEY)
		status = rst_keys_set(&keys, &key, rst_now(), first_iv());
	else
		status = rst_keys_remove(&keys, lab.kid);
	res = rst_result(status);
out:
	rst_wipe(&lab, sizeof(lab));
	rst_wipe(&key, sizeof(key));

	return res;
}
#endif

static TEE_Result list_keys(const struct rst_grant *grant, uint32_t types,
			    TEE_Param *params)
{
	struct rst_cenc_key_list list = { 0 };
	TEE_Result res;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INOUT,
				     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
				     TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_copy_message(&params[0], &list, sizeof(list));
	if (res)
		return res;

	memset(list.keys, 0, sizeof(list.keys));
	list.reserved = 0;
	list.num_keys = rst_keys_list(&keys, grant->owner, rst_now(),
				      list.keys);
	TEE_MemMove(params[0].memref.buffer, &list, sizeof(list));
	params[0].memref.size = sizeof(list);

	return TEE_SUCCESS;
}

static uint32_t how(const struct rst_cenc_request *request, bool audio)
{
	return (audio ? RST_KEYS_FOR_AUDIO : 0) |
	       (request->flags & RST_CENC_OWN_KEY ? RST_KEYS_NOT_OTHERS : 0);
}

/* The request, from a copy that the normal world cannot change. */
static TEE_Result copy_request(const TEE_Param *param,
			       struct rst_cenc_parsed *parsed)
{
	size_t size = param->memref.size;
	TEE_Result res;

	if (!param->memref.buffer)
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_require_ordinary_input(param->memref.buffer, size);
	if (res)
		return res;
	if (size > sizeof(message))
		size = sizeof(message);
	TEE_MemMove(message, param->memref.buffer, size);

	return rst_result(rst_cenc_parse(message, size, parsed));
}

/* Sound is not parsed, and what was not encrypted needs no TEE. */
static bool is_audio(const struct rst_cenc_request *request)
{
	return request->scheme != RST_CENC_SCHEME_CLEAR &&
	       request->format == RST_CENC_FORMAT_RAW && !request->prefix_size;
}

static TEE_Result decrypt(const struct rst_grant *grant, bool audio,
			  uint32_t types, TEE_Param *params)
{
	TEE_Param *sample = &params[0];
	TEE_Param *out = &params[1];
	struct rst_cenc_parsed parsed = { 0 };
	const uint8_t *key = NULL;
	enum rst_status status;
	size_t written = 0;
	TEE_Result res;

	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
				     TEE_PARAM_TYPE_MEMREF_OUTPUT,
				     TEE_PARAM_TYPE_MEMREF_INPUT,
				     TEE_PARAM_TYPE_VALUE_OUTPUT))
		return TEE_ERROR_BAD_PARAMETERS;
	if (audio)
		res = rst_require_ordinary(out->memref.buffer,
					   out->memref.size);
	else
		res = rst_require_restricted(out->memref.buffer,
					     out->memref.size);
	if (res)
		return res;
	res = copy_request(&params[2], &parsed);
	if (res)
		return res;
	if (audio && !is_audio(&parsed.request))
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_require_ordinary_input(sample->memref.buffer,
					 sample->memref.size);
	if (res)
		return res;

	if (parsed.request.scheme != RST_CENC_SCHEME_CLEAR) {
		status = rst_keys_find(&keys, grant->owner, parsed.request.kid,
				       how(&parsed.request, audio), rst_now(),
				       &key);
		/* not to be taken for memory of the wrong kind */
		if (status == RST_DENIED)
			return TEE_ERROR_ACCESS_CONFLICT;
		if (status)
			return rst_result(status);
	}
	status = rst_cenc_decrypt(&parsed, &aes.cipher, rst_hmac(), key,
				  sample->memref.buffer, sample->memref.size,
				  out->memref.buffer, out->memref.size,
				  &written);
	if (key)
		rst_aes_forget(&aes);
	if (status)
		return rst_result(status);

	out->memref.size = written;
	params[3].value.a = written;

	return TEE_SUCCESS;
}

static TEE_Result encrypt_sample(const TEE_Param *sample, TEE_Param *out,
				 struct rst_cenc_encrypt *request)
{
	size_t size = sample->memref.size;
	const uint8_t *key = NULL;
	enum rst_status status;

	status = rst_keys_record(&keys, request->kid, rst_now(), &key,
				 request->iv);
	if (status)
		return rst_result(status);
	if (out->memref.size < size) {
		out->memref.size = size;
		return TEE_ERROR_SHORT_BUFFER;
	}

	status = rst_cenc_encrypt(&aes.cipher, key, request->iv,
				  sample->memref.buffer, size,
				  out->memref.buffer);
	rst_aes_forget(&aes);
	if (!status)
		out->memref.size = size;

	return rst_result(status);
}

static TEE_Result encrypt(uint32_t types, TEE_Param *params)
{
	static const TEE_UUID camera = { RST_TA_CAM_UUID };
	struct rst_cenc_encrypt request = { 0 };
	TEE_Result res;

	/* A client that chose the plaintext would learn the keystream. */
	res = rst_require_application(&camera);
	if (res)
		return res;
	if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
				     TEE_PARAM_TYPE_MEMREF_OUTPUT,
				     TEE_PARAM_TYPE_MEMREF_INOUT,
				     TEE_PARAM_TYPE_NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	if (!params[0].memref.buffer || !params[0].memref.size)
		return TEE_ERROR_BAD_PARAMETERS;
	res = rst_require_ordinary(params[1].memref.buffer,
				   params[1].memref.size);
	if (res)
		return res;
	res = rst_copy_trusted_message(&params[2], &request, sizeof(request));
	if (res)
		return res;

	res = encrypt_sample(&params[0], &params[1], &request);
	if (!res)
		TEE_MemMove(params[2].memref.buffer, &request, sizeof(request));

	return res;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
				      uint32_t types, TEE_Param params[4])
{
	struct rst_grant *grant = session;

	switch (command) {
	case RST_CENC_CMD_DECRYPT:
		return decrypt(grant, false, types, params);
	case RST_CENC_CMD_DECRYPT_AUDIO:
		return decrypt(grant, true, types, params);
	case RST_CENC_CMD_ENCRYPT:
		return encrypt(types, params);
	case RST_CENC_CMD_LIST_KEYS:
		return list_keys(grant, types, params);
	case RST_CENC_CMD_DEVICE_KEY:
		return rst_device_key_command(types, params);
	case RST_CENC_CMD_CHALLENGE:
		return rst_challenge_command(grant, types, params);
	case RST_CENC_CMD_LICENCE:
		return rst_licence_command(grant, &keys, first_iv(), types,
					   params);
	case RST_CENC_CMD_STAMP_KEY:
		return rst_stamp_key_command(types, params);
#ifdef RST_LAB
	case RST_CENC_CMD_LAB_SET_KEY:
	case RST_CENC_CMD_LAB_REMOVE_KEY:
		return lab_key(grant, command, types, params);
#endif
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
