/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef RST_TA_OPENER_H
#define RST_TA_OPENER_H

#include "../../core/jwe.h"

/* Opens messages for the device's key by the TEE's cryptography. */
extern const struct rst_jwe_crypto rst_opener;

#endif /* RST_TA_OPENER_H */
