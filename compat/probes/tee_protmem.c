// SPDX-License-Identifier: GPL-2.0-only
#include <linux/tee_core.h>

int (*probe)(struct tee_device *, enum tee_dma_heap_id,
	     struct tee_protmem_pool *) = tee_device_register_dma_heap;
struct tee_protmem_pool *(*probe_static)(phys_addr_t, size_t) =
	tee_protmem_static_pool_alloc;
struct tee_shm *(*probe_lend)(struct tee_context *, size_t) =
	tee_shm_alloc_dma_mem;
