/* SPDX-License-Identifier: GPL-2.0-only */
/* What clients have in the secure world, and the end of it. */
#ifndef TEE_CLIENTS_H
#define TEE_CLIENTS_H

#include <linux/types.h>

struct tee_clients;
struct tee_context;
struct tee_device;

int tee_clients_init(struct tee_clients *clients);
void tee_clients_destroy(struct tee_clients *clients);
struct tee_context *tee_client_context(struct tee_device *teedev,
				       struct tee_clients *clients);
void tee_clients_end(struct tee_device *teedev, struct tee_clients *clients);
void tee_clients_resume(struct tee_clients *clients);

#endif /* TEE_CLIENTS_H */
