/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands by which keys come that the normal world does not see */
#ifndef RST_TA_LICENCE_H
#define RST_TA_LICENCE_H

#include <tee_internal_api.h>

#include "../../core/grant.h"

/* Milliseconds of the TEE's time, in which keys end. */
uint64_t rst_now(void);

/* As engine/protocol.h has the commands of these names. */
TEE_Result rst_device_key_command(uint32_t types, TEE_Param *params);
TEE_Result rst_challenge_command(struct rst_grant *grant, uint32_t types,
				 TEE_Param *params);
TEE_Result rst_licence_command(struct rst_grant *grant, struct rst_keys *keys,
			       uint64_t first_iv, uint32_t types,
			       TEE_Param *params);

#endif /* RST_TA_LICENCE_H */
