/* SPDX-License-Identifier: GPL-2.0-only */
/* TEE devices: references, and what they are. */
#ifndef TEE_DEVICE_H
#define TEE_DEVICE_H

#include <linux/types.h>

struct class;
struct tee_device;

extern struct class tee_class;

const void *tee_identity(struct tee_device *teedev);
bool tee_is_optee(struct tee_device *teedev);

/* newer kernels have these in their own headers, too */
bool tee_device_get(struct tee_device *teedev);
void tee_device_put(struct tee_device *teedev);

#endif /* TEE_DEVICE_H */
