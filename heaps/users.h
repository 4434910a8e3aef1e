/* SPDX-License-Identifier: GPL-2.0-only */
/* Users: how much of each heap the processes of one user have */
#ifndef _HEAPS_USERS_H
#define _HEAPS_USERS_H

#include <linux/list.h>
#include <linux/rstmem.h>
#include <linux/types.h>
#include <linux/uidgid.h>

/**
 * struct rstmem_user - one for each user who has memory, or asks for some
 * @list:	of all users
 * @uid:	who it is
 * @holders:	claims that point here; users.c guards this and @list
 * @claimed:	bytes, by use-case; claims.c guards them
 */
struct rstmem_user {
	struct list_head list;
	kuid_t uid;
	unsigned int holders;
	u64 claimed[RSTMEM_USE_CASE_SECURE_VIDEO_RECORD + 1];
};

/* The current task's, or NULL: the kernel has no memory. */
struct rstmem_user *rstmem_user_get(void);
void rstmem_user_put(struct rstmem_user *user);

#endif /* _HEAPS_USERS_H */
