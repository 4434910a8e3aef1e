/* SPDX-License-Identifier: GPL-2.0-only */
/* Restricted dma-bufs that are registered by descriptor. */
#ifndef TEE_RESTRICTED_DMABUF_H
#define TEE_RESTRICTED_DMABUF_H

struct tee_context;
struct tee_shm;

/* newer kernels have it in their own headers, too */
struct tee_shm *tee_shm_register_fd(struct tee_context *ctx, int fd);

#endif /* TEE_RESTRICTED_DMABUF_H */
