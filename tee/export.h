/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exporting what another file defines
 *
 * With MODVERSIONS a symbol's CRC covers every structure that is complete
 * where the symbol is exported. The kernel's own optee.ko loads on this tee.ko
 * only if the CRCs are those of the kernel's tee.ko, so exports are kept apart
 * from the code, in files that include exactly what makes them equal.
 * tests/kernels/symvers-compare checks it.
 */
#ifndef TEE_EXPORT_H
#define TEE_EXPORT_H

#include <linux/export.h>

#define tee_export	EXPORT_SYMBOL_GPL

#endif /* TEE_EXPORT_H */
