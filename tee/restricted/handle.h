/* SPDX-License-Identifier: GPL-2.0-only */
/* Handles: what the TEE knows restricted buffers by. */
#ifndef TEE_HANDLE_H
#define TEE_HANDLE_H

#include <linux/types.h>

struct dma_buf;
struct rstmem_range;
struct tee_context;
struct tee_shm;

struct tee_shm *tee_handle_create(const struct rstmem_range *range,
				  struct tee_shm *parent, size_t offset);
void tee_handle_destroy(struct tee_shm *shm);
int tee_handle_add_id(struct tee_context *ctx, struct tee_shm *shm,
		      const struct dma_buf *dmabuf);

#endif /* TEE_HANDLE_H */
