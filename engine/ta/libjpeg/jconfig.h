/* SPDX-License-Identifier: BSD-2-Clause */
/* What libjpeg-turbo's own configuration would find out: baseline, no SIMD. */
#ifndef RST_LIBJPEG_JCONFIG_H
#define RST_LIBJPEG_JCONFIG_H

#define JPEG_LIB_VERSION		62
#define LIBJPEG_TURBO_VERSION		2.1.5
#define LIBJPEG_TURBO_VERSION_NUMBER	2001005
#define BITS_IN_JSAMPLE			8

#endif /* RST_LIBJPEG_JCONFIG_H */
