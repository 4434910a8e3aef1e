/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef RST_TA_HMAC_H
#define RST_TA_HMAC_H

#include <tee_internal_api.h>

#include "../../core/stamp.h"

/*
 * HMAC-SHA256 by the TEE's crypto, under a random key of this instance: what an
 * instance before this one has stamped is not known again.
 */
TEE_Result rst_cam_mac_open(void);
void rst_cam_mac_close(void);

const struct rst_mac *rst_cam_mac(void);

#endif /* RST_TA_HMAC_H */
