/* SPDX-License-Identifier: GPL-2.0-only */
/* Having the TEE scrub restricted memory. */
#ifndef TEE_SCRUB_H
#define TEE_SCRUB_H

#include <linux/types.h>

struct tee_device;
struct tee_shm;

int tee_scrub(struct tee_device *teedev, struct tee_shm *shm, size_t offset,
	      size_t size);
int tee_scrub_last(struct tee_device *teedev, struct tee_shm *shm,
		   size_t offset, size_t size);

#endif /* TEE_SCRUB_H */
