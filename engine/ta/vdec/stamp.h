/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef RST_TA_VDEC_STAMP_H
#define RST_TA_VDEC_STAMP_H

#include <stdbool.h>
#include <tee_internal_api.h>

#include "../../core/stamp.h"

/* By what stamps are known; asks cenc for the key, the first time. */
TEE_Result rst_vdec_stamp_open(const struct rst_mac **mac);

/*
 * A stamp was refused: tells cenc, which counts them. Success where that has
 * another key by now, because it was started anew: the stamp may be good by that.
 */
TEE_Result rst_vdec_stamp_refused(const struct rst_mac **mac);

void rst_vdec_stamp_close(void);

#endif /* RST_TA_VDEC_STAMP_H */
