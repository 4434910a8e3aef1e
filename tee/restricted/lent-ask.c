// SPDX-License-Identifier: GPL-2.0-only
/*
 * Has the secure world given lent memory back?
 *
 * Drivers don't tell. But the secure world refuses to register memory that it
 * still holds as ordinary shared memory. What is lent is one piece to it, so one
 * page answers for all; the first and the last are asked for. More would take
 * memory of the secure world's for each page, of which it has little, and a
 * process can have it use up the rest.
 *
 * It may also refuse because it is short of memory, and the error then is the
 * same. So an ordinary page is tried, too: if that is refused, nothing is known.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/tee_core.h>

#include "lent.h"

/* Somebody may take the secure world's memory, and give it back, in between. */
#define ROUNDS	3

static int check_end(struct tee_lent *lent)
{
	const struct tee_driver_ops *ops = lent->core.teedev->desc->ops;
	int rc;

	if (!lent->checking)
		return 0;
	rc = ops->shm_unregister(lent->core.shm.ctx, &lent->check.shm);
	lent->checking = rc;
	return rc;
}

/*
 * A driver uses the address only to tell the kernel's memory from a process's:
 * any address in the kernel will do.
 */
static int page_check(struct tee_lent *lent, struct page *page)
{
	const struct tee_driver_ops *ops = lent->core.teedev->desc->ops;
	struct tee_shm *check = &lent->check.shm;
	int rc;

	check->ctx = lent->core.shm.ctx;
	check->size = PAGE_SIZE;
	rc = ops->shm_register(check->ctx, check, &page, 1,
			       (unsigned long)lent);
	lent->checking = !rc;
	return rc;
}

/* These say nothing about the page. */
static bool is_ours(int rc)
{
	return rc == -ENOMEM || rc == -EINTR || rc == -ERESTARTSYS;
}

static enum tee_lent_answer page_ask(struct tee_lent *lent, struct page *page)
{
	int rc = page_check(lent, page);

	if (!rc)
		return check_end(lent) ? TEE_LENT_UNKNOWN : TEE_LENT_BACK;
	if (is_ours(rc) || page_check(lent, lent->control) || check_end(lent))
		return TEE_LENT_UNKNOWN;
	return TEE_LENT_HELD;
}

static enum tee_lent_answer page_ask_often(struct tee_lent *lent,
					   struct page *page)
{
	enum tee_lent_answer answer;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		answer = page_ask(lent, page);
		if (answer != TEE_LENT_HELD)
			break;
	}
	return answer;
}

/**
 * tee_lent_ask() - find out whether memory has come back
 * @lent:	the memory, which the driver is done with; the caller has a
 *		reference on the device, and nobody else asks
 *
 * Return: the answer.
 */
enum tee_lent_answer tee_lent_ask(struct tee_lent *lent)
{
	const struct tee_driver_ops *ops = lent->core.teedev->desc->ops;
	enum tee_lent_answer answer;

	if (!ops->shm_register || !ops->shm_unregister)
		return TEE_LENT_HELD;
	if (check_end(lent))
		return TEE_LENT_UNKNOWN;

	answer = page_ask_often(lent, lent->pages[0]);
	if (answer == TEE_LENT_BACK && lent->num_pages > 1)
		answer = page_ask_often(lent, lent->pages[lent->num_pages - 1]);
	return answer;
}
