/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef RST_TA_ENCODE_H
#define RST_TA_ENCODE_H

#include <tee_internal_api.h>

TEE_Result rst_cam_encode(uint32_t types, TEE_Param params[4]);

/* Ends the session with the cenc application, where there is one. */
void rst_cam_encode_end(void);

#endif /* RST_TA_ENCODE_H */
