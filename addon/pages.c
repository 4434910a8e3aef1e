// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sharing pages of the kernel with the TEE
 *
 * The kernel's TEE core takes an address and not pages. So they get one, for as
 * long as the TEE core asks what is behind it; then it keeps the pages only.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/tee_drv.h>
#include <linux/vmalloc.h>

#include <rstmem/tee.h>

struct tee_shm *tee_shm_register_kernel_pages(struct tee_context *ctx,
					      struct page **pages,
					      size_t num_pages, size_t offset,
					      size_t length)
{
	struct tee_shm *shm;
	size_t end;
	void *area;

	if (!length || offset >= PAGE_SIZE ||
	    check_add_overflow(offset, length, &end) ||
	    end > num_pages << PAGE_SHIFT || num_pages > UINT_MAX)
		return ERR_PTR(-EINVAL);
	area = vmap(pages, num_pages, VM_MAP, PAGE_KERNEL);
	if (!area)
		return ERR_PTR(-ENOMEM);
	shm = tee_shm_register_kernel_buf(ctx, area + offset, length);
	vunmap(area);
	return shm == ERR_PTR(-ENOTSUPP) ? ERR_PTR(-EOPNOTSUPP) : shm;
}
EXPORT_SYMBOL_GPL(tee_shm_register_kernel_pages);

/*
 * If the TEE refuses to let go of the pages, the kernel's TEE core says so and
 * frees them all the same; nobody else is told.
 */
void tee_shm_free_kernel(struct tee_shm *shm)
{
	if (shm)
		tee_shm_free(shm);
}
EXPORT_SYMBOL_GPL(tee_shm_free_kernel);
