/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages of processes that stay where they are, and whom they count for. */
#ifndef TEE_PINS_H
#define TEE_PINS_H

#include <linux/types.h>

struct mm_struct;
struct page;
struct user_struct;

/**
 * struct tee_pins - pages of a process that are pinned
 * @pages:	how many are counted
 * @mm:		whose they are, which shows them as VmPin in its status
 * @user:	whose limit they count against; NULL if against none
 */
struct tee_pins {
	size_t pages;
	struct mm_struct *mm;
	struct user_struct *user;
};

int tee_pins_count(struct tee_pins *pins, size_t pages, bool limited);
void tee_pins_uncount(struct tee_pins *pins);
void tee_pins_keep(struct tee_pins *pins);
int tee_pin_pages(unsigned long start, struct page **pages, size_t count,
		  size_t *pinned);

#endif /* TEE_PINS_H */
