/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the engine's trusted applications have in common
 */
#ifndef RST_TA_CLIENT_H
#define RST_TA_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <tee_internal_api.h>

#include "../../core/status.h"
#include "../../protocol.h"

/* ACCESS_DENIED unless the session is opened by the normal world's kernel. */
TEE_Result rst_require_kernel_client(void);

/* ACCESS_DENIED unless the session is opened by that trusted application. */
TEE_Result rst_require_application(const TEE_UUID *uuid);

/*
 * ACCESS_DENIED unless all of the memory is restricted: neither the normal
 * world nor a device of its may read what is written there.
 */
TEE_Result rst_require_restricted(void *data, size_t size);

/* The same of memory that is only read, which OP-TEE maps for reading. */
TEE_Result rst_require_restricted_input(void *data, size_t size);

/* ACCESS_DENIED unless all of the memory is the normal world's own. */
TEE_Result rst_require_ordinary(void *data, size_t size);

/*
 * The same of memory that is only read. What the normal world sends must come
 * from there: in restricted memory it would be content, about which sizes and
 * errors tell the client that composes the rest. Empty memory will do.
 */
TEE_Result rst_require_ordinary_input(void *data, size_t size);

/*
 * Copies a message of a fixed size out of memory that the normal world shares,
 * and checks the copy's header. ACCESS_DENIED where that memory is restricted.
 */
TEE_Result rst_copy_message(const TEE_Param *param, void *message,
			    size_t size);

/* The same of a message of another trusted application, in its own memory. */
TEE_Result rst_copy_trusted_message(const TEE_Param *param, void *message,
				    size_t size);

TEE_Result rst_result(enum rst_status status);

#endif /* RST_TA_CLIENT_H */
