// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cleanup.h>
#include <linux/cred.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>

#include "users.h"

/* Few users have memory at a time. */
static LIST_HEAD(users);
static DEFINE_MUTEX(users_lock); /* guards users and their holders */

static struct rstmem_user *user_find(kuid_t uid)
{
	struct rstmem_user *user;

	list_for_each_entry(user, &users, list) {
		if (uid_eq(user->uid, uid))
			return user;
	}
	return NULL;
}

/*
 * The real user, whom a program cannot choose. In a namespace of its own it can:
 * there the namespace's owner is meant, unless that is root, who alone says whom
 * it maps.
 */
static kuid_t who(void)
{
	const struct user_namespace *ns = current_user_ns();

	if (ns == &init_user_ns)
		return current_uid();
	while (ns->parent != &init_user_ns)
		ns = ns->parent;
	return uid_eq(ns->owner, GLOBAL_ROOT_UID) ? current_uid() : ns->owner;
}

struct rstmem_user *rstmem_user_get(void)
{
	kuid_t uid = who();
	struct rstmem_user *user;

	guard(mutex)(&users_lock);
	user = user_find(uid);
	if (!user) {
		user = kzalloc(sizeof(*user), GFP_KERNEL);
		if (!user)
			return NULL;
		user->uid = uid;
		list_add(&user->list, &users);
	}
	user->holders++;
	return user;
}

void rstmem_user_put(struct rstmem_user *user)
{
	guard(mutex)(&users_lock);
	if (--user->holders)
		return;
	list_del(&user->list);
	kfree(user);
}
