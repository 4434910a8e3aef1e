/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the TEE core share
 *
 * The kernel's headers fix the layout of devices, contexts and shared memory;
 * what the core adds stands around those structures.
 */
#ifndef TEE_CORE_PRIVATE_H
#define TEE_CORE_PRIVATE_H

#include <linux/list.h>
#include <linux/rwsem.h>
#include <linux/tee_core.h>
#include <linux/tee_drv.h>

#include "calls.h"

#define TEE_MAX_PARAMS	(TEE_MAX_ARG_SIZE / sizeof(struct tee_ioctl_param))

struct dentry;
struct dma_buf;
struct file;
struct mm_struct;
struct rstmem_pool;
struct rstmem_range;

/**
 * struct tee_core_context - a client's context
 * @ctx:	what drivers see
 * @restricted:	restricted memory that has an id in this context; protected by
 *		the device's mutex
 * @client_of:	what keeps it; NULL for the driver's own
 * @node:	in @client_of's list
 * @ended:	the driver has released it, its users have not
 * @left:	the reverse: its last user had to leave that to others
 */
struct tee_core_context {
	struct tee_context ctx;
	struct list_head restricted;
	struct tee_calls *client_of;
	struct list_head node;
	bool ended;
	bool left;
};

/**
 * struct tee_core_device - a TEE device
 * @teedev:	 what drivers see; its mutex protects num_users, the idr, and
 *		 every context's list of restricted memory
 * @own:	 whose memory is that which has no id; nobody closes it
 * @calls:	 what clients in the kernel have in the secure world
 * @user_calls:	 what users have there
 * @ending:	 held while calls are stopped, clients ended, and calls resumed:
 *		 the machine may go down while the driver is unbound. Taken
 *		 before all other locks here
 * @sharing:	 held for reading while memory is registered or unregistered
 *		 with the secure world, for writing by the shutdown path
 * @shared_lock: protects @shared against concurrent holders of @sharing
 * @shared:	 &struct tee_core_shm that the secure world has registered
 * @down:	 the machine is going down: the secure world is not asked for
 *		 anything any more; written with @sharing held for writing
 */
struct tee_core_device {
	struct tee_device teedev;
	struct tee_core_context own;
	struct tee_calls calls;
	struct tee_calls user_calls;
	struct mutex ending;	/* see above */
	struct rw_semaphore sharing;
	spinlock_t shared_lock;	/* protects shared */
	struct list_head shared;
	bool down;
};

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

#define to_core_device(dev) \
	container_of(dev, struct tee_core_device, teedev)
#define to_core_context(context) \
	container_of(context, struct tee_core_context, ctx)
#define to_core_shm(memory) \
	container_of(memory, struct tee_core_shm, shm)

/* device.c; newer kernels have the last two in their own headers, too */
extern const struct class tee_class;
int tee_chrdev_init(void);
void tee_chrdev_exit(void);
bool tee_device_get(struct tee_device *teedev);
void tee_device_put(struct tee_device *teedev);

/* context.c; the last two as these */
void tee_context_init(struct tee_core_context *core, struct tee_device *teedev);
void teedev_ctx_get(struct tee_context *ctx);
void teedev_ctx_put(struct tee_context *ctx);

/* leaving.c */
int tee_leaving_init(void);
void tee_leaving_exit(void);

/* ioctl.c */
extern const struct file_operations tee_fops;

/* ioctl-*.c: one command each */
long tee_ioctl_shm_alloc(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_shm_register(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_shm_register_fd(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_rstmem_alloc(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_open_session(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_invoke(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_cancel(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_close_session(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_suppl_recv(struct tee_context *ctx, void __user *uarg);
long tee_ioctl_suppl_send(struct tee_context *ctx, void __user *uarg);

/* params.c */

/**
 * struct tee_call - the parameters of one call from user space
 * @num_params:	how many
 * @params:	as the driver takes them, and changes them
 * @held:	the references that the memrefs hold, whatever the driver does
 *		to @params
 */
struct tee_call {
	u32 num_params;
	struct tee_param params[TEE_MAX_PARAMS];
	struct tee_shm *held[TEE_MAX_PARAMS];
};

long tee_with_arg(struct tee_context *ctx, const void __user *ubuf, size_t head,
		  int (*call)(struct tee_context *ctx, void *arg, size_t len,
			      void __user *uarg));
int tee_memref_resolve(struct tee_param *param, struct tee_shm *shm);
struct tee_call *tee_call_create(struct tee_context *ctx, u32 num_params,
				 const struct tee_ioctl_param *uparams);
struct tee_param *tee_call_params(struct tee_call *call);
void tee_call_destroy(struct tee_call *call);
int tee_call_to_user(const struct tee_call *call,
		     struct tee_ioctl_param __user *uparams);

/* shm.c */
struct tee_core_shm *tee_core_shm_create(struct tee_context *ctx, u32 flags);
void tee_core_shm_init(struct tee_core_shm *core);
void tee_core_shm_destroy(struct tee_core_shm *core);
int tee_shm_reserve_id(struct tee_shm *shm);
void tee_shm_publish(struct tee_shm *shm);
void tee_shm_remove_id(struct tee_core_shm *core);
void tee_shm_remove_id_locked(struct tee_core_shm *core);

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

/* restricted.c */
const void *tee_identity(struct tee_device *teedev);
int tee_restricted_attach(struct tee_context *ctx, struct tee_core_shm *core);
void tee_restricted_detach_all(struct tee_context *ctx);
struct tee_shm *tee_shm_register_fd(struct tee_context *ctx, int fd);

/* scrub.c */
int tee_scrub(struct tee_device *teedev, struct tee_shm *shm, size_t offset,
	      size_t size);
int tee_scrub_last(struct tee_device *teedev, struct tee_shm *shm,
		   size_t offset, size_t size);

/* restricted-handle.c */
struct tee_shm *tee_handle_create(const struct rstmem_range *range,
				  struct tee_shm *parent, size_t offset);
void tee_handle_destroy(struct tee_shm *shm);

/* restricted-pool.c */
struct rstmem_pool *tee_static_pool_register(struct tee_device *teedev,
					     const struct rstmem_range *range,
					     u32 use_cases);

/* shutdown.c */
void tee_sharing_init(struct tee_core_device *dev);
int tee_sharing_enter(struct tee_device *teedev);
void tee_sharing_enter_last(struct tee_core_shm *core);
void tee_sharing_add(struct tee_core_shm *core);
bool tee_sharing_end(struct tee_core_shm *core,
		     int (*shm_unregister)(struct tee_context *ctx,
					   struct tee_shm *shm));
void tee_sharing_exit(struct tee_device *teedev);
bool tee_device_is_down(struct tee_device *teedev);
int tee_device_shutdown(struct device *dev);
bool tee_users_end(struct tee_device *teedev);

#endif /* TEE_CORE_PRIVATE_H */
