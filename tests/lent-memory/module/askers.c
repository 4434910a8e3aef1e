// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who asks for lent memory while the driver leaves
 *
 * Before more is lent, the TEE is asked for what may have come back. Threads do
 * that without a pause from just before the pool goes until after it, and the TEE
 * takes its time. An answer that comes when the pool has gone is one that it
 * hadn't before: what was given up for lost then comes back.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sizes.h>

#include "lending.h"

#define MOST		8
#define LINGER_MS	20

/* More than there is to lend */
#define PAGES		SZ_64K

static struct task_struct *threads[MOST];
static bool leaving, gone;
static unsigned int late;

/* As long as the TEE thinks about it. */
void askers_linger(void)
{
	int i;

	for (i = 0; i < LINGER_MS && READ_ONCE(leaving) && !READ_ONCE(gone); i++)
		usleep_range(1000, 1100);
}

/* Nobody may be asking, as the driver cannot be asked any more. */
void askers_pool_goes(void)
{
	if (!READ_ONCE(leaving))
		return;
	late += firewall_asked();
	WRITE_ONCE(gone, true);
}

bool askers_see_no_pool(void)
{
	return READ_ONCE(gone);
}

static int asker(void *ctx)
{
	struct tee_shm *shm;

	while (!kthread_should_stop()) {
		shm = tee_shm_alloc_dma_mem(ctx, PAGES);
		if (!IS_ERR(shm))
			tee_shm_put(shm);
		cond_resched();
	}
	return 0;
}

bool askers_begin(struct tee_context *ctx, unsigned int count)
{
	unsigned int i, begun = 0;

	WRITE_ONCE(leaving, true);
	for (i = 0; i < count && i < MOST; i++) {
		threads[i] = kthread_run(asker, ctx, "rst_lend_asker");
		begun += !IS_ERR(threads[i]);
	}
	check(begun == count, "%u threads ask while the pool goes", begun);
	return true;
}

void askers_end(void)
{
	unsigned int i;

	for (i = 0; i < MOST; i++) {
		if (!IS_ERR_OR_NULL(threads[i]))
			kthread_stop(threads[i]);
	}
	check(gone && !late, "nobody is asked when it has gone (%u)", late);
}
