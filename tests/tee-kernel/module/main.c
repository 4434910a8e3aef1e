// SPDX-License-Identifier: GPL-2.0-only
/*
 * The TEE core's API for the kernel, tried once when the module is loaded
 *
 * Results are "ok …" and "not ok …" in the kernel's log; the module does not
 * load where one is bad.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/tee_drv.h>
#include <linux/uuid.h>
#include <linux/vmalloc.h>

#include <rstmem/buffer.h>
#include <rstmem/pool.h>
#include <rstmem/tee.h>
#include <uapi/linux/rstmem.h>

#include "compat/module.h"
#include "test.h"

DEFINE_CHECKS;

/* OP-TEE lists its devices into @shm: a call that writes to the memory. */
static bool list_devices(struct tee_context *ctx, struct tee_shm *shm,
			 size_t offset, size_t size)
{
	static const uuid_t enumeration =
		UUID_INIT(0x7011a688, 0xddde, 0x4053, 0xa5, 0xa9, 0x7b, 0x3c,
			  0x4d, 0xdf, 0x13, 0xb8);
	struct tee_ioctl_open_session_arg session = {};
	struct tee_ioctl_invoke_arg invoke = { .num_params = 4 };
	struct tee_param params[4] = {};
	int rc;

	export_uuid(session.uuid, &enumeration);
	session.clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL;
	if (tee_client_open_session(ctx, &session, NULL) || session.ret)
		return false;

	params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT;
	params[0].u.memref.shm = shm;
	params[0].u.memref.shm_offs = offset;
	params[0].u.memref.size = size;
	invoke.session = session.session;
	rc = tee_client_invoke_func(ctx, &invoke, params);
	tee_client_close_session(ctx, session.session);
	return !rc && !invoke.ret;
}

static void test_allocated(struct tee_context *ctx)
{
	struct tee_shm *shm = tee_shm_alloc_kernel_buf(ctx, PAGE_SIZE + 1);
	phys_addr_t pa;

	check(!IS_ERR(shm) && tee_shm_get_size(shm) == 2 * PAGE_SIZE,
	      "allocate: a page and a byte are two pages");
	if (IS_ERR(shm))
		return;
	check(!is_error(tee_shm_get_va(shm, 2 * PAGE_SIZE - 1), -EINVAL) &&
	      is_error(tee_shm_get_va(shm, 2 * PAGE_SIZE), -EINVAL),
	      "allocate: virtual addresses end where the memory ends");
	check(!tee_shm_get_pa(shm, 0, &pa) &&
	      pa == virt_to_phys(tee_shm_get_va(shm, 0)) &&
	      tee_shm_get_pa(shm, 2 * PAGE_SIZE, &pa) == -EINVAL,
	      "allocate: so do physical ones");
	check(list_devices(ctx, shm, 0, PAGE_SIZE), "allocate: the TEE uses it");
	tee_shm_free(shm);

	check(is_error(tee_shm_alloc_kernel_buf(ctx, 0), -EINVAL) &&
	      is_error(tee_shm_alloc_kernel_buf(ctx, SIZE_MAX), -ENOMEM),
	      "allocate: nothing, and everything");

	shm = tee_shm_alloc_priv_buf(ctx, 5 * PAGE_SIZE);
	check(!IS_ERR(shm) && tee_shm_get_id(shm) < 0 &&
	      !tee_shm_is_dynamic(shm), "allocate: private, five pages");
	tee_shm_free(shm);
}

static void test_kernel_buf(struct tee_context *ctx)
{
	u8 *buffer = kzalloc(3 * PAGE_SIZE, GFP_KERNEL);
	u8 *mapped = vzalloc(PAGE_SIZE);
	struct tee_shm *shm;

	if (!buffer || !mapped)
		goto out;

	shm = tee_shm_register_kernel_buf(ctx, buffer + 40, 2 * PAGE_SIZE);
	check(!IS_ERR(shm) && list_devices(ctx, shm, 8, PAGE_SIZE),
	      "buffer: the TEE uses it");
	check(!buffer[47] && memchr_inv(buffer + 48, 0, 16),
	      "buffer: where the offset says");
	tee_shm_free(shm);

	check(is_error(tee_shm_register_kernel_buf(ctx, mapped, 8), -EINVAL),
	      "buffer: vmalloc: EINVAL");
	check(is_error(tee_shm_register_kernel_buf(ctx, &check_count,
						   sizeof(check_count)),
		       -EINVAL), "buffer: a module's data: EINVAL");
	/* 6.12 can be built with stacks in the linear map */
	if (!virt_addr_valid(&shm))
		check(is_error(tee_shm_register_kernel_buf(ctx, &shm, 8),
			       -EINVAL), "buffer: the stack: EINVAL");
	check(is_error(tee_shm_register_kernel_buf(ctx, NULL, 8), -EINVAL) &&
	      is_error(tee_shm_register_kernel_buf(ctx, buffer, 0), -EINVAL) &&
	      is_error(tee_shm_register_kernel_buf(ctx, buffer, SIZE_MAX),
		       -EINVAL),
	      "buffer: NULL, nothing, and everything: EINVAL");
out:
	vfree(mapped);
	kfree(buffer);
}

