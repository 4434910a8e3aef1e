// SPDX-License-Identifier: GPL-2.0-only
/* rstmem.ko: heaps of TEE-restricted memory */
#include "compat/module.h"

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("Heaps of TEE-restricted memory");
MODULE_LICENSE("GPL");
