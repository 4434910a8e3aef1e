/* SPDX-License-Identifier: GPL-2.0-only */
/* Drivers that are about to be unbound. */
#ifndef TEE_LEAVING_H
#define TEE_LEAVING_H

#include <linux/types.h>

struct tee_device;

int tee_leaving_init(void);
void tee_leaving_exit(void);
void tee_leaving_end_pools(struct tee_device *teedev, bool users_idle);

#endif /* TEE_LEAVING_H */
