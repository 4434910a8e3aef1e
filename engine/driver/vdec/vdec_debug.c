// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/rst_vdec/DEVICE/CONTEXT: where a stream, and each of its
 * buffers, is. docs/v4l2.md explains the lines.
 */
#include <linux/array_size.h>
#include <linux/cleanup.h>
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include <linux/string_choices.h>
#include <media/videobuf2-v4l2.h>

#include "vdec.h"

static struct dentry *rst_vdec_debug_root;

static const char * const rst_vdec_phases[] = {
	[RST_VDEC_PARSE] = "parse",
	[RST_VDEC_DECODE] = "decode",
	[RST_VDEC_CHANGE] = "change",
	[RST_VDEC_SETUP] = "setup",
};

static const char * const rst_vdec_drains[] = {
	[RST_VDEC_DRAIN_NONE] = "none",
	[RST_VDEC_DRAIN_PENDING] = "pending",
	[RST_VDEC_DRAIN_STOPPED] = "stopped",
};

static const char * const rst_vdec_steps[] = {
	[RST_VDEC_IDLE] = "idle",
	[RST_VDEC_STEP_PARSE] = "parse",
	[RST_VDEC_STEP_DECODE] = "decode",
	[RST_VDEC_STEP_FETCH] = "fetch",
	[RST_VDEC_STEP_LAST] = "last",
	[RST_VDEC_STEP_EMPTY] = "announce the end",
};

/* Who has a buffer. */
static const char *rst_vdec_place(const struct vb2_buffer *vb)
{
	switch (vb->state) {
	case VB2_BUF_STATE_QUEUED:
		return "queued, before STREAMON";
	case VB2_BUF_STATE_ACTIVE:
		return "decoder";
	case VB2_BUF_STATE_DONE:
		return "done, to be dequeued";
	case VB2_BUF_STATE_ERROR:
		return "failed, to be dequeued";
	default:
		return "client";
	}
}

static void rst_vdec_show_queue(struct seq_file *file, const char *name,
				struct vb2_queue *queue, unsigned int ready)
{
	struct vb2_buffer *vb;
	unsigned int i;

	seq_printf(file, "%s: streaming %s, buffers %u, queued %u, ready %u\n",
		   name, str_yes_no(vb2_is_streaming(queue)),
		   vb2_get_num_buffers(queue), queue->queued_count, ready);
	for (i = 0; i < queue->max_num_buffers; i++) {
		vb = vb2_get_buffer(queue, i);
		if (vb)
			seq_printf(file, "  %u: %s, timestamp %llu\n", i,
				   rst_vdec_place(vb), vb->timestamp);
	}
}

static void rst_vdec_show_state(struct seq_file *file,
				struct rst_vdec_context *context)
{
	struct v4l2_pix_format_mplane capture = {};
	enum rst_vdec_phase phase = 0;
	enum rst_vdec_drain drain = 0;
	unsigned int units = 0;
	bool known = false, failed = false;

	scoped_guard(spinlock_irqsave, &context->state_lock) {
		capture = context->capture;
		phase = context->phase;
		drain = context->drain;
		units = context->drain_units;
		known = context->known;
		failed = context->failed;
	}
	seq_printf(file, "phase: %s\ndrain: %s, units before it %u\n",
		   rst_vdec_phases[phase], rst_vdec_drains[drain], units);
	seq_printf(file, "next step: %s\nsession: %s\nsequence accepted: %s\nfailed: %s\n",
		   rst_vdec_steps[rst_vdec_next_step(context)],
		   context->session ? "open" : "none",
		   str_yes_no(known), str_yes_no(failed));
	seq_printf(file, "frames: %p4cc %ux%u\n", &capture.pixelformat,
		   capture.width, capture.height);
}

static int rst_vdec_debug_show(struct seq_file *file, void *unused)
{
	struct rst_vdec_context *context = file->private;
	const struct rst_vdec_counts *counts = &context->counts;
	struct v4l2_m2m_ctx *m2m = context->fh.m2m_ctx;

	guard(mutex)(&context->lock);
	rst_vdec_show_state(file, context);
	seq_printf(file, "calls: %llu, flushes %llu\n", counts->calls,
		   counts->flushes);
	seq_printf(file, "units: %llu, with errors %llu\n", counts->units,
		   counts->bad_units);
	seq_printf(file, "frames out: %llu, with errors %llu, empty last ones %llu\n",
		   counts->frames, counts->bad_frames, counts->lasts);
	seq_printf(file, "sequences: %llu\n", counts->sequences);
	rst_vdec_show_queue(file, "OUTPUT", v4l2_m2m_get_src_vq(m2m),
			    v4l2_m2m_num_src_bufs_ready(m2m));
	rst_vdec_show_queue(file, "CAPTURE", v4l2_m2m_get_dst_vq(m2m),
			    v4l2_m2m_num_dst_bufs_ready(m2m));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(rst_vdec_debug);

void rst_vdec_debug_add(struct rst_vdec_context *context)
{
	char name[16];

	guard(mutex)(&context->vdec->lock);
	if (IS_ERR_OR_NULL(context->vdec->debug))
		return;
	snprintf(name, sizeof(name), "%u", context->id);
	context->debug = debugfs_create_file(name, 0400, context->vdec->debug,
					     context, &rst_vdec_debug_fops);
}

/*
 * Waits for those who are reading, who want the context's lock. The device's lock
 * is held over it: its folder's end would free the file under us.
 */
void rst_vdec_debug_remove(struct rst_vdec_context *context)
{
	guard(mutex)(&context->vdec->lock);
	debugfs_remove(context->debug);
	context->debug = NULL;
}

void rst_vdec_debug_add_device(struct rst_vdec_device *vdec)
{
	struct dentry *debug = debugfs_create_dir(dev_name(&vdec->adev->dev),
						  rst_vdec_debug_root);

	scoped_guard(mutex, &vdec->lock)
		vdec->debug = debug;
}

/* Takes the files of contexts that are open along. */
void rst_vdec_debug_remove_device(struct rst_vdec_device *vdec)
{
	struct rst_vdec_context *context;

	guard(mutex)(&vdec->lock);
	debugfs_remove(vdec->debug);
	vdec->debug = NULL;
	list_for_each_entry(context, &vdec->contexts, node)
		context->debug = NULL;
}

void rst_vdec_debug_init(void)
{
	rst_vdec_debug_root = debugfs_create_dir("rst_vdec", NULL);
}

void rst_vdec_debug_exit(void)
{
	debugfs_remove(rst_vdec_debug_root);
}
