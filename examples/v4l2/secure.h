/* SPDX-License-Identifier: GPL-2.0-only */
/* The copy engine's secure side; here a trusted application, tests/ta/copy */
#ifndef COPY_SECURE_H
#define COPY_SECURE_H

#include <linux/types.h>

struct tee_context;
struct tee_shm;

/**
 * struct copy_secure - a session with it
 * @tee:	the context, for whoever registers memory
 * @session:	its number
 */
struct copy_secure {
	struct tee_context *tee;
	u32 session;
};

int copy_secure_open(struct copy_secure *secure);
void copy_secure_close(struct copy_secure *secure);

/* Copies @size bytes. 0, -ENODEV (no memory, or the application died), -EIO. */
int copy_secure_run(struct copy_secure *secure, struct tee_shm *to,
		    struct tee_shm *from, size_t size);

#endif /* COPY_SECURE_H */
