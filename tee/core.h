/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the TEE core adds to the kernel's structures
 *
 * The kernel's headers fix the layout of devices and contexts; what the core
 * adds is in structures that embed them. README.md says which file may call
 * which.
 */
#ifndef TEE_CORE_PRIVATE_H
#define TEE_CORE_PRIVATE_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>

#include "calls.h"

/**
 * struct tee_clients - clients of one kind: processes, or the kernel's
 * @calls:	what they have in progress in the secure world
 * @lock:	protects @list, &tee_core_context.ended and
 *		&tee_core_context.left, and keeps contexts while they are listed
 * @list:	&struct tee_core_context, which may have sessions
 */
struct tee_clients {
	struct tee_calls calls;
	struct mutex lock;	/* see above */
	struct list_head list;
};

/**
 * struct tee_core_context - a client's context
 * @ctx:	what drivers see
 * @restricted:	restricted memory that has an id in this context; protected by
 *		the device's mutex
 * @client_of:	the clients that it is one of; NULL for the driver's own
 * @node:	in @client_of's list
 * @end:	for a client's: has the driver release it once its last user has
 *		gone. Returns whether the caller may free it
 * @ended:	the driver has released it, but it still has users
 * @left:	its last user has gone, but could not release it, as calls were
 *		refused; tee_clients_end() or tee_clients_resume() will
 */
struct tee_core_context {
	struct tee_context ctx;
	struct list_head restricted;
	struct tee_clients *client_of;
	struct list_head node;
	bool (*end)(struct tee_core_context *core);
	bool ended;
	bool left;
};

/**
 * struct tee_limbo - lent memory that nobody uses, and of which a TEE could not
 *		      say whether it has given it back
 * @asking:	held while the TEE is asked for lent memory, for however long that
 *		takes; protects @list. Taken after the driver's locks, and before
 *		those of other structures here
 * @list:	&struct tee_lent
 * @work:	asks again; holds a reference on the device while it is queued, or
 *		runs
 */
struct tee_limbo {
	struct mutex asking;	/* see above */
	struct list_head list;
	struct work_struct work;
};

/**
 * struct tee_core_device - a TEE device
 * @teedev:	 what drivers see; its mutex protects num_users, the idr, and
 *		 every context's list of restricted memory
 * @own:	 owner of memory without an id; never closed
 * @kernel_clients: clients in the kernel
 * @user_clients: processes
 * @ending:	 held while calls are stopped, clients ended, and calls
 *		 resumed, since the machine may go down while the driver is
 *		 unbound. Taken before all other locks here
 * @sharing:	 held for reading while memory is registered or unregistered
 *		 with the secure world, for writing by the shutdown path
 * @shared_lock: protects @shared against concurrent holders of @sharing, and
 *		 @unasked and @given_up
 * @shared:	 &struct tee_shared that the secure world has registered
 * @unasked:	 &struct tee_shared that has no user any more, but that the
 *		 secure world could not be asked for
 * @given_up:	 the driver goes, and cannot be asked any more
 * @limbo:	 lent memory that is asked for again
 * @probed:	 the device in whose probe this one was registered, and whose
 *		 driver may not be ready before that has ended; or NULL
 * @ready:	 it has ended
 * @pooled:	 the TEE has restricted memory, or had some
 * @down:	 the machine is going down: the secure world must not be called
 *		 any more; written with @sharing held for writing
 */
struct tee_core_device {
	struct tee_device teedev;
	struct tee_core_context own;
	struct tee_clients kernel_clients;
	struct tee_clients user_clients;
	struct mutex ending;	/* see above */
	struct rw_semaphore sharing;
	spinlock_t shared_lock;	/* see above */
	struct list_head shared;
	struct list_head unasked;
	bool given_up;
	struct tee_limbo limbo;
	struct device *probed;
	bool ready;
	bool pooled;
	bool down;
};

#define to_core_device(dev) \
	container_of(dev, struct tee_core_device, teedev)
#define to_core_context(context) \
	container_of(context, struct tee_core_context, ctx)

#endif /* TEE_CORE_PRIVATE_H */
