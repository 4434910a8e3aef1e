// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of processes that stay where they are, and whom they count for
 *
 * The kernel's own tee.ko has no limit for them, and so there is none unless the
 * administrator asks for one. It is the user's, not the process's: a process can
 * pass its descriptors on and exit, and the pages stay pinned. Pages that do
 * not count against the limit are not added to the user's locked memory either,
 * or what else counts there (io_uring, perf) would fail earlier than it does
 * with the kernel's own.
 */
#include <linux/atomic.h>
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/user.h>

#include "pins.h"

static bool memlock;
module_param(memlock, bool, 0644);
MODULE_PARM_DESC(memlock,
		 "Count pages that processes register with a TEE against RLIMIT_MEMLOCK, summed per user (default: no limit, as without this module)");

static int user_count(struct user_struct *user, unsigned long pages)
{
	unsigned long limit = rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT;
	long counted = atomic_long_read(&user->locked_vm);

	do {
		if (pages > limit || counted > (long)(limit - pages))
			return -ENOMEM;
	} while (!atomic_long_try_cmpxchg(&user->locked_vm, &counted,
					  counted + pages));
	return 0;
}

/**
 * tee_pins_count() - count pages that the current process is about to pin
 * @pins:	what is counted, to be undone by tee_pins_uncount()
 * @pages:	how many pages
 * @limited:	they count against the user's limit, where one is wanted and
 *		the process is not beyond limits
 *
 * Return: 0, -ENOMEM where the limit is exceeded, or -EFAULT where there is no
 * process.
 */
int tee_pins_count(struct tee_pins *pins, size_t pages, bool limited)
{
	if (!current->mm)
		return -EFAULT;
	if (limited && READ_ONCE(memlock) && !capable(CAP_IPC_LOCK)) {
		struct user_struct *user = current_user();
		int rc = user_count(user, pages);

		if (rc)
			return rc;
		pins->user = get_uid(user);
	}
	mmgrab(current->mm);
	pins->mm = current->mm;
	pins->pages = pages;
	atomic64_add(pages, &pins->mm->pinned_vm);
	return 0;
}

/* Also of what has not been counted. */
void tee_pins_uncount(struct tee_pins *pins)
{
	if (pins->user) {
		atomic_long_sub(pins->pages, &pins->user->locked_vm);
		free_uid(pins->user);
	}
	if (pins->mm) {
		atomic64_sub(pins->pages, &pins->mm->pinned_vm);
		mmdrop(pins->mm);
	}
	*pins = (struct tee_pins){};
}

/*
 * For pages that the secure world keeps. They stay pinned until the next boot, so
 * they go on counting for the user, whom the count keeps, and for the process as
 * long as it has its address space. Or who makes the TEE keep pages, by whatever
 * means, has more of them than the limit says.
 */
void tee_pins_keep(struct tee_pins *pins)
{
	if (pins->mm)
		mmdrop(pins->mm);
	*pins = (struct tee_pins){};
}

/**
 * tee_pin_pages() - pin pages of the current process, to be written to
 * @start:	address of the first one
 * @pages:	the pages
 * @count:	how many are wanted
 * @pinned:	how many were pinned, also after an error
 *
 * For the long term: nobody can tell whether a client will unregister the
 * memory after its next call or never, and where pages of CMA or of memory that
 * can be unplugged stay pinned, the display or the codec whose CMA it is gets no
 * memory any more. Such pages are moved elsewhere first, once. Pages of a file
 * that is written back are refused; libteec then registers a copy.
 *
 * Return: 0 or an error
 */
int tee_pin_pages(unsigned long start, struct page **pages, size_t count,
		  size_t *pinned)
{
	while (*pinned < count) {
		size_t left = count - *pinned;
		int n = pin_user_pages_fast(start + *pinned * PAGE_SIZE,
					    min_t(size_t, left, INT_MAX),
					    FOLL_WRITE | FOLL_LONGTERM,
					    pages + *pinned);

		if (n <= 0)
			return n ?: -EFAULT;
		*pinned += n;
	}

	return 0;
}
