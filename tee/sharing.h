/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that the secure world has registered. */
#ifndef TEE_SHARING_H
#define TEE_SHARING_H

#include <linux/container_of.h>
#include <linux/list.h>
#include <linux/types.h>

#include "shm.h"

struct tee_clients;
struct tee_core_device;

/**
 * enum tee_sharing - what the shutdown path did to registered memory
 * @TEE_SHARED:		nothing
 * @TEE_WITHDRAWING:	it is unregistering the memory now
 * @TEE_WITHDRAWN:	the memory is unregistered, but not freed yet
 */
enum tee_sharing {
	TEE_SHARED,
	TEE_WITHDRAWING,
	TEE_WITHDRAWN,
};

/**
 * enum tee_let_go - what came of asking the secure world to let go of memory
 * @TEE_LET_GO:		it does not have the memory any more
 * @TEE_NOT_ASKED:	the driver lacked the memory to ask with: ask again
 * @TEE_KEEPS:		it was asked, or cannot be, and still has the memory
 */
enum tee_let_go {
	TEE_LET_GO,
	TEE_NOT_ASKED,
	TEE_KEEPS,
};

/**
 * struct tee_shared - memory that is registered with the secure world
 * @core:	what it has in common with other shared memory
 * @node:	in the device's list of registered memory, or of memory that
 *		the secure world is yet to be asked for
 * @unregister:	how it is asked
 * @state:	written with the device's @sharing held for writing
 * @fate:	what came of asking, once the memory is released
 */
struct tee_shared {
	struct tee_core_shm core;
	struct list_head node;
	int (*unregister)(struct tee_context *ctx, struct tee_shm *shm);
	enum tee_sharing state;
	enum tee_let_go fate;
};

static inline struct tee_shared *to_shared(struct tee_core_shm *core)
{
	return container_of(core, struct tee_shared, core);
}

int tee_shared_init(struct tee_shared *shared, const struct tee_shm_kind *kind,
		    struct tee_context *ctx, u32 flags);
bool tee_shared_end(struct tee_shared *shared);

void tee_sharing_init(struct tee_core_device *dev);
int tee_sharing_enter(struct tee_device *teedev);
void tee_sharing_enter_last(struct tee_shared *shared);
void tee_sharing_add(struct tee_shared *shared);
enum tee_let_go tee_sharing_end(struct tee_shared *shared,
				int (*shm_unregister)(struct tee_context *ctx,
						      struct tee_shm *shm));
void tee_sharing_exit(struct tee_device *teedev);

bool tee_sharing_postpone(struct tee_shared *shared);
void tee_sharing_exit_postponed(struct tee_context *ctx);
unsigned int tee_sharing_ask_again(struct tee_core_device *dev);
void tee_sharing_give_up(struct tee_core_device *dev);

bool tee_sharing_stop(struct tee_core_device *dev);
void tee_sharing_resume(struct tee_core_device *dev);
unsigned int tee_sharing_withdraw(struct tee_core_device *dev,
				  const struct tee_clients *clients);
bool tee_device_is_down(struct tee_device *teedev);

#endif /* TEE_SHARING_H */
