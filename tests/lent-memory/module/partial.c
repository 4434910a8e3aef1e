// SPDX-License-Identifier: GPL-2.0-only
/*
 * rst_partial_test.ko: registers pages with OP-TEE as ordinary shared memory, as a
 * kernel that an attacker owns would: pages that overlap lent memory, by a byte or
 * more, and pages beside it. Loading tries that while all is lent; results are
 * "ok …" and "not ok …" in the kernel's log. Parameters:
 *
 *	bytes	at load time: how much OP-TEE is lent at once
 *	keep	write the offset of a byte from the beginning of that: its page is
 *		registered, from this byte to the next, and stays so until another
 *		number is written, or "none". Fails with OP-TEE's refusal
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/tee_core.h>

#include <rstmem/buffer.h>
#include <rstmem/tee.h>
#include <uapi/linux/rstmem.h>

#include "compat/module.h"
#include "tests/lib/check.h"

static unsigned long bytes;
module_param(bytes, ulong, 0400);

static struct tee_context *ctx;
static phys_addr_t base;
static struct page *own;
DEFINE_CHECKS;

static int match_optee(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->impl_id == TEE_IMPL_ID_OPTEE;
}

static const struct tee_driver_ops *ops(void)
{
	return ctx->teedev->desc->ops;
}

/* The driver looks at the address only to see that it is ordinary memory. */
static int shm_register(struct tee_shm *shm, struct page **pages, size_t count,
			unsigned int offset, size_t size)
{
	*shm = (struct tee_shm){
		.ctx = ctx, .size = size, .offset = offset,
		.pages = pages, .num_pages = count,
		.flags = TEE_SHM_DYNAMIC,
	};
	refcount_set(&shm->refcount, 1);
	return ops()->shm_register(ctx, shm, pages, count,
				   (unsigned long)page_address(own) + offset);
}

/* Return: 0 if OP-TEE takes the pages, which are given back at once, or an error. */
static int try(struct page **pages, size_t count, unsigned int offset,
	       size_t size)
{
	struct tee_shm shm;
	int rc = shm_register(&shm, pages, count, offset, size);

	if (!rc)
		ops()->shm_unregister(ctx, &shm);
	return rc;
}

static struct page *page_at(s64 offset)
{
	return pfn_to_page(PHYS_PFN(base + offset));
}

static void test_partial(void)
{
	struct page *first = page_at(0), *last = page_at(bytes - 1);
	struct page *before = page_at(-1), *behind = page_at(bytes);
	struct page *into[] = { own, first }, *from[] = { last, own };
	struct page *around[] = { before, first }, *out[] = { last, behind };

	check(!try(&own, 1, 0, PAGE_SIZE),
	      "an ordinary page is taken");
	check(!try(&own, 1, PAGE_SIZE - 1, 1),
	      "so is a byte of one");
	check(try(&first, 1, 0, PAGE_SIZE),
	      "the first page of lent memory is refused");
	check(try(&first, 1, 0, 1),
	      "so is its first byte");
	check(try(&last, 1, 0, PAGE_SIZE),
	      "the last page is refused");
	check(try(&last, 1, PAGE_SIZE - 1, 1),
	      "so is its last byte");
	check(try(into, 2, PAGE_SIZE - 1, 2),
	      "a byte of an ordinary page, and the first byte: refused");
	check(try(from, 2, PAGE_SIZE - 1, 2),
	      "the last byte, and one of an ordinary page: refused");
	check(try(around, 2, PAGE_SIZE - 1, 2),
	      "the byte before lent memory, and its first: refused");
	check(try(out, 2, PAGE_SIZE - 1, 2),
	      "the last byte, and the one behind: refused");
	check(!try(&before, 1, PAGE_SIZE - 1, 1),
	      "the byte before it alone is taken");
	check(!try(&behind, 1, 0, 1),
	      "so is the byte behind it");
}

static struct tee_shm kept;
static struct page *kept_page;
static DEFINE_MUTEX(keep_lock);	/* guards both */

static void keep_none(void)
{
	if (kept_page)
		ops()->shm_unregister(ctx, &kept);
	kept_page = NULL;
}

static int keep_set(const char *text, const struct kernel_param *param)
{
	s64 offset = 0;
	int rc = 0;

	if (!base)
		return -EINVAL;
	if (!sysfs_streq(text, "none"))
		rc = kstrtos64(text, 0, &offset);
	if (rc)
		return rc;
	guard(mutex)(&keep_lock);
	keep_none();
	if (sysfs_streq(text, "none"))
		return 0;
	kept_page = page_at(offset);
	rc = shm_register(&kept, &kept_page, 1, offset_in_page(base + offset), 1);
	if (rc)
		kept_page = NULL;
	return rc;
}

static const struct kernel_param_ops keep_ops = { .set = keep_set };
module_param_cb(keep, &keep_ops, NULL, 0200);

/* The buffer has all that is lent, and goes when the loader's call returns. */
static int find_base(void)
{
	struct dma_buf *buffer;
	struct tee_shm *shm;

	buffer = rstmem_buffer_alloc(RSTMEM_USE_CASE_SECURE_VIDEO_PLAY, bytes, 0);
	if (IS_ERR(buffer))
		return PTR_ERR(buffer);
	shm = tee_shm_get_from_dmabuf(ctx, buffer);
	if (!IS_ERR(shm)) {
		base = shm->paddr;
		test_partial();
	}
	dma_buf_put(buffer);
	return PTR_ERR_OR_ZERO(shm);
}

static int __init rst_partial_test_init(void)
{
	int rc = -ENOMEM;

	ctx = tee_client_open_context(NULL, match_optee, NULL, NULL);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	own = alloc_page(GFP_KERNEL);
	if (own)
		rc = find_base();
	if (!rc) {
		check_done();
		return 0;
	}
	if (own)
		__free_page(own);
	tee_client_close_context(ctx);
	return rc;
}
module_init(rst_partial_test_init);

static void __exit rst_partial_test_exit(void)
{
	keep_none();
	__free_page(own);
	tee_client_close_context(ctx);
}
module_exit(rst_partial_test_exit);

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("Registers pages around lent memory");
MODULE_LICENSE("GPL");
