// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the TEE holds: at most a few pieces of memory. Like OP-TEE it takes none
 * of it as ordinary shared memory. When "stuck", it keeps what it is told to
 * give back, and the driver does not hear of it. When "unclear", it refuses to
 * clear memory. When "full", it is short of memory and takes nothing as shared
 * memory, as many times; when "tight", nothing of more than a page. When
 * "silent", nothing that it is asked has an end, as with OP-TEE while others have
 * all of its threads.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>

#include "lending.h"

#define PIECES	16

/* GlobalPlatform: something failed, and it does not say what */
#define TEEC_ERROR_GENERIC	0xffff0000

static struct {
	phys_addr_t start;
	size_t size;
} pieces[PIECES];
static DEFINE_MUTEX(pieces_lock);	/* protects pieces */

bool lending_stuck;
module_param_named(stuck, lending_stuck, bool, 0644);
unsigned int lending_lends;
module_param_named(lends, lending_lends, uint, 0444);
unsigned int lending_reclaims;
module_param_named(reclaims, lending_reclaims, uint, 0444);

unsigned int lending_cleared;
module_param_named(cleared, lending_cleared, uint, 0444);
static atomic_t full = ATOMIC_INIT(0);
module_param_named(full, full.counter, int, 0644);
static bool tight;
module_param(tight, bool, 0644);
static bool unclear, silent;
module_param(unclear, bool, 0644);
module_param(silent, bool, 0644);
static atomic_t asking = ATOMIC_INIT(0);
module_param_named(asking, asking.counter, int, 0444);

struct tee_param lending_seen;
unsigned int lending_pulled;
static DECLARE_COMPLETION(busy_begun);
static bool in_call;

/* As OP-TEE's driver waits for a thread: no signal ends it. */
static void firewall_hear(void)
{
	atomic_inc(&asking);
	while (READ_ONCE(silent))
		msleep(20);
	askers_linger();
	atomic_dec(&asking);
}

unsigned int firewall_asked(void)
{
	return atomic_read(&asking);
}

int firewall_lend(struct tee_shm *shm)
{
	int i;

	firewall_hear();
	guard(mutex)(&pieces_lock);

	for (i = 0; i < PIECES; i++) {
		if (pieces[i].size)
			continue;
		pieces[i].start = shm->paddr;
		pieces[i].size = shm->size;
		lending_lends++;
		return 0;
	}

	return -ENOMEM;
}

void firewall_reclaim(struct tee_shm *shm)
{
	int i;

	firewall_hear();
	guard(mutex)(&pieces_lock);

	lending_reclaims++;
	lending_pulled += READ_ONCE(in_call);
	for (i = 0; i < PIECES && !lending_stuck; i++)
		if (pieces[i].start == shm->paddr)
			pieces[i].size = 0;
}

static bool is_held(const struct page *page)
{
	phys_addr_t address = page_to_phys(page);
	int i;

	for (i = 0; i < PIECES; i++)
		if (address - pieces[i].start < pieces[i].size)
			return true;
	return false;
}

static int firewall_shm_register(struct tee_context *ctx, struct tee_shm *shm,
				 struct page **pages, size_t num_pages,
				 unsigned long start)
{
	size_t i;

	firewall_hear();
	/* the same error as for what it holds, as OP-TEE does */
	if ((!askers_see_no_pool() && atomic_add_unless(&full, -1, 0)) ||
	    (tight && num_pages > 1))
		return -EINVAL;

	guard(mutex)(&pieces_lock);

	for (i = 0; i < num_pages; i++)
		if (is_held(pages[i]))
			return -EINVAL;
	return 0;
}

static int firewall_shm_unregister(struct tee_context *ctx, struct tee_shm *shm)
{
	return 0;
}

static void firewall_get_version(struct tee_device *teedev,
				 struct tee_ioctl_version_data *vers)
{
	*vers = (struct tee_ioctl_version_data){ .impl_id = LENDING_TEE_ID };
}

static int firewall_open(struct tee_context *ctx)
{
	return 0;
}

static void firewall_release(struct tee_context *ctx)
{
}

static int firewall_open_session(struct tee_context *ctx,
				 struct tee_ioctl_open_session_arg *arg,
				 struct tee_param *params)
{
	arg->ret = 0;
	return 0;
}

static int firewall_close_session(struct tee_context *ctx, u32 session)
{
	return 0;
}

bool firewall_wait_busy(void)
{
	return wait_for_completion_timeout(&busy_begun, HZ);
}

bool firewall_is_busy(void)
{
	return READ_ONCE(in_call);
}

static void firewall_busy(unsigned int ms)
{
	WRITE_ONCE(in_call, true);
	complete(&busy_begun);
	msleep(ms);
	WRITE_ONCE(in_call, false);
}

/* Says how much it has cleared, as the application for that does. */
static u32 firewall_clear(struct tee_param *params)
{
	u64 size = params[0].u.memref.size;

	if (unclear)
		return TEEC_ERROR_GENERIC;

	lending_cleared += size;
	params[1].u.value.a = lower_32_bits(size);
	params[1].u.value.b = upper_32_bits(size);
	return 0;
}

/* Clearing has several parameters; other calls take a byte off what they get. */
static int firewall_invoke(struct tee_context *ctx,
			   struct tee_ioctl_invoke_arg *arg,
			   struct tee_param *params)
{
	firewall_hear();
	arg->ret = 0;
	lending_seen = params[0];
	if (arg->func == LENDING_BUSY)
		firewall_busy(arg->session);
	else if (arg->num_params > 1)
		arg->ret = firewall_clear(params);
	else
		params[0].u.memref.size--;
	return 0;
}

static const struct tee_driver_ops firewall_ops = {
	.get_version = firewall_get_version,
	.open = firewall_open,
	.release = firewall_release,
	.open_session = firewall_open_session,
	.close_session = firewall_close_session,
	.invoke_func = firewall_invoke,
	.shm_register = firewall_shm_register,
	.shm_unregister = firewall_shm_unregister,
};

const struct tee_desc lending_desc = {
	.name = "lending",
	.ops = &firewall_ops,
	.owner = THIS_MODULE,
};
