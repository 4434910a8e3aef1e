/* SPDX-License-Identifier: GPL-2.0-only */
/* What is called where a driver leaves, noted */
#ifndef KUNIT_LEAVING_H
#define KUNIT_LEAVING_H

#include <linux/types.h>

enum note { USERS, CALLS, POOLS, RESUMED, NOTES };

/**
 * struct seen - what was called, and what it answers
 * @when:	in which order, from 1; 0: not at all
 * @count:	how many calls
 * @lends:	the driver has lent something
 * @users_end, @calls_end: they end in time
 * @down:	the machine goes down
 * @usable:	the TEE was to be asked for what is lent
 * @held:	all of that was under &tee_core_device.ending
 */
struct seen {
	unsigned int when[NOTES], count;
	bool lends, users_end, calls_end, down, usable, held;
};

extern struct seen leaving_seen;

static inline void leaving_note(enum note what)
{
	leaving_seen.when[what] = ++leaving_seen.count;
}

#endif /* KUNIT_LEAVING_H */