static struct tee_shm *reg(struct tee_context *ctx, struct page **pages,
			   size_t num, size_t offset, size_t length)
{
	return tee_shm_register_kernel_pages(ctx, pages, num, offset, length);
}

static void test_kernel_pages(struct tee_context *ctx)
{
	u8 *mapped = vzalloc(3 * PAGE_SIZE);
	struct page *pages[3];
	struct tee_shm *shm;
	int refs, i;

	if (!mapped)
		return;

	for (i = 0; i < 3; i++)
		pages[i] = vmalloc_to_page(mapped + i * PAGE_SIZE);
	refs = page_count(pages[0]);

	shm = reg(ctx, pages, 3, 100, 2 * PAGE_SIZE);
	check(!IS_ERR(shm) && page_count(pages[0]) == refs,
	      "pages: registered, no reference taken");
	memset(pages, 0, sizeof(pages));
	check(!IS_ERR(shm) &&
	      list_devices(ctx, shm, 2 * PAGE_SIZE - 160, 160),
	      "pages: the TEE uses them");
	check(memchr_inv(mapped + 2 * PAGE_SIZE - 60, 0, 16),
	      "pages: where the offset says");
	tee_shm_free_kernel(shm);
	tee_shm_free_kernel(NULL);

	for (i = 0; i < 3; i++)
		pages[i] = vmalloc_to_page(mapped + i * PAGE_SIZE);
	check(is_error(reg(ctx, pages, 3, 1, 3 * PAGE_SIZE), -EINVAL),
	      "pages: a byte too many: EINVAL");
	check(is_error(reg(ctx, pages, 3, PAGE_SIZE, 1), -EINVAL),
	      "pages: begins behind the first page: EINVAL");
	check(is_error(reg(ctx, pages, 3, 1, SIZE_MAX), -EINVAL) &&
	      is_error(reg(ctx, pages, SIZE_MAX, 0, 0), -EINVAL) &&
	      is_error(reg(ctx, pages, 0, 0, 1), -EINVAL) &&
	      is_error(reg(ctx, NULL, 1, 0, 1), -EINVAL),
	      "pages: absurd: EINVAL");
	vfree(mapped);
}

static void test_restricted(struct tee_context *ctx)
{
	static const struct tee_rstmem_scrub nothing = {
		.kind = TEE_RSTMEM_SCRUB_CALLBACK,
	};
	struct dma_buf *dmabuf;
	struct rstmem_pool *pool;
	struct tee_shm *shm;

	dmabuf = rstmem_buffer_alloc(RSTMEM_USE_CASE_TRUSTED_UI, PAGE_SIZE, 0);
	check(!IS_ERR(dmabuf), "restricted: a buffer");
	if (IS_ERR(dmabuf))
		return;

	shm = tee_shm_get_from_dmabuf(ctx, dmabuf);
	check(!IS_ERR(shm) && tee_shm_get_size(shm) == PAGE_SIZE &&
	      !tee_shm_is_dynamic(shm), "restricted: its shared memory");
	check(is_error(tee_shm_get_va(shm, 0), -EINVAL),
	      "restricted: has no virtual address");
	check(tee_shm_get_from_dmabuf(ctx, dmabuf) == shm,
	      "restricted: and is always the same");
	dma_buf_put(dmabuf);

	pool = tee_rstmem_static_pool_register(ctx, 1, PAGE_SIZE, BIT(1),
					       NULL);
	check(is_error(pool, -EINVAL), "pool: not aligned: EINVAL");
	pool = tee_rstmem_static_pool_register(ctx, PAGE_SIZE, PAGE_SIZE,
					       BIT(1), &nothing);
	check(is_error(pool, -EINVAL),
	      "pool: scrubbed by a function that is none: EINVAL");
}

static bool is_below(struct tee_context *ctx, struct dma_buf *dmabuf,
		     phys_addr_t limit)
{
	struct tee_shm *shm = tee_shm_get_from_dmabuf(ctx, dmabuf);
	phys_addr_t pa;

	return !IS_ERR(shm) && !tee_shm_get_pa(shm, 0, &pa) && pa < limit;
}

/*
 * Two carve-outs that aren't whole granules, in addresses that nobody uses: the
 * memory is never touched. Fails where anything of a granule that isn't whole is
 * handed out, or memory can be in two pools.
 */
