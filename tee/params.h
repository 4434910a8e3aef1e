/* SPDX-License-Identifier: GPL-2.0-only */
/* Arguments and parameters of calls from user space. */
#ifndef TEE_PARAMS_H
#define TEE_PARAMS_H

#include <linux/tee_core.h>
#include <linux/tee_drv.h>
#include <linux/types.h>

#define TEE_MAX_PARAMS	(TEE_MAX_ARG_SIZE / sizeof(struct tee_ioctl_param))

/**
 * struct tee_call - the parameters of one call from user space
 * @num_params:	how many
 * @params:	as the driver takes them, and changes them
 * @held:	the references that the memrefs hold, whatever the driver does
 *		to @params
 */
struct tee_call {
	u32 num_params;
	struct tee_param params[TEE_MAX_PARAMS];
	struct tee_shm *held[TEE_MAX_PARAMS];
};

long tee_with_arg(struct tee_context *ctx, const void __user *ubuf, size_t head,
		  int (*call)(struct tee_context *ctx, void *arg, size_t len,
			      void __user *uarg));
int tee_memref_resolve(struct tee_param *param, struct tee_shm *shm);
struct tee_call *tee_call_create(struct tee_context *ctx, u32 num_params,
				 const struct tee_ioctl_param *uparams);
struct tee_param *tee_call_params(struct tee_call *call);
void tee_call_destroy(struct tee_call *call);
int tee_call_to_user(const struct tee_call *call,
		     struct tee_ioctl_param __user *uparams);

#endif /* TEE_PARAMS_H */
