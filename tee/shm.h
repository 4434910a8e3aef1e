/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared memory. */
#ifndef TEE_SHM_H
#define TEE_SHM_H

#include <linux/list.h>
#include <linux/tee_core.h>
#include <linux/types.h>

struct dentry;
struct file_operations;
struct mm_struct;

/**
 * enum tee_sharing - what the shutdown path did to dynamic shared memory
 * @TEE_SHARED:		nothing
 * @TEE_WITHDRAWING:	it is unregistering the memory now
 * @TEE_WITHDRAWN:	the secure world is done with the memory
 */
enum tee_sharing {
	TEE_SHARED,
	TEE_WITHDRAWING,
	TEE_WITHDRAWN,
};

/**
 * struct tee_core_shm - shared memory
 * @shm:	what drivers and clients see
 * @teedev:	device whose mutex guards @shm's reference count and id
 * @node:	in the device's list of registered memory
 * @named:	restricted memory with an id: in its context's list
 * @sharing:	written with the device's @sharing held for writing
 * @dyn_helper:	the driver's pool uses tee_dyn_shm_alloc_helper()
 * @lost:	the secure world did not let go of the memory
 * @locked:	pages that count as locked by @mm
 * @mm:		whose pages they are, where they are a process's
 * @buffer:	where the id is a buffer's own: the dma-buf's dentry, which
 *		exists for longer than the id; each reference from an id has it
 * @parent:	what the TEE knows the memory by, where that is not @shm itself
 * @parent_offs: where in @parent the memory begins
 * @release:	frees the object; called without locks after the last put
 */
struct tee_core_shm {
	struct tee_shm shm;
	struct tee_device *teedev;
	struct list_head node;
	struct list_head named;
	enum tee_sharing sharing;
	bool dyn_helper;
	bool lost;
	size_t locked;
	struct mm_struct *mm;
	struct dentry *buffer;
	struct tee_shm *parent;
	size_t parent_offs;
	void (*release)(struct tee_core_shm *core);
};

#define to_core_shm(memory) \
	container_of(memory, struct tee_core_shm, shm)

/* shm.c */
struct tee_core_shm *tee_core_shm_create(struct tee_context *ctx, u32 flags);
void tee_core_shm_destroy(struct tee_core_shm *core);

/* shm-alloc.c, shm-pages.c */
struct tee_shm *tee_shm_alloc_user_buf(struct tee_context *ctx, size_t size);
struct tee_shm *tee_shm_register_user_buf(struct tee_context *ctx,
					  unsigned long addr, size_t length);

/* shm-file.c */
long tee_shm_hand_out(struct tee_shm *shm, const struct file_operations *fops,
		      unsigned int fd_flags, void __user *uarg,
		      const void *data, size_t size);
extern const struct file_operations tee_shm_fops;
extern const struct file_operations tee_restricted_fops;

#endif /* TEE_SHM_H */
