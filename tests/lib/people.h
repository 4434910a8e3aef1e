/* SPDX-License-Identifier: GPL-2.0-only */
/* What others than root, or root with less than all of it, may do */
#ifndef TESTS_PEOPLE_H
#define TESTS_PEOPLE_H

#include <sys/types.h>

/* Nobody of the system's; and one of several, who have nothing in common. */
#define NOBODY	65534
#define SOMEONE	1000

/* What @act returns, 0 or -errno, in a child that @become has changed. */
int as_other(void (*become)(void), int (*act)(void));

void become_nobody(void);
/* Root, but for CAP_SYS_ADMIN */
void become_powerless(void);
/* @uid in the group @gid and no other, without capabilities */
void become_member(uid_t uid, gid_t gid);

#endif /* TESTS_PEOPLE_H */
