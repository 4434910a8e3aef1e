/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef RST_TA_HMAC_H
#define RST_TA_HMAC_H

#include <tee_internal_api.h>

#include "../../core/stamp.h"

#define RST_HMAC_KEY_SIZE 32

/*
 * HMAC-SHA256 by the TEE's crypto, under the application's one key: with another,
 * what was stamped before is not known again.
 */
TEE_Result rst_hmac_open(const uint8_t key[RST_HMAC_KEY_SIZE]);
void rst_hmac_close(void);

const struct rst_mac *rst_hmac(void);

#endif /* RST_TA_HMAC_H */
