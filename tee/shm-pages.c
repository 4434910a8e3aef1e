// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory that clients bring: pages of a process, or of the kernel
 *
 * Pages of a process are pinned for as long as they are registered. The
 * kernel's are not touched: the client that registered them must keep them
 * until freeing the shared memory has returned. They may come from anywhere;
 * no address is ever computed for them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <rstmem/tee.h>

#include "context.h"
#include "core.h"
#include "pins.h"
#include "sharing.h"
#include "shm.h"
#include "shm-id.h"

/**
 * struct tee_pages - pages that a client has registered
 * @shared:	what it has in common with other memory that is registered
 * @pins:	whom they count for, if they are a process's
 */
struct tee_pages {
	struct tee_shared shared;
	struct tee_pins pins;
};

static struct tee_pages *to_pages(struct tee_core_shm *core)
{
	return container_of(to_shared(core), struct tee_pages, shared);
}

static void pages_destroy(struct tee_pages *p)
{
	if (p->shared.fate == TEE_KEEPS)
		tee_pins_keep(&p->pins);
	else
		tee_pins_uncount(&p->pins);
	kvfree(p->shared.core.shm.pages);
	if (tee_shared_end(&p->shared))
		kfree(p);
}

/*
 * The owner of the kernel's pages will free them. An additional reference keeps
 * them from being reused. It is no help for slab objects, and for the tails of
 * high-order allocations, which go back to their allocator regardless of
 * references: those can only be reported.
 */
static void pages_hold(struct tee_shm *shm)
{
	size_t i, loose = 0;

	for (i = 0; i < shm->num_pages; i++) {
		if (!PageSlab(shm->pages[i]) &&
		    get_page_unless_zero(shm->pages[i]))
			continue;
		shm->pages[i] = NULL;
		loose++;
	}

	if (loose)
		pr_crit("the secure world keeps %zu pages that the kernel will use for something else\n",
			loose);
}

static void pages_let_go(struct tee_shm *shm)
{
	size_t i;

	for (i = 0; i < shm->num_pages; i++)
		if (shm->pages[i])
			put_page(shm->pages[i]);
}

static enum tee_let_go pages_unregister(struct tee_shared *shared)
{
	const struct tee_desc *desc = shared->core.teedev->desc;

	return tee_sharing_end(shared, desc->ops->shm_unregister);
}

/* What the secure world may still write to must stay. */
static void pages_release(struct tee_core_shm *core)
{
	struct tee_shared *shared = to_shared(core);
	struct tee_context *ctx = core->shm.ctx;
	bool user = core->shm.flags & TEE_SHM_USER_MAPPED;

	tee_sharing_enter_last(shared);
	shared->fate = pages_unregister(shared);
	if (shared->fate != TEE_LET_GO && !user)
		pages_hold(&core->shm);
	if (shared->fate == TEE_NOT_ASKED && tee_sharing_postpone(shared)) {
		tee_sharing_exit_postponed(ctx);
		return;
	}
	if (shared->fate == TEE_LET_GO)
		tee_sharing_ask_again(to_core_device(core->teedev));
	tee_sharing_exit(core->teedev);

	if (shared->fate == TEE_LET_GO && user)
		unpin_user_pages(core->shm.pages, core->shm.num_pages);
	pages_destroy(to_pages(core));
}

static void pages_finish(struct tee_core_shm *core)
{
	struct tee_shm *shm = &core->shm;

	if (to_shared(core)->fate == TEE_LET_GO) {
		if (shm->flags & TEE_SHM_USER_MAPPED)
			unpin_user_pages(shm->pages, shm->num_pages);
		else
			pages_let_go(shm);
	}
	pages_destroy(to_pages(core));
}

static void pages_withdraw(struct tee_core_shm *core)
{
	struct tee_shared *shared = to_shared(core);

	if (pages_unregister(shared) == TEE_LET_GO)
		shared->state = TEE_WITHDRAWN;
}

static const struct tee_shm_kind pages_kind = {
	.withdraw = pages_withdraw,
	.release = pages_release,
	.finish = pages_finish,
};

static struct tee_pages *pages_create(struct tee_context *ctx, u32 flags,
				      size_t num_pages)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	gfp_t gfp = GFP_KERNEL | __GFP_NOWARN;
	struct tee_pages *p;
	struct tee_shm *shm;
	int rc;

	if (!ops->shm_register || !ops->shm_unregister)
		return ERR_PTR(-EOPNOTSUPP);
	if (num_pages > totalram_pages())
		return ERR_PTR(-ENOMEM);
	if (flags & TEE_SHM_USER_MAPPED)
		gfp |= __GFP_ACCOUNT;

	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return ERR_PTR(-ENOMEM);

	rc = tee_shared_init(&p->shared, &pages_kind, ctx,
			     flags | TEE_SHM_DYNAMIC);
	if (rc) {
		kfree(p);
		return ERR_PTR(rc);
	}

	shm = &p->shared.core.shm;
	shm->pages = kvcalloc(num_pages, sizeof(struct page *), gfp);
	if (!shm->pages) {
		pages_destroy(p);
		return ERR_PTR(-ENOMEM);
	}

	return p;
}

