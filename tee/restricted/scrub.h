/* SPDX-License-Identifier: GPL-2.0-only */
/* Having restricted memory scrubbed, by the method of its pool. */
#ifndef TEE_SCRUB_H
#define TEE_SCRUB_H

#include <linux/types.h>

#include <rstmem/tee.h>

struct tee_device;
struct tee_scrub_batch;
struct tee_shm;

/**
 * struct tee_scrubbing - how a pool is scrubbed: its first member
 * @teedev:	the TEE's device, which does it; a reference on its structure, the
 *		driver may have gone
 * @method:	how
 */
struct tee_scrubbing {
	struct tee_device *teedev;
	struct tee_rstmem_scrub method;
};

int tee_scrub_method(const struct tee_rstmem_scrub *wanted,
		     struct tee_rstmem_scrub *method);
struct tee_scrub_batch *tee_scrub_begin(struct tee_device *teedev,
					const struct tee_rstmem_scrub *method);
struct tee_scrub_batch *
tee_scrub_begin_last(struct tee_device *teedev,
		     const struct tee_rstmem_scrub *method);
int tee_scrub(struct tee_scrub_batch *batch, struct tee_shm *shm);
void tee_scrub_end(struct tee_scrub_batch *batch);
int tee_mark(struct tee_device *teedev, const struct tee_rstmem_scrub *method,
	     struct tee_shm *shm, size_t offset, size_t size, u64 pattern[2]);

/* For &struct rstmem_pool_ops, of a pool that begins with what says how. */
int tee_pool_scrub_begin(void *pool, void **batch);
int tee_pool_scrub(void *pool, void *batch, void *handle);
void tee_pool_scrub_end(void *pool, void *batch);
int tee_pool_mark(void *pool, void *handle, size_t offset, size_t size,
		  u64 pattern[2]);

#endif /* TEE_SCRUB_H */
