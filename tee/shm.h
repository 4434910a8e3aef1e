/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared memory. */
#ifndef TEE_SHM_H
#define TEE_SHM_H

#include <linux/list.h>
#include <linux/tee_core.h>
#include <linux/types.h>

struct file_operations;
struct tee_core_shm;

/**
 * struct tee_shm_kind - what one kind of shared memory does in its own way
 * @hold:	optional: a reference is about to be taken by the memory's id,
 *		with the device's mutex held. Returns whether it may be
 * @drop:	optional, the reverse: such a reference has been dropped, and
 *		the memory may go with what @hold took
 * @withdraw:	only for &struct tee_shared: unregister the memory with the
 *		secure world, and set its state if that succeeds
 * @release:	frees the object; called without locks after the last put
 * @finish:	only for &struct tee_shared: what @release left to be done, as
 *		the secure world could not be asked; its answer is in @fate now
 */
struct tee_shm_kind {
	bool (*hold)(struct tee_core_shm *core);
	void (*drop)(struct tee_core_shm *core);
	void (*withdraw)(struct tee_core_shm *core);
	void (*release)(struct tee_core_shm *core);
	void (*finish)(struct tee_core_shm *core);
};

/**
 * struct tee_core_shm - what all kinds of shared memory have in common
 * @shm:	what drivers and clients see
 * @kind:	which kind it is
 * @teedev:	device whose mutex guards @shm's reference count and id
 * @named:	restricted memory with an id: in its context's list
 * @parent:	what the TEE knows the memory by, if that is not @shm itself
 * @parent_offs: where in @parent the memory begins
 */
struct tee_core_shm {
	struct tee_shm shm;
	const struct tee_shm_kind *kind;
	struct tee_device *teedev;
	struct list_head named;
	struct tee_shm *parent;
	size_t parent_offs;
};

#define to_core_shm(memory) \
	container_of(memory, struct tee_core_shm, shm)

/* shm-pages.c */
struct tee_shm *tee_shm_register_user_buf(struct tee_context *ctx,
					  unsigned long addr, size_t length);

/* shm-file.c */
long tee_shm_hand_out(struct tee_shm *shm, const struct file_operations *fops,
		      unsigned int fd_flags, void __user *uarg,
		      const void *data, size_t size);
extern const struct file_operations tee_shm_fops;
extern const struct file_operations tee_restricted_fops;

#endif /* TEE_SHM_H */
