// SPDX-License-Identifier: GPL-2.0-only
/*
 * Modes that somebody wishes: the panel is virtual, and can have any
 *
 * A sink that sets a mode itself takes one of the connector's, of exactly the
 * film's size.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/string.h>

#include <drm/drm_connector.h>
#include <drm/drm_modes.h>

#include "disp.h"

#define MAX_WISHES	8
#define DEFAULT_RATE	60

struct wish {
	unsigned int width;
	unsigned int height;
	unsigned int rate;
};

/* Guarded by the module's parameter lock. */
static struct wish wishes[MAX_WISHES];
static unsigned int num_wishes;

static bool is_size(unsigned int pixels)
{
	return pixels >= RST_DISP_MIN_SIZE && pixels <= RST_DISP_MAX_SIZE;
}

static int parse_wish(const char *text, struct wish *wish)
{
	int length = 0;

	wish->rate = DEFAULT_RATE;
	if (sscanf(text, "%ux%u%n@%u%n", &wish->width, &wish->height, &length,
		   &wish->rate, &length) < 2 || text[length])
		return -EINVAL;
	if (!is_size(wish->width) || !is_size(wish->height) || !wish->rate ||
	    wish->rate > RST_DISP_MAX_RATE)
		return -ERANGE;

	return 0;
}

/* All or none of what was written. */
static int set_wishes(const char *text, const struct kernel_param *param)
{
	char *list, *rest, *word;
	struct wish parsed[MAX_WISHES];
	unsigned int count = 0;
	int ret = 0;

	list = kstrdup(text, GFP_KERNEL);
	if (!list)
		return -ENOMEM;

	rest = strim(list);
	while (!ret && *rest && (word = strsep(&rest, ","))) {
		ret = count < MAX_WISHES ? parse_wish(word, &parsed[count]) :
					   -E2BIG;
		if (ret)
			pr_err("rst_disp: mode \"%s\" refused: up to %u of WIDTHxHEIGHT or WIDTHxHEIGHT@RATE, separated by commas, %u to %u pixels, 1 to %u Hz\n",
			       word, MAX_WISHES, RST_DISP_MIN_SIZE,
			       RST_DISP_MAX_SIZE, RST_DISP_MAX_RATE);
		count++;
		if (!rest)
			break;
	}
	if (!ret) {
		memcpy(wishes, parsed, count * sizeof(parsed[0]));
		num_wishes = count;
	}
	kfree(list);
	return ret;
}

static int get_wishes(char *text, const struct kernel_param *param)
{
	unsigned int i;
	int length = 0;

	for (i = 0; i < num_wishes; i++)
		length += sysfs_emit_at(text, length, "%s%ux%u@%u",
					i ? "," : "", wishes[i].width,
					wishes[i].height, wishes[i].rate);

	return length + sysfs_emit_at(text, length, "\n");
}

static const struct kernel_param_ops wish_ops = {
	.set = set_wishes,
	.get = get_wishes,
};
module_param_cb(modes, &wish_ops, NULL, 0644);
MODULE_PARM_DESC(modes, "more modes, as WIDTHxHEIGHT[@RATE],...");

static void set_timing(struct drm_display_mode *mode, const struct wish *wish)
{
	mode->type = DRM_MODE_TYPE_DRIVER;
	mode->hdisplay = wish->width;
	mode->hsync_start = mode->hdisplay + 16;
	mode->hsync_end = mode->hdisplay + 48;
	mode->htotal = mode->hdisplay + 160;
	mode->vdisplay = wish->height;
	mode->vsync_start = mode->vdisplay + 2;
	mode->vsync_end = mode->vdisplay + 6;
	mode->vtotal = mode->vdisplay + 30;
	/* In kHz. Rounded down, the slowest would have less than 1 Hz. */
	mode->clock = DIV_ROUND_UP_ULL((u64)mode->htotal * mode->vtotal *
				       wish->rate, 1000);
	mode->flags = DRM_MODE_FLAG_NHSYNC | DRM_MODE_FLAG_PVSYNC;
	drm_mode_set_name(mode);
}

/**
 * rst_disp_wishes_add() - add the modes that are wished
 * @connector:	is being asked for its modes
 *
 * Return: how many there are.
 */
int rst_disp_wishes_add(struct drm_connector *connector)
{
	struct drm_display_mode *mode;
	unsigned int i;

	kernel_param_lock(THIS_MODULE);
	for (i = 0; i < num_wishes; i++) {
		mode = drm_mode_create(connector->dev);
		if (!mode)
			break;
		set_timing(mode, &wishes[i]);
		drm_mode_probed_add(connector, mode);
	}
	kernel_param_unlock(THIS_MODULE);

	return i;
}
