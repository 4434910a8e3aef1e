/* SPDX-License-Identifier: GPL-2.0-only */
/* Handles: what the TEE knows restricted buffers by. */
#ifndef TEE_HANDLE_H
#define TEE_HANDLE_H

#include <linux/types.h>

struct rstmem_range;
struct tee_shm;

struct tee_shm *tee_handle_create(const struct rstmem_range *range,
				  struct tee_shm *parent, size_t offset);
void tee_handle_destroy(struct tee_shm *shm);

#endif /* TEE_HANDLE_H */
