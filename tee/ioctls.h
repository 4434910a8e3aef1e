/* SPDX-License-Identifier: GPL-2.0-only */
/* The character devices, and their commands. */
#ifndef TEE_IOCTL_H
#define TEE_IOCTL_H

#include <linux/types.h>

struct file_operations;
struct tee_context;

/* ioctl.c */
extern const struct file_operations tee_fops;

/* ioctl-*.c: one command each; compat/tee-object.h has one more */
long tee_ioctl_shm_alloc(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_shm_register(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_open_session(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_invoke(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_cancel(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_close_session(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_suppl_recv(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_suppl_send(struct tee_context *ctx, void __user *uarg);

/* restricted/ioctl-restricted.c */
long tee_ioctl_shm_register_fd(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_rstmem_alloc(struct tee_context *ctx, void __user *uarg);

#endif /* TEE_IOCTL_H */
