// SPDX-License-Identifier: BSD-2-Clause
#include <tee_internal_api.h>

#include "device-key.h"
#include "opener.h"

#define KEY_BITS	(RST_JWE_KEY_SIZE * 8)

static enum rst_status agree(void *priv, const struct rst_point *sender,
			     uint8_t secret[RST_P256_SIZE])
{
	(void)priv;

	return rst_device_key_agree(sender, secret);
}

static enum rst_status sha256(void *priv, const uint8_t *data, size_t size,
			      uint8_t digest[RST_SHA256_SIZE])
{
	TEE_OperationHandle operation = TEE_HANDLE_NULL;
	size_t written = RST_SHA256_SIZE;
	TEE_Result res;

	(void)priv;
	if (TEE_AllocateOperation(&operation, TEE_ALG_SHA256, TEE_MODE_DIGEST,
				  0))
		return RST_NO_MEMORY;
	res = TEE_DigestDoFinal(operation, data, size, digest, &written);
	TEE_FreeOperation(operation);

	return res ? RST_FAILED : RST_OK;
}

/* An operation with the key set; NULL where there is no memory for it. */
static TEE_OperationHandle keyed(uint32_t algorithm, const uint8_t *key)
{
	TEE_OperationHandle operation = TEE_HANDLE_NULL;
	TEE_ObjectHandle object = TEE_HANDLE_NULL;
	TEE_Attribute attribute = { 0 };
	TEE_Result res;

	TEE_InitRefAttribute(&attribute, TEE_ATTR_SECRET_VALUE, key,
			     RST_JWE_KEY_SIZE);
	res = TEE_AllocateTransientObject(TEE_TYPE_AES, KEY_BITS, &object);
	if (!res)
		res = TEE_PopulateTransientObject(object, &attribute, 1);
	if (!res)
		res = TEE_AllocateOperation(&operation, algorithm,
					    TEE_MODE_DECRYPT, KEY_BITS);
	if (!res)
		res = TEE_SetOperationKey(operation, object);
	if (res) {
		TEE_FreeOperation(operation);
		operation = TEE_HANDLE_NULL;
	}
	TEE_FreeTransientObject(object);

	return operation;
}

static enum rst_status decrypt(void *priv, const uint8_t *key,
			       uint8_t block[16])
{
	TEE_OperationHandle operation = keyed(TEE_ALG_AES_ECB_NOPAD, key);
	size_t written = 16;
	TEE_Result res;

	(void)priv;
	if (!operation)
		return RST_NO_MEMORY;
	TEE_CipherInit(operation, NULL, 0);
	res = TEE_CipherDoFinal(operation, block, 16, block, &written);
	TEE_FreeOperation(operation);

	return res ? RST_FAILED : RST_OK;
}

static enum rst_status open_content(void *priv, const uint8_t *key,
				    const struct rst_jwe *jwe, uint8_t *data)
{
	TEE_OperationHandle operation = keyed(TEE_ALG_AES_GCM, key);
	size_t written = jwe->size;
	uint8_t tag[sizeof(jwe->tag)];
	TEE_Result res;

	(void)priv;
	if (!operation)
		return RST_NO_MEMORY;
	TEE_MemMove(tag, jwe->tag, sizeof(tag));
	res = TEE_AEInit(operation, jwe->iv, sizeof(jwe->iv), sizeof(tag) * 8,
			 jwe->aad_size, jwe->size);
	if (!res) {
		TEE_AEUpdateAAD(operation, jwe->aad, jwe->aad_size);
		res = TEE_AEDecryptFinal(operation, data, jwe->size, data,
					 &written, tag, sizeof(tag));
	}
	TEE_FreeOperation(operation);
	if (res == TEE_ERROR_MAC_INVALID)
		return RST_DENIED;

	return res ? RST_FAILED : RST_OK;
}

const struct rst_jwe_crypto rst_opener = {
	.agree = agree,
	.sha256 = sha256,
	.decrypt = decrypt,
	.open = open_content,
};
