// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's TEE API: shared memory
 *
 * The includes decide the CRCs, see export.h.
 */
#include <linux/anon_inodes.h>
#include <linux/device.h>
#include <linux/idr.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uio.h>
#include <linux/highmem.h>

#include "export.h"

tee_export(tee_shm_alloc_kernel_buf);
tee_export(tee_shm_alloc_priv_buf);
tee_export(tee_dyn_shm_alloc_helper);
tee_export(tee_dyn_shm_free_helper);

tee_export(tee_shm_register_kernel_buf);

tee_export(tee_shm_free);
tee_export(tee_shm_put);
tee_export(tee_shm_get_from_id);
tee_export(tee_shm_get_va);
tee_export(tee_shm_get_pa);