static void test_ranges(struct tee_context *ctx)
{
	const struct rstmem_range ranges[] = {
		{ SZ_64K + PAGE_SIZE, 4 * SZ_64K },
		{ SZ_1M, 2 * SZ_64K + PAGE_SIZE },
	};
	const struct tee_rstmem_scrub none = { .kind = TEE_RSTMEM_SCRUB_NONE };
	struct rstmem_pool *pool, *other;
	struct dma_buf *buffers[6];
	unsigned int i, count = 0;

	pool = tee_rstmem_static_ranges_register(ctx, ranges, 2, SZ_64K,
						 BIT(RSTMEM_USE_CASE_TRUSTED_UI),
						 &none);
	check(!IS_ERR(pool), "pool: two carve-outs, and beside another pool");
	if (IS_ERR(pool))
		return;
	other = tee_rstmem_static_pool_register(ctx, 2 * SZ_64K, SZ_64K, BIT(1),
						&none);
	check(is_error(other, -EBUSY), "pool: memory of another: EBUSY");
	/* A page takes a granule, and this pool is asked before the shared one. */
	for (i = 0; i < ARRAY_SIZE(buffers); i++) {
		buffers[i] = rstmem_buffer_alloc(RSTMEM_USE_CASE_TRUSTED_UI,
						 PAGE_SIZE, 0);
		count += !IS_ERR(buffers[i]) && is_below(ctx, buffers[i], SZ_2M);
	}
	check(count == 5, "pool: five whole granules, then the other pool");
	for (i = 0; i < ARRAY_SIZE(buffers); i++) {
		if (!IS_ERR(buffers[i]))
			dma_buf_put(buffers[i]);
	}
	rstmem_pool_unregister(pool);
	check(is_error(tee_rstmem_static_ranges_register(ctx, ranges, 0, SZ_64K,
							 BIT(1), &none),
		       -EINVAL) &&
	      is_error(tee_rstmem_static_ranges_register(ctx, ranges, 2, SZ_1M,
							 BIT(1), &none),
		       -EINVAL) &&
	      is_error(tee_rstmem_static_ranges_register(ctx, ranges, 2, 3,
							 BIT(1), &none),
		       -EINVAL),
	      "pool: no range, none that is a granule, no granule: EINVAL");
}

/* Linux's own memory has a kernel mapping, and keeps it. */
static void test_mapped_pool(struct tee_context *ctx)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct rstmem_pool *pool;

	if (!page) {
		check(false, "an ordinary page");
		return;
	}
	pool = tee_rstmem_static_pool_register(ctx, page_to_phys(page),
					       PAGE_SIZE, BIT(1), NULL);
	check(is_error(pool, -EINVAL), "pool: ordinary memory: EINVAL");
	pool = tee_rstmem_static_pool_register(ctx, 0, page_to_phys(page) +
					       PAGE_SIZE, BIT(1), NULL);
	check(is_error(pool, -EINVAL), "pool: some of it ordinary: EINVAL");
	__free_page(page);
}

/* Reference values by another implementation of RFC 4122 */
static void test_login(void)
{
	static const uuid_t user =
		UUID_INIT(0xef0180a3, 0x13f3, 0x5d1c, 0xb7, 0xf5, 0x88, 0x8c,
			  0x0e, 0x21, 0x05, 0x9a);
	static const uuid_t group =
		UUID_INIT(0xd93bc168, 0xf863, 0x58d3, 0xa1, 0xfe, 0xbb, 0x20,
			  0x39, 0x42, 0x1b, 0x99);
	u8 data[TEE_IOCTL_UUID_LEN] = {};
	uuid_t uuid;

	check(!tee_session_calc_client_uuid(&uuid, TEE_IOCTL_LOGIN_USER,
					    data) && uuid_equal(&uuid, &user),
	      "login: root is %pUb", &uuid);
	check(!tee_session_calc_client_uuid(&uuid, TEE_IOCTL_LOGIN_GROUP,
					    data) && uuid_equal(&uuid, &group),
	      "login: root's group is %pUb", &uuid);
	check(!tee_session_calc_client_uuid(&uuid, TEE_IOCTL_LOGIN_REE_KERNEL,
					    data) && uuid_is_null(&uuid),
	      "login: the kernel is nil");
}

static int match_optee(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->impl_id == TEE_IMPL_ID_OPTEE;
}

static int match_none(struct tee_ioctl_version_data *vers, const void *data)
{
	return 0;
}

static int __init rst_tee_test_init(void)
{
	struct tee_context *ctx;

	check(is_error(tee_client_open_context(NULL, match_none, NULL, NULL),
		       -ENOENT), "no such TEE: ENOENT");
	ctx = tee_client_open_context(NULL, match_optee, NULL, NULL);
	check(!IS_ERR(ctx), "OP-TEE is found");
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);

	test_allocated(ctx);
	test_kernel_buf(ctx);
	test_kernel_pages(ctx);
	test_restricted(ctx);
	test_ranges(ctx);
	test_mapped_pool(ctx);
	test_login();
	tee_client_close_context(ctx);
	test_fake();

	return check_done();
}

static void __exit rst_tee_test_exit(void)
{
}

module_init(rst_tee_test_init);
module_exit(rst_tee_test_exit);

MODULE_DESCRIPTION("Tests of the TEE core's API for the kernel");
MODULE_LICENSE("GPL");
RST_IMPORT_NS(DMA_BUF);
