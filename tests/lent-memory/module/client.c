// SPDX-License-Identifier: GPL-2.0-only
/*
 * A client in the kernel that has lent memory, and may be in the middle of a
 * call with it when the driver goes
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

#include <rstmem/buffer.h>
#include <rstmem/tee.h>
#include <uapi/linux/rstmem.h>

#include "compat/module.h"
#include "lending.h"

/* The TEE knows what it was lent, and no piece of that. */
void client_test(struct tee_context *ctx)
{
	struct tee_ioctl_invoke_arg arg = { .num_params = 1 };
	struct dma_buf *first, *second;
	struct tee_param param = {};
	struct tee_shm *shm;

	first = rstmem_buffer_alloc(RSTMEM_USE_CASE_TRUSTED_UI, PAGE_SIZE, 0);
	second = rstmem_buffer_alloc(RSTMEM_USE_CASE_TRUSTED_UI, PAGE_SIZE, 0);
	shm = IS_ERR(second) ? ERR_CAST(second) :
	      tee_shm_get_from_dmabuf(ctx, second);
	check(!IS_ERR(first) && !IS_ERR(shm), "two buffers of lent memory");
	if (IS_ERR(first) || IS_ERR(shm))
		goto out;

	param.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
	param.u.memref.shm = shm;
	param.u.memref.shm_offs = 16;
	param.u.memref.size = 32;
	check(!tee_client_invoke_func(ctx, &arg, &param) &&
	      lending_seen.u.memref.shm != shm &&
	      lending_seen.u.memref.shm->flags & TEE_SHM_DMA_MEM &&
	      lending_seen.u.memref.shm->paddr +
	      lending_seen.u.memref.shm_offs == shm->paddr + 16,
	      "the kernel's client: the TEE is told what it was lent, and where in that");
	check(param.u.memref.shm == shm && param.u.memref.shm_offs == 16 &&
	      param.u.memref.size == 31,
	      "the kernel's client gets its own memref back, with the TEE's size");

	param.u.memref.size = PAGE_SIZE - 15;
	check(tee_client_invoke_func(ctx, &arg, &param) == -EINVAL &&
	      param.u.memref.shm == shm && param.u.memref.shm_offs == 16,
	      "the kernel's client: a byte behind its buffer, within what is lent: EINVAL");
out:
	if (!IS_ERR(second))
		dma_buf_put(second);
	if (!IS_ERR(first))
		dma_buf_put(first);
}

static struct {
	struct tee_context *ctx;
	struct dma_buf *dmabuf;
	struct completion ended;
	unsigned int ms;
	int rc;
} client;

static int match_lending(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->impl_id == LENDING_TEE_ID;
}

static int client_thread(void *unused)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = LENDING_BUSY,
		.session = client.ms,
		.num_params = 1,
	};
	struct tee_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
	};

	param.u.memref.shm = tee_shm_get_from_dmabuf(client.ctx, client.dmabuf);
	param.u.memref.size = PAGE_SIZE;
	client.rc = PTR_ERR_OR_ZERO(param.u.memref.shm);
	if (!client.rc)
		client.rc = tee_client_invoke_func(client.ctx, &arg, &param);
	kthread_complete_and_exit(&client.ended, 0);
}

/* What is left would keep the device for ever. */
static void client_close(void)
{
	if (!IS_ERR(client.dmabuf))
		dma_buf_put(client.dmabuf);
	if (!IS_ERR(client.ctx))
		tee_client_close_context(client.ctx);
}

/* Returns with a call in progress, which takes @ms. */
bool client_busy_begin(unsigned int ms)
{
	struct task_struct *thread = ERR_PTR(-ENOMEM);

	client.ms = ms;
	init_completion(&client.ended);
	client.ctx = tee_client_open_context(NULL, match_lending, NULL, NULL);
	client.dmabuf = rstmem_buffer_alloc(RSTMEM_USE_CASE_TRUSTED_UI,
					    PAGE_SIZE, 0);
	if (!IS_ERR(client.ctx) && !IS_ERR(client.dmabuf))
		thread = kthread_run(client_thread, NULL, "rst_lend_client");
	check(!IS_ERR(thread) && firewall_wait_busy(),
	      "a call with lent memory is in progress when the pool goes");
	if (IS_ERR(thread))
		client_close();
	return !IS_ERR(thread);
}

void client_busy_end(void)
{
	check(!lending_pulled, "nothing was taken back under the call");
	if (lending_reclaims == lending_lends)
		check(!firewall_is_busy(), "all was taken back after it");
	else
		check(firewall_is_busy(), "the TEE keeps what the call is at");
	wait_for_completion(&client.ended);
	check(!client.rc, "the call comes to its end");
	client_close();
}

RST_IMPORT_NS(DMA_BUF);
