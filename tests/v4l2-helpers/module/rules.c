// SPDX-License-Identifier: GPL-2.0-only
/* Which input goes to which output */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/rstmem.h>
#include <linux/sizes.h>
#include <rstmem/buffer.h>
#include <rstmem/v4l2.h>

#include "test.h"

struct pair {
	struct slot from, to;
};

/* NULL for @second: one plane. An ERR_PTR is a plane in clear memory. */
static struct vb2_buffer *set(struct slot *slot, struct dma_buf *first,
			      struct dma_buf *second)
{
	slot->vb.memory = VB2_MEMORY_DMABUF;
	slot->vb.num_planes = second ? 2 : 1;
	slot->vb.planes[0].dbuf = IS_ERR(first) ? NULL : first;
	slot->vb.planes[1].dbuf = IS_ERR(second) ? NULL : second;
	return &slot->vb;
}

static void test_pairs(struct pair *pair, struct dma_buf *video,
		       struct dma_buf *ui)
{
	struct dma_buf *clear = ERR_PTR(-ENOENT);
	struct slot *from = &pair->from, *to = &pair->to;

#define MAY(in, in2, out, out2) \
	(!rst_v4l2_check_pair(set(from, in, in2), set(to, out, out2)))
#define MUST_NOT(in, in2, out, out2) \
	(rst_v4l2_check_pair(set(from, in, in2), set(to, out, out2)) == -EACCES)

	check(MAY(clear, NULL, clear, NULL) && MAY(clear, NULL, video, NULL),
	      "clear input goes anywhere");
	check(MAY(video, NULL, video, NULL) && MAY(ui, NULL, ui, ui),
	      "restricted input goes to its use-case");
	check(MUST_NOT(video, NULL, clear, NULL), "and not to clear memory");
	check(MUST_NOT(video, NULL, ui, NULL) && MUST_NOT(ui, NULL, video, NULL),
	      "nor to another use-case");
	check(MUST_NOT(clear, video, clear, NULL) &&
	      MUST_NOT(clear, video, clear, clear) &&
	      MAY(clear, video, video, video),
	      "a plane of the input is enough");
	check(MUST_NOT(video, NULL, video, clear) &&
	      MUST_NOT(video, NULL, clear, video),
	      "a plane of the output is enough");
	check(MUST_NOT(video, ui, video, ui), "use-cases do not mix");
#undef MAY
#undef MUST_NOT
	set(to, video, NULL);
	to->vb.memory = VB2_MEMORY_MMAP;
	check(rst_v4l2_check_pair(set(from, video, NULL), &to->vb) == -EACCES,
	      "what is no dma-buf is clear");
}

static void test_input(struct pair *pair, struct dma_buf *video)
{
	struct vb2_queue *output = &pair->to.queue;
	DECLARE_BITMAP(one, VB2_MAX_FRAME) = { 1 };

	output->max_num_buffers = VB2_MAX_FRAME;
	output->memory = VB2_MEMORY_MMAP;
	set(&pair->from, video, NULL);
	check(!rst_v4l2_check_input(&pair->from.vb, output),
	      "nothing is known of an output without buffers");
	output->bufs_bitmap = one;
	check(rst_v4l2_check_input(&pair->from.vb, output) == -EACCES,
	      "of one with clear buffers it is");
	output->memory = VB2_MEMORY_DMABUF;
	check(!rst_v4l2_check_input(&pair->from.vb, output),
	      "dma-bufs may be restricted");
	output->memory = VB2_MEMORY_MMAP;
	set(&pair->from, ERR_PTR(-ENOENT), NULL);
	check(!rst_v4l2_check_input(&pair->from.vb, output),
	      "clear input goes there, too");
}

void test_rules(struct device *dev)
{
	struct dma_buf *video, *ui;
	struct pair *pair = kzalloc(sizeof(*pair), GFP_KERNEL);

	video = rstmem_buffer_alloc(RSTMEM_USE_CASE_SECURE_VIDEO_PLAY, SZ_4K,
				    0);
	ui = rstmem_buffer_alloc(RSTMEM_USE_CASE_TRUSTED_UI, SZ_4K, 0);
	check(pair && !IS_ERR(video) && !IS_ERR(ui), "buffers");
	if (pair && !IS_ERR(video) && !IS_ERR(ui)) {
		pair->from.queue.dev = dev;
		pair->from.vb.vb2_queue = &pair->from.queue;
		pair->to.vb.vb2_queue = &pair->to.queue;
		test_pairs(pair, video, ui);
		test_input(pair, video);
	}
	if (!IS_ERR(video))
		dma_buf_put(video);
	if (!IS_ERR(ui))
		dma_buf_put(ui);
	kfree(pair);
}
