// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "../../core/wipe.h"
#include "curve.h"
#include "device-key.h"

#define BITS	256

static const char name[] = "device-key";
static TEE_ObjectHandle pair;	/* a copy of what is stored; none before */

static TEE_Result generate(TEE_ObjectHandle *made)
{
	TEE_Attribute curve = { 0 };
	TEE_Result res;

	res = TEE_AllocateTransientObject(TEE_TYPE_ECDH_KEYPAIR, BITS, made);
	if (res)
		return res;
	TEE_InitValueAttribute(&curve, TEE_ATTR_ECC_CURVE,
			       TEE_ECC_CURVE_NIST_P256, 0);
	res = TEE_GenerateKey(*made, BITS, &curve, 1);
	if (res)
		TEE_FreeTransientObject(*made);

	return res;
}

/* Not in place of one that is there: two calls may come here at once. */
static TEE_Result create(void)
{
	TEE_ObjectHandle stored = TEE_HANDLE_NULL;
	TEE_ObjectHandle made = TEE_HANDLE_NULL;
	TEE_Result res = generate(&made);

	if (res)
		return res;
	res = TEE_CreatePersistentObject(TEE_STORAGE_PRIVATE, name,
					 sizeof(name), TEE_DATA_FLAG_ACCESS_READ,
					 made, NULL, 0, &stored);
	TEE_FreeTransientObject(made);
	if (!res)
		TEE_CloseObject(stored);

	return res == TEE_ERROR_ACCESS_CONFLICT ? TEE_SUCCESS : res;
}

static TEE_Result load(void)
{
	TEE_ObjectHandle stored = TEE_HANDLE_NULL;
	TEE_Result res;

	res = TEE_OpenPersistentObject(TEE_STORAGE_PRIVATE, name, sizeof(name),
				       TEE_DATA_FLAG_ACCESS_READ, &stored);
	if (res)
		return res;
	res = TEE_AllocateTransientObject(TEE_TYPE_ECDH_KEYPAIR, BITS, &pair);
	if (!res)
		res = TEE_CopyObjectAttributes1(pair, stored);
	if (res) {
		TEE_FreeTransientObject(pair);
		pair = TEE_HANDLE_NULL;
	}
	TEE_CloseObject(stored);

	return res;
}

/* The TEE leaves leading zeros away. */
static TEE_Result coordinate(uint32_t attribute, uint8_t out[RST_P256_SIZE])
{
	size_t size = RST_P256_SIZE;
	TEE_Result res;

	res = TEE_GetObjectBufferAttribute(pair, attribute, out, &size);
	if (res)
		return res;
	memmove(out + RST_P256_SIZE - size, out, size);
	memset(out, 0, RST_P256_SIZE - size);

	return TEE_SUCCESS;
}

TEE_Result rst_device_key_get(struct rst_point *point)
{
	TEE_Result res = TEE_SUCCESS;

	if (!pair) {
		res = load();
		if (res == TEE_ERROR_ITEM_NOT_FOUND) {
			res = create();
			if (!res)
				res = load();
		}
	}
	if (!res)
		res = coordinate(TEE_ATTR_ECC_PUBLIC_VALUE_X, point->x);
	if (!res)
		res = coordinate(TEE_ATTR_ECC_PUBLIC_VALUE_Y, point->y);

	return res;
}

static enum rst_status derive(TEE_OperationHandle operation,
			      TEE_ObjectHandle object,
			      const struct rst_point *sender,
			      uint8_t secret[RST_P256_SIZE])
{
	TEE_Attribute attributes[2] = { 0 };
	size_t size = RST_P256_SIZE;

	if (TEE_SetOperationKey(operation, pair))
		return RST_FAILED;
	TEE_InitRefAttribute(&attributes[0], TEE_ATTR_ECC_PUBLIC_VALUE_X,
			     sender->x, sizeof(sender->x));
	TEE_InitRefAttribute(&attributes[1], TEE_ATTR_ECC_PUBLIC_VALUE_Y,
			     sender->y, sizeof(sender->y));
	TEE_DeriveKey(operation, attributes, 2, object);
	if (TEE_GetObjectBufferAttribute(object, TEE_ATTR_SECRET_VALUE, secret,
					 &size) || size != RST_P256_SIZE)
		return RST_FAILED;

	return RST_OK;
}

enum rst_status rst_device_key_agree(const struct rst_point *sender,
				     uint8_t secret[RST_P256_SIZE])
{
	TEE_OperationHandle operation = TEE_HANDLE_NULL;
	TEE_ObjectHandle object = TEE_HANDLE_NULL;
	enum rst_status status = RST_NO_MEMORY;

	if (!rst_curve_has(sender))
		return RST_BAD_FORMAT;
	if (!TEE_AllocateOperation(&operation,
				   TEE_ALG_ECDH_DERIVE_SHARED_SECRET,
				   TEE_MODE_DERIVE, BITS) &&
	    !TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, BITS,
					 &object))
		status = derive(operation, object, sender, secret);
	TEE_FreeTransientObject(object);
	TEE_FreeOperation(operation);

	return status;
}

void rst_device_key_close(void)
{
	TEE_FreeTransientObject(pair);
	pair = TEE_HANDLE_NULL;
}
