// SPDX-License-Identifier: BSD-2-Clause
#include <tee_internal_api.h>

#include "../../core/keys.h"
#include "aes.h"

#define KEY_BITS (RST_KEY_SIZE * 8)
#define COUNTER_SIZE 16

/* The TEE takes sizes as 32 bits in places; larger ones go in pieces. */
#define MAX_PIECE (1u << 24)

static enum rst_status aes_start(void *priv, const uint8_t *key,
				 const uint8_t *counter)
{
	struct rst_aes *aes = priv;
	TEE_Attribute attribute = { 0 };

	rst_aes_forget(aes);	/* a wrapped counter starts a sample again */
	TEE_InitRefAttribute(&attribute, TEE_ATTR_SECRET_VALUE, key,
			     RST_KEY_SIZE);
	if (TEE_PopulateTransientObject(aes->key, &attribute, 1))
		return RST_FAILED;

	if (TEE_SetOperationKey(aes->operation, aes->key))
		return RST_FAILED;
	aes->keyed = true;
	TEE_CipherInit(aes->operation, counter, COUNTER_SIZE);

	return RST_OK;
}

static enum rst_status aes_update(void *priv, const uint8_t *in, uint8_t *out,
				  size_t size)
{
	struct rst_aes *aes = priv;

	while (size) {
		size_t piece = size < MAX_PIECE ? size : MAX_PIECE;
		size_t written = piece;

		if (TEE_CipherUpdate(aes->operation, in, piece, out,
				     &written) || written != piece)
			return RST_FAILED;
		in += piece;
		out += piece;
		size -= piece;
	}

	return RST_OK;
}

TEE_Result rst_aes_open(struct rst_aes *aes)
{
	TEE_Result res;

	res = TEE_AllocateOperation(&aes->operation, TEE_ALG_AES_CTR,
				    TEE_MODE_DECRYPT, KEY_BITS);
	if (res)
		return res;
	res = TEE_AllocateTransientObject(TEE_TYPE_AES, KEY_BITS, &aes->key);
	if (res) {
		TEE_FreeOperation(aes->operation);
		return res;
	}

	aes->cipher.start = aes_start;
	aes->cipher.update = aes_update;
	aes->cipher.priv = aes;

	return TEE_SUCCESS;
}

void rst_aes_forget(struct rst_aes *aes)
{
	/* The TEE ends an application that resets an operation without key. */
	if (aes->keyed) {
		TEE_ResetOperation(aes->operation);
		TEE_SetOperationKey(aes->operation, TEE_HANDLE_NULL);
		aes->keyed = false;
	}
	TEE_ResetTransientObject(aes->key);
}

void rst_aes_close(struct rst_aes *aes)
{
	TEE_FreeOperation(aes->operation);
	TEE_FreeTransientObject(aes->key);
}
