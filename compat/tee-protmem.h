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

#ifdef HAVE_TEE_PROTMEM
/* tee/restricted/lent.c */
void tee_lending_init(void);
void tee_lending_exit(void);

/* tee/restricted/lent-pool.c */
void tee_protmem_exit(void);

/* tee/restricted/driver-pools.c */
void tee_protmem_withdraw(struct tee_device *teedev, bool usable);
void tee_protmem_leaving(struct tee_device *teedev, bool users_idle);
void tee_protmem_leave(struct tee_device *teedev);
#else
static inline void tee_lending_init(void)
{
}

static inline void tee_lending_exit(void)
{
}

static inline void tee_protmem_exit(void)
{
}

static inline void tee_protmem_withdraw(struct tee_device *teedev, bool usable)
{
}

static inline void tee_protmem_leaving(struct tee_device *teedev,
				       bool users_idle)
{
}

static inline void tee_protmem_leave(struct tee_device *teedev)
{
}
#endif

#endif /* _COMPAT_TEE_PROTMEM_H */
