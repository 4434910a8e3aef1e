/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Restricted memory through the kernel's own interface for TEE drivers
 *
 * Where the kernel has none, nothing is lent that could be taken back.
 */
#ifndef _COMPAT_TEE_PROTMEM_H
#define _COMPAT_TEE_PROTMEM_H

#include <linux/types.h>

struct tee_device;
struct tee_limbo;

#ifdef HAVE_TEE_PROTMEM
/* tee/restricted/lent.c */
int tee_lent_init(void);
void tee_lent_exit(void);
void tee_limbo_init(struct tee_limbo *limbo);

/* tee/restricted/lent-pool.c */
int tee_lent_pools_init(void);
void tee_lent_pools_exit(void);

/* tee/restricted/driver-pools.c */
void tee_driver_pools_end(struct tee_device *teedev, bool usable);
bool tee_driver_lends(const struct tee_device *teedev);
#else
static inline int tee_lent_init(void)
{
	return 0;
}

static inline void tee_lent_exit(void)
{
}

static inline void tee_limbo_init(struct tee_limbo *limbo)
{
}

static inline int tee_lent_pools_init(void)
{
	return 0;
}

static inline void tee_lent_pools_exit(void)
{
}

static inline void tee_driver_pools_end(struct tee_device *teedev, bool usable)
{
}

static inline bool tee_driver_lends(const struct tee_device *teedev)
{
	return false;
}
#endif

#endif /* _COMPAT_TEE_PROTMEM_H */
