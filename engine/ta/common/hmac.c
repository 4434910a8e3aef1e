// SPDX-License-Identifier: BSD-2-Clause
#include "hmac.h"

#define KEY_BITS (RST_HMAC_KEY_SIZE * 8)

static TEE_OperationHandle operation;
static TEE_ObjectHandle key;

static enum rst_status mac_start(void *priv)
{
	(void)priv;
	TEE_MACInit(operation, NULL, 0);

	return RST_OK;
}

static enum rst_status mac_update(void *priv, const void *data, size_t size)
{
	(void)priv;
	TEE_MACUpdate(operation, data, size);

	return RST_OK;
}

static enum rst_status mac_finish(void *priv, uint8_t code[RST_MAC_SIZE])
{
	size_t size = RST_MAC_SIZE;

	(void)priv;
	if (TEE_MACComputeFinal(operation, NULL, 0, code, &size) ||
	    size != RST_MAC_SIZE)
		return RST_FAILED;

	return RST_OK;
}

TEE_Result rst_hmac_open(const uint8_t bytes[RST_HMAC_KEY_SIZE])
{
	TEE_Attribute attribute = { 0 };
	TEE_Result res;

	rst_hmac_close();
	res = TEE_AllocateOperation(&operation, TEE_ALG_HMAC_SHA256,
				    TEE_MODE_MAC, KEY_BITS);
	if (res)
		return res;
	TEE_InitRefAttribute(&attribute, TEE_ATTR_SECRET_VALUE, bytes,
			     RST_HMAC_KEY_SIZE);
	res = TEE_AllocateTransientObject(TEE_TYPE_HMAC_SHA256, KEY_BITS, &key);
	if (!res)
		res = TEE_PopulateTransientObject(key, &attribute, 1);
	if (!res)
		res = TEE_SetOperationKey(operation, key);
	if (res)
		rst_hmac_close();

	return res;
}

void rst_hmac_close(void)
{
	TEE_FreeTransientObject(key);
	TEE_FreeOperation(operation);
	key = TEE_HANDLE_NULL;
	operation = TEE_HANDLE_NULL;
}

const struct rst_mac *rst_hmac(void)
{
	static const struct rst_mac mac = {
		.start = mac_start,
		.update = mac_update,
		.finish = mac_finish,
	};

	return &mac;
}
