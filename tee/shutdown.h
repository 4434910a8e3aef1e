/* SPDX-License-Identifier: GPL-2.0-only */
/* Ending what clients have in the secure world. */
#ifndef TEE_SHUTDOWN_H
#define TEE_SHUTDOWN_H

#include <linux/types.h>

struct device;
struct tee_device;

int tee_device_shutdown(struct device *dev);
bool tee_users_end(struct tee_device *teedev);

#endif /* TEE_SHUTDOWN_H */
