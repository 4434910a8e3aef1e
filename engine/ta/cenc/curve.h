/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef RST_TA_CURVE_H
#define RST_TA_CURVE_H

#include <stdbool.h>

#include "../../core/jwe.h"

/*
 * Whether a point that the normal world sends is one of P-256. With a point of
 * another curve what comes of a key agreement tells of the key, and the TEE may
 * end the application.
 */
bool rst_curve_has(const struct rst_point *point);

#endif /* RST_TA_CURVE_H */
