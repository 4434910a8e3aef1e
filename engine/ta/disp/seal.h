/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sessions of trusted applications that draw user interfaces
 */
#ifndef RST_TA_SEAL_H
#define RST_TA_SEAL_H

#include <tee_internal_api.h>

#include "../../core/trusted.h"

/* Sets the hash, and the mark, which is this device's own. */
void rst_disp_seal_init(struct rst_trusted *trusted);
void rst_disp_seal_fini(void);

/* ACCESS_DENIED unless the caller is an application that may seal pictures. */
TEE_Result rst_disp_seal_open(void **session);

/* The seal of the session goes with it. */
void rst_disp_seal_close(struct rst_trusted *trusted, void *session);

/* Such a session has this command alone. */
TEE_Result rst_disp_seal_command(struct rst_trusted *trusted, void *session,
				 uint32_t command, uint32_t types,
				 const TEE_Param params[4]);

#endif /* RST_TA_SEAL_H */
