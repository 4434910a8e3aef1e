/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device's key: licences are for it
 *
 * Made by the TEE when it is first asked for, and kept in the application's secure
 * storage. What the normal world can do to that is to lose it, or to bring an old
 * state back: the device then has another key, and old licences are not for it.
 */
#ifndef RST_TA_DEVICE_KEY_H
#define RST_TA_DEVICE_KEY_H

#include <tee_internal_api.h>

#include "../../core/jwe.h"

/* Finds or makes the key, the first time. What secure storage answers. */
TEE_Result rst_device_key_get(struct rst_point *point);

/* ECDH with it, as rst_jwe_crypto.agree, which see. After rst_device_key_get(). */
enum rst_status rst_device_key_agree(const struct rst_point *sender,
				     uint8_t secret[RST_P256_SIZE]);

void rst_device_key_close(void);

#endif /* RST_TA_DEVICE_KEY_H */
