// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's TEE API: pools of reserved shared memory
 *
 * The includes decide the CRCs, see export.h.
 */
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/genalloc.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/tee_core.h>

#include "export.h"

tee_export(tee_shm_pool_alloc_res_mem);
