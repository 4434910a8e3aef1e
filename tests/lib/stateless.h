/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry points of an application that keeps nothing, and is open to everybody;
 * for its one source file, which adds TA_InvokeCommandEntryPoint()
 */
#ifndef TESTS_STATELESS_H
#define TESTS_STATELESS_H

#include <tee_internal_api.h>

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
				    void **session)
{
	(void)types;
	(void)params;
	(void)session;
	return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
	(void)session;
}

#endif /* TESTS_STATELESS_H */
