// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel that lies about content protection: probes change what the display's
 * driver says to clients and to the engine, as parameters tell
 */
#include <linux/kprobes.h>
#include <linux/module.h>

#include <drm/display/drm_hdcp.h>
#include <drm/drm_connector.h>

#include "engine/driver/bus/rst_engine.h"

static bool claim;
module_param(claim, bool, 0644);
MODULE_PARM_DESC(claim, "tell clients that the link is protected");

static bool silent;
module_param(silent, bool, 0644);
MODULE_PARM_DESC(silent, "don't tell the engine what clients want");

static bool blind;
module_param(blind, bool, 0644);
MODULE_PARM_DESC(blind, "do nothing about a link that is lost");

static int flags = -1;
module_param(flags, int, 0644);
MODULE_PARM_DESC(flags, "of all layers that the engine gets; -1: as they are");

static int link_error;
module_param(link_error, int, 0644);
MODULE_PARM_DESC(link_error, "what it is told instead of the link; 0: the link");

static bool senseless;
module_param(senseless, bool, 0644);
MODULE_PARM_DESC(senseless, "send frames that the engine refuses");

static int scanout_begins(struct kprobe *probe, struct pt_regs *regs)
{
	struct rst_disp_job *job = (void *)regs_get_kernel_argument(regs, 2);
	int i;

	if (silent)
		job->link.wanted = RST_DISP_PROTECTION_NONE;
	for (i = 0; flags >= 0 && i < RST_DISP_MAX_LAYERS; i++)
		if (job->layers[i].format != RST_DISP_FORMAT_NONE)
			job->layers[i].flags = flags;
	if (senseless)
		job->mode_width = 0;
	return 0;
}

static struct kprobe scanout = {
	.symbol_name = "rst_engine_disp_scanout",
	.pre_handler = scanout_begins,
};

/* What the function was given, for when it returns. */
struct call {
	void *argument;
};

static int update_begins(struct kretprobe_instance *instance,
			 struct pt_regs *regs)
{
	struct call *call = (void *)instance->data;

	call->argument = (void *)regs_get_kernel_argument(regs, 0);
	return 0;
}

static int update_ends(struct kretprobe_instance *instance,
		       struct pt_regs *regs)
{
	struct call *call = (void *)instance->data;
	struct drm_connector *connector = call->argument;

	if (claim)
		connector->state->content_protection =
			DRM_MODE_CONTENT_PROTECTION_ENABLED;
	return 0;
}

static struct kretprobe update = {
	.kp.symbol_name = "drm_hdcp_update_content_protection",
	.entry_handler = update_begins,
	.handler = update_ends,
	.data_size = sizeof(struct call),
};

static int link_begins(struct kretprobe_instance *instance,
		       struct pt_regs *regs)
{
	struct call *call = (void *)instance->data;

	call->argument = (void *)regs_get_kernel_argument(regs, 1);
	return 0;
}

static int link_ends(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct call *call = (void *)instance->data;
	struct rst_disp_link *link = call->argument;

	if (blind)
		link->stale = 0;
	if (link_error)
		regs_set_return_value(regs, link_error);
	return 0;
}

static struct kretprobe link_probe = {
	.kp.symbol_name = "rst_engine_disp_link",
	.entry_handler = link_begins,
	.handler = link_ends,
	.data_size = sizeof(struct call),
};

static int __init liar_init(void)
{
	int ret;

	ret = register_kprobe(&scanout);
	if (ret)
		return ret;
	ret = register_kretprobe(&update);
	if (ret)
		goto unregister_scanout;
	ret = register_kretprobe(&link_probe);
	if (ret)
		goto unregister_update;
	return 0;

unregister_update:
	unregister_kretprobe(&update);
unregister_scanout:
	unregister_kprobe(&scanout);
	return ret;
}
module_init(liar_init);

static void __exit liar_exit(void)
{
	unregister_kretprobe(&link_probe);
	unregister_kretprobe(&update);
	unregister_kprobe(&scanout);
}
module_exit(liar_exit);

MODULE_DESCRIPTION("Lies about content protection (tests only)");
MODULE_LICENSE("GPL");
