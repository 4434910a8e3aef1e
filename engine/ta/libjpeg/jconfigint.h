/* SPDX-License-Identifier: BSD-2-Clause */
/* The part of the configuration that only libjpeg-turbo's own files see. */
#ifndef RST_LIBJPEG_JCONFIGINT_H
#define RST_LIBJPEG_JCONFIGINT_H

#define BUILD		"rstmem"
#define PACKAGE_NAME	"libjpeg-turbo"
#define VERSION		"2.1.5"
#define INLINE		inline
#define THREAD_LOCAL	__thread
#define SIZEOF_SIZE_T	8
#define HAVE_BUILTIN_CTZL
#define FALLTHROUGH

#endif /* RST_LIBJPEG_JCONFIGINT_H */
