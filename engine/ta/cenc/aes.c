// SPDX-License-Identifier: BSD-2-Clause
#include <stdint.h>

#include "../../core/keys.h"
#include "aes.h"

#define KEY_BITS (RST_KEY_SIZE * 8)

/* The TEE takes sizes as 32 bits in places; larger ones go in pieces. */
#define MAX_PIECE (1u << 24)

static const uint32_t algorithms[RST_AES_MODES] = {
	[RST_CIPHER_CTR] = TEE_ALG_AES_CTR,
	[RST_CIPHER_CBC] = TEE_ALG_AES_CBC_NOPAD,
};

static enum rst_status aes_restart(void *priv, const uint8_t *iv)
{
	struct rst_aes *aes = priv;

	TEE_CipherInit(aes->keyed, iv, RST_CIPHER_BLOCK);

	return RST_OK;
}

static enum rst_status aes_start(void *priv, enum rst_cipher_mode mode,
				 const uint8_t *key, const uint8_t *iv)
{
	struct rst_aes *aes = priv;
	TEE_Attribute attribute = { 0 };

	rst_aes_forget(aes);
	TEE_InitRefAttribute(&attribute, TEE_ATTR_SECRET_VALUE, key,
			     RST_KEY_SIZE);
	if (TEE_PopulateTransientObject(aes->key, &attribute, 1))
		return RST_FAILED;

	if (TEE_SetOperationKey(aes->operations[mode], aes->key))
		return RST_FAILED;
	aes->keyed = aes->operations[mode];

	return aes_restart(aes, iv);
}

static enum rst_status aes_update(void *priv, const uint8_t *in, uint8_t *out,
				  size_t size)
{
	struct rst_aes *aes = priv;

	while (size) {
		size_t piece = size < MAX_PIECE ? size : MAX_PIECE;
		size_t written = piece;

		if (TEE_CipherUpdate(aes->keyed, in, piece, out, &written) ||
		    written != piece)
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

	res = TEE_AllocateTransientObject(TEE_TYPE_AES, KEY_BITS, &aes->key);
	for (int i = 0; i < RST_AES_MODES && !res; i++)
		res = TEE_AllocateOperation(&aes->operations[i], algorithms[i],
					    TEE_MODE_DECRYPT, KEY_BITS);
	if (res) {
		rst_aes_close(aes);
		return res;
	}

	aes->cipher.start = aes_start;
	aes->cipher.restart = aes_restart;
	aes->cipher.update = aes_update;
	aes->cipher.priv = aes;

	return TEE_SUCCESS;
}

void rst_aes_forget(struct rst_aes *aes)
{
	/* The TEE ends an application that resets an operation without key. */
	if (aes->keyed) {
		TEE_ResetOperation(aes->keyed);
		TEE_SetOperationKey(aes->keyed, TEE_HANDLE_NULL);
		aes->keyed = TEE_HANDLE_NULL;
	}
	TEE_ResetTransientObject(aes->key);
}

void rst_aes_close(struct rst_aes *aes)
{
	for (int i = 0; i < RST_AES_MODES; i++)
		TEE_FreeOperation(aes->operations[i]);
	TEE_FreeTransientObject(aes->key);
}
