// SPDX-License-Identifier: GPL-2.0-only
/*
 * The TEE's handles of the kernel's protected buffers
 *
 * The TEE core takes them by file descriptor only. One in the table of the
 * calling process could be closed, or be another file, before the TEE core looks
 * at it. So a kernel worker does that: no process has its table.
 */
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/fcntl.h>
#include <linux/fdtable.h>
#include <linux/printk.h>
#include <linux/tee_drv.h>
#include <linux/workqueue.h>

#include <rstmem/tee.h>

/**
 * struct handle_request - what a worker is asked for
 * @work:	on the stack of whoever asks
 * @ctx:	of the TEE
 * @dmabuf:	whoever asks has a reference
 * @shm:	the answer, or ERR_PTR
 */
struct handle_request {
	struct work_struct work;
	struct tee_context *ctx;
	struct dma_buf *dmabuf;
	struct tee_shm *shm;
};

/*
 * A buffer of memory that was lent to the TEE is named by what was lent, and an
 * offset. The TEE core passes that on for user space only; what a driver would
 * name with such a handle is whatever is at address 0.
 */
static struct tee_shm *check_named(struct tee_shm *shm)
{
	if (IS_ERR(shm) || shm->paddr)
		return shm;
	tee_shm_free(shm);
	pr_err_ratelimited("rst_addon: the kernel's heap has lent memory, which drivers cannot name to the TEE: give it a static pool\n");
	return ERR_PTR(-EOPNOTSUPP);
}

static void handle_work(struct work_struct *work)
{
	struct handle_request *request =
		container_of(work, struct handle_request, work);
	int fd;

	get_dma_buf(request->dmabuf);
	fd = dma_buf_fd(request->dmabuf, O_CLOEXEC);
	if (fd < 0) {
		dma_buf_put(request->dmabuf);
		request->shm = ERR_PTR(fd);
		return;
	}
	request->shm = check_named(tee_shm_register_fd(request->ctx, fd));
	close_fd(fd);
}

struct tee_shm *tee_shm_get_from_dmabuf(struct tee_context *ctx,
					struct dma_buf *dmabuf)
{
	struct handle_request request = { .ctx = ctx, .dmabuf = dmabuf };

	INIT_WORK_ONSTACK(&request.work, handle_work);
	queue_work(system_dfl_wq, &request.work);
	flush_work(&request.work);
	destroy_work_on_stack(&request.work);
	return request.shm;
}
EXPORT_SYMBOL_GPL(tee_shm_get_from_dmabuf);

/* The handle holds the buffer until then. */
void tee_shm_put_from_dmabuf(struct tee_shm *shm)
{
	if (shm)
		tee_shm_free(shm);
}
EXPORT_SYMBOL_GPL(tee_shm_put_from_dmabuf);
