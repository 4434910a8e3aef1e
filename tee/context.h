/* SPDX-License-Identifier: GPL-2.0-only */
/* Contexts: what a client has open on a TEE device. */
#ifndef TEE_CONTEXT_H
#define TEE_CONTEXT_H

struct tee_calls;
struct tee_context;
struct tee_core_context;
struct tee_device;

void tee_context_init(struct tee_core_context *core, struct tee_device *teedev);
struct tee_calls *tee_calls_of(struct tee_context *ctx);

/* newer kernels have these in their own headers, too */
void teedev_ctx_get(struct tee_context *ctx);
void teedev_ctx_put(struct tee_context *ctx);

#endif /* TEE_CONTEXT_H */