static int pages_register(struct tee_pages *p, unsigned long start)
{
	struct tee_core_shm *core = &p->shared.core;
	struct tee_shm *shm = &core->shm;
	int rc;

	rc = tee_sharing_enter(core->teedev);
	if (rc)
		return rc;

	tee_sharing_ask_again(to_core_device(core->teedev));
	rc = core->teedev->desc->ops->shm_register(shm->ctx, shm, shm->pages,
						   shm->num_pages, start);
	if (!rc)
		tee_sharing_add(&p->shared);
	tee_sharing_exit(core->teedev);
	return rc;
}

struct tee_shm *tee_shm_register_user_buf(struct tee_context *ctx,
					  unsigned long addr, size_t length)
{
	struct tee_pages *p;
	struct tee_shm *shm;
	unsigned long start;
	size_t num_pages;
	int rc;

	if (!length)
		return ERR_PTR(-EINVAL);

	addr = untagged_addr(addr);
	if (!access_ok((void __user *)addr, length))
		return ERR_PTR(-EFAULT);

	start = addr & PAGE_MASK;
	num_pages = DIV_ROUND_UP(addr - start + length, PAGE_SIZE);
	p = pages_create(ctx, TEE_SHM_USER_MAPPED, num_pages);
	if (IS_ERR(p))
		return ERR_CAST(p);

	shm = &p->shared.core.shm;
	shm->offset = addr - start;
	shm->size = length;

	/* a supplicant serves the TEE, and has no alternative */
	rc = tee_pins_count(&p->pins, num_pages,
			    !(ctx->teedev->desc->flags & TEE_DESC_PRIVILEGED));
	if (rc)
		goto err_destroy;

	rc = tee_shm_reserve_id(shm);
	if (rc)
		goto err_destroy;

	rc = tee_pin_pages(start, shm->pages, num_pages, &shm->num_pages);
	if (rc)
		goto err_unpin;

	rc = pages_register(p, start);
	if (rc)
		goto err_unpin;

	tee_shm_publish(shm);
	return shm;

err_unpin:
	unpin_user_pages(shm->pages, shm->num_pages);
	tee_shm_remove_id(&p->shared.core);
err_destroy:
	pages_destroy(p);
	return ERR_PTR(rc);
}

struct tee_shm *tee_shm_register_kernel_pages(struct tee_context *ctx,
					      struct page **pages,
					      size_t num_pages, size_t offset,
					      size_t length)
{
	struct tee_pages *p;
	struct tee_shm *shm;
	size_t end, used;
	int rc;

	if (!pages || !length || offset >= PAGE_SIZE ||
	    check_add_overflow(offset, length, &end))
		return ERR_PTR(-EINVAL);

	/* no overflow: end is above 0 */
	used = (end - 1) / PAGE_SIZE + 1;
	if (used > num_pages)
		return ERR_PTR(-EINVAL);

	p = pages_create(ctx, 0, used);
	if (IS_ERR(p))
		return ERR_CAST(p);

	shm = &p->shared.core.shm;
	memcpy(shm->pages, pages, array_size(used, sizeof(*pages)));
	shm->num_pages = used;
	shm->offset = offset;
	shm->size = length;

	/*
	 * A driver tells kernel memory from a process's by its address, and
	 * does nothing else with it. The pages may have none.
	 */
	rc = pages_register(p, (unsigned long)p);
	if (rc) {
		pages_destroy(p);
		return ERR_PTR(rc);
	}

	return shm;
}
EXPORT_SYMBOL_GPL(tee_shm_register_kernel_pages);

void tee_shm_free_kernel(struct tee_shm *shm)
{
	tee_shm_free(shm);
}
EXPORT_SYMBOL_GPL(tee_shm_free_kernel);

/* Looks at both ends, which bounds @length; pages_of_buf() checks each page. */
static bool in_linear_map(const void *addr, size_t length)
{
	const void *last = addr + length - 1;

	return last >= addr && virt_addr_valid(addr) && virt_addr_valid(last);
}

static int pages_of_buf(struct page **pages, size_t num_pages, void *addr)
{
	size_t i;

	for (i = 0; i < num_pages; i++, addr += PAGE_SIZE) {
		if (!virt_addr_valid(addr))
			return -EINVAL;
		pages[i] = virt_to_page(addr);
	}

	return 0;
}

struct tee_shm *tee_shm_register_kernel_buf(struct tee_context *ctx,
					    void *addr, size_t length)
{
	size_t offset = offset_in_page(addr);
	struct tee_shm *shm;
	struct page **pages;
	size_t num_pages;
	int rc;

	if (!length || !in_linear_map(addr, length))
		return ERR_PTR(-EINVAL);

	num_pages = DIV_ROUND_UP(offset + length, PAGE_SIZE);
	pages = kvcalloc(num_pages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return ERR_PTR(-ENOMEM);

	rc = pages_of_buf(pages, num_pages, addr - offset);
	shm = rc ? ERR_PTR(rc) :
		   tee_shm_register_kernel_pages(ctx, pages, num_pages, offset,
						 length);
	kvfree(pages);
	return shm;
}
