/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _COMPAT_MODULE_H
#define _COMPAT_MODULE_H

#include <linux/module.h>

/* A namespace is named by an identifier in older kernels, by a string later. */
#ifdef HAVE_IMPORT_NS_IDENTIFIER
#define RST_IMPORT_NS(ns)	MODULE_IMPORT_NS(ns)
#else
#define RST_IMPORT_NS(ns)	MODULE_IMPORT_NS(#ns)
#endif

#endif /* _COMPAT_MODULE_H */
