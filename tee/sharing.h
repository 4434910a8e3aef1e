/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that the secure world has registered. */
#ifndef TEE_SHARING_H
#define TEE_SHARING_H

#include <linux/types.h>

struct tee_clients;
struct tee_context;
struct tee_core_device;
struct tee_core_shm;
struct tee_device;
struct tee_shm;

void tee_sharing_init(struct tee_core_device *dev);
int tee_sharing_enter(struct tee_device *teedev);
void tee_sharing_enter_last(struct tee_core_shm *core);
void tee_sharing_add(struct tee_core_shm *core);
bool tee_sharing_end(struct tee_core_shm *core,
		     int (*shm_unregister)(struct tee_context *ctx,
					   struct tee_shm *shm));
void tee_sharing_exit(struct tee_device *teedev);

bool tee_sharing_stop(struct tee_core_device *dev);
void tee_sharing_resume(struct tee_core_device *dev);
unsigned int tee_sharing_withdraw(struct tee_core_device *dev,
				  const struct tee_clients *clients);
bool tee_device_is_down(struct tee_device *teedev);

#endif /* TEE_SHARING_H */
