// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's TEE API: what it has since protected memory
 *
 * A file of its own, since other kernels do not declare these.
 */
#include <linux/module.h>
#include <linux/tee_core.h>
#include <linux/tee_drv.h>

#include "export.h"

tee_export(teedev_ctx_get);
tee_export(teedev_ctx_put);
tee_export(tee_device_get);
tee_export(tee_device_put);

tee_export(tee_shm_register_fd);
tee_export(tee_shm_alloc_dma_mem);
tee_export(tee_device_register_dma_heap);
tee_export(tee_device_put_all_dma_heaps);
tee_export(tee_protmem_static_pool_alloc);
