// SPDX-License-Identifier: BSD-2-Clause
/*
 * Clears restricted memory before its next owner gets it, and marks it for those
 * who want to know whether it is protected
 *
 * What the normal world asks for can do no harm but to the asker: zeros and noise
 * are all that is ever written, and restricted memory is all they go to. Whole
 * pages of noise, as somebody who asks for few bytes again and again would have
 * them become what he likes: a picture of a trusted user interface, for example.
 */
#include <stdbool.h>
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "scrub.h"

#define MARK_UNIT	4096

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

/* A process must not be able to clear what others have in a buffer. */
TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
				    void **session)
{
	TEE_Identity identity = { 0 };
	TEE_Result res;

	(void)types;
	(void)params;
	(void)session;
	res = TEE_GetPropertyAsIdentity(TEE_PROPSET_CURRENT_CLIENT,
					"gpd.client.identity", &identity);
	if (res)
		return res;

	return identity.login == TEE_LOGIN_REE_KERNEL ?
	       TEE_SUCCESS : TEE_ERROR_ACCESS_DENIED;
}

void TA_CloseSessionEntryPoint(void *session)
{
	(void)session;
}

static TEE_Result check_restricted(void *memory, size_t size)
{
	return TEE_CheckMemoryAccessRights(TEE_MEMORY_ACCESS_WRITE |
					   TEE_MEMORY_ACCESS_ANY_OWNER |
					   TEE_MEMORY_ACCESS_SECURE,
					   memory, size);
}

static TEE_Result clear(uint32_t types, TEE_Param params[4])
{
	const uint32_t expected = TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_OUTPUT,
						  TEE_PARAM_TYPE_VALUE_OUTPUT,
						  TEE_PARAM_TYPE_NONE,
						  TEE_PARAM_TYPE_NONE);
	void *memory = params[0].memref.buffer;
	size_t size = params[0].memref.size;
	TEE_Result res;

	if (types != expected || !memory || !size)
		return TEE_ERROR_BAD_PARAMETERS;
	res = check_restricted(memory, size);
	if (res)
		return res;

	TEE_MemFill(memory, 0, size);
	/* the next owner may be a device that doesn't look into caches */
	res = TEE_CacheFlush(memory, size);
	if (res)
		return res;

	params[1].value.a = size;
	params[1].value.b = (uint64_t)size >> 32;
	return TEE_SUCCESS;
}

static void draw(uint64_t pattern[2])
{
	do {
		TEE_GenerateRandom(pattern, 2 * sizeof(pattern[0]));
	} while (!pattern[0] || !pattern[1]);
}

static bool is_marked(const volatile uint64_t *words, size_t count,
		      const uint64_t pattern[2])
{
	size_t i;

	for (i = 0; i < count; i++)
		if (words[i] != pattern[i % 2])
			return false;
	return true;
}

/* What is read back comes from memory: the caches have been emptied. */
static TEE_Result fill(uint64_t *words, size_t count, const uint64_t pattern[2])
{
	TEE_Result res;
	size_t i;

	for (i = 0; i < count; i++)
		words[i] = pattern[i % 2];
	res = TEE_CacheFlush((void *)words, count * sizeof(*words));
	if (res)
		return res;
	return is_marked(words, count, pattern) ? TEE_SUCCESS :
						  TEE_ERROR_CORRUPT_OBJECT;
}

static TEE_Result mark(uint32_t types, TEE_Param params[4])
{
	const uint32_t expected = TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_OUTPUT,
						  TEE_PARAM_TYPE_VALUE_OUTPUT,
						  TEE_PARAM_TYPE_VALUE_OUTPUT,
						  TEE_PARAM_TYPE_NONE);
	void *memory = params[0].memref.buffer;
	size_t size = params[0].memref.size;
	uint64_t pattern[2];
	TEE_Result res;
	int i;

	if (types != expected || !memory || !size || size % MARK_UNIT ||
	    (uintptr_t)memory % MARK_UNIT)
		return TEE_ERROR_BAD_PARAMETERS;
	res = check_restricted(memory, size);
	if (res)
		return res;

	draw(pattern);
	res = fill(memory, size / sizeof(pattern[0]), pattern);
	if (res)
		return res;
	for (i = 0; i < 2; i++) {
		params[1 + i].value.a = pattern[i];
		params[1 + i].value.b = pattern[i] >> 32;
	}
	return TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
				      uint32_t types, TEE_Param params[4])
{
	(void)session;
	switch (command) {
	case SCRUB_TA_CLEAR:
		return clear(types, params);
	case SCRUB_TA_MARK:
		return mark(types, params);
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
