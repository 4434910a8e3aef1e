/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef RST_TA_CENC_STAMP_H
#define RST_TA_CENC_STAMP_H

#include <tee_internal_api.h>

/*
 * A random key for stamps on access units, the instance's; the decoder's trusted
 * application gets it by RST_CENC_CMD_STAMP_KEY.
 */
TEE_Result rst_stamp_key_open(void);
void rst_stamp_key_close(void);

TEE_Result rst_stamp_key_command(uint32_t types, TEE_Param params[4]);

#endif /* RST_TA_CENC_STAMP_H */
