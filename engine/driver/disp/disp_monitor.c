// SPDX-License-Identifier: GPL-2.0-only
/*
 * The monitor on the cable: one of several, or none; debugfs says which
 *
 * Nobody has to plug in the laboratory's. Another choice is a hotplug event,
 * and what is shown goes on meanwhile: it is the client's to react.
 */
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <drm/drm_drv.h>
#include <drm/drm_edid.h>
#include <drm/drm_print.h>
#include <drm/drm_probe_helper.h>

#include "disp.h"
#include "disp_edid.h"

#define NO_MONITOR	"none"
#define MAX_NAME	16

/* The laboratory's film is 640x360, which the first one shows unscaled. */
static const struct rst_disp_monitor monitors[] = {
	{
		.name = "panel",
		.product = 1,
		.width_mm = 320,
		.height_mm = 180,
		.established = RST_DISP_ESTABLISHED_640X480 |
			       RST_DISP_ESTABLISHED_800X600,
		.timings = {
			{ 18000, 640, 16, 32, 800, 360, 2, 4, 375 },
			{ 74250, 1280, 110, 40, 1650, 720, 5, 5, 750, true },
		},
	}, {
		.name = "pc",
		.product = 2,
		.width_mm = 280,
		.height_mm = 210,
		.established = RST_DISP_ESTABLISHED_640X480 |
			       RST_DISP_ESTABLISHED_800X600 |
			       RST_DISP_ESTABLISHED_1024X768,
		.timings = {
			{ 79500, 1280, 64, 128, 1664, 768, 3, 7, 798 },
		},
	}, {
		.name = "hd",
		.product = 3,
		.width_mm = 530,
		.height_mm = 300,
		.established = RST_DISP_ESTABLISHED_640X480,
		.timings = {
			{ 148500, 1920, 88, 44, 2200, 1080, 4, 5, 1125, true },
			{ 74250, 1280, 110, 40, 1650, 720, 5, 5, 750, true },
		},
	}, {
		.name = "uhd",
		.product = 4,
		.width_mm = 620,
		.height_mm = 340,
		.established = RST_DISP_ESTABLISHED_640X480,
		.timings = {
			{ 297000, 3840, 176, 88, 4400, 2160, 8, 10, 2250, true },
			{ 148500, 1920, 88, 44, 2200, 1080, 4, 5, 1125, true },
		},
	},
};

static int read_block(void *context, u8 *to, unsigned int block, size_t size)
{
	u8 edid[RST_DISP_EDID_SIZE];

	if (block || size != sizeof(edid))
		return -EINVAL;

	rst_disp_edid_make(context, edid);
	memcpy(to, edid, sizeof(edid));
	return 0;
}

/**
 * rst_disp_monitor_add_modes() - add the modes of the monitor
 * @disp:	the display
 *
 * Return: how many there are.
 */
int rst_disp_monitor_add_modes(struct rst_disp *disp)
{
	const struct rst_disp_monitor *monitor = READ_ONCE(disp->monitor);
	struct drm_connector *connector = &disp->connector;
	const struct drm_edid *edid;
	int count;

	if (!monitor)
		return 0;

	edid = drm_edid_read_custom(connector, read_block, (void *)monitor);
	drm_edid_connector_update(connector, edid);
	count = drm_edid_connector_add_modes(connector);
	drm_edid_free(edid);
	return count;
}

/**
 * rst_disp_monitor_preferred() - the mode that the monitor prefers
 * @disp:	the display
 *
 * Return: the mode, which the caller destroys, or NULL. Without a monitor, that
 * of the first one: somebody may plug it in.
 */
struct drm_display_mode *rst_disp_monitor_preferred(struct rst_disp *disp)
{
	const struct rst_disp_monitor *monitor = READ_ONCE(disp->monitor);
	const struct rst_disp_timing *timing;
	struct drm_display_mode *mode;

	mode = drm_mode_create(&disp->drm);
	if (!mode)
		return NULL;

	timing = (monitor ?: monitors)->timings;
	mode->type = DRM_MODE_TYPE_DRIVER | DRM_MODE_TYPE_PREFERRED;
	mode->clock = timing->clock;
	mode->hdisplay = timing->width;
	mode->hsync_start = mode->hdisplay + timing->hfront;
	mode->hsync_end = mode->hsync_start + timing->hsync;
	mode->htotal = timing->htotal;
	mode->vdisplay = timing->height;
	mode->vsync_start = mode->vdisplay + timing->vfront;
	mode->vsync_end = mode->vsync_start + timing->vsync;
	mode->vtotal = timing->vtotal;
	mode->flags = DRM_MODE_FLAG_PVSYNC |
		      (timing->positive ? DRM_MODE_FLAG_PHSYNC :
					  DRM_MODE_FLAG_NHSYNC);
	drm_mode_set_name(mode);
	return mode;
}

/**
 * rst_disp_monitor_detect() - whether there is a monitor
 * @disp:	the display
 */
enum drm_connector_status rst_disp_monitor_detect(struct rst_disp *disp)
{
	return READ_ONCE(disp->monitor) ? connector_status_connected :
					  connector_status_disconnected;
}

static void plug(struct rst_disp *disp, const struct rst_disp_monitor *monitor)
{
	struct drm_connector *connector = &disp->connector;

	mutex_lock(&disp->drm.mode_config.mutex);
	WRITE_ONCE(disp->monitor, monitor);
	connector->status = rst_disp_monitor_detect(disp);
	mutex_unlock(&disp->drm.mode_config.mutex);

	rst_disp_link_changed(disp);
	drm_kms_helper_connector_hotplug_event(connector);
}

static int monitor_show(struct seq_file *file, void *unused)
{
	struct rst_disp *disp = to_rst_disp(((struct drm_connector *)
					     file->private)->dev);
	const struct rst_disp_monitor *now = READ_ONCE(disp->monitor);
	int i;

	for (i = 0; i < ARRAY_SIZE(monitors); i++)
		seq_printf(file, now == &monitors[i] ? "[%s] " : "%s ",
			   monitors[i].name);
	seq_puts(file, now ? NO_MONITOR "\n" : "[" NO_MONITOR "]\n");
	return 0;
}

static int monitor_open(struct inode *inode, struct file *file)
{
	return single_open(file, monitor_show, inode->i_private);
}

static int find_monitor(const char *name,
			const struct rst_disp_monitor **monitor)
{
	int i;

	*monitor = NULL;
	if (!strcmp(name, NO_MONITOR))
		return 0;
	for (i = 0; i < ARRAY_SIZE(monitors); i++) {
		if (!strcmp(name, monitors[i].name)) {
			*monitor = &monitors[i];
			return 0;
		}
	}

	return -EINVAL;
}

static ssize_t monitor_write(struct file *file, const char __user *from,
			     size_t size, loff_t *offset)
{
	struct seq_file *seq = file->private_data;
	struct drm_connector *connector = seq->private;
	const struct rst_disp_monitor *monitor;
	char name[MAX_NAME];
	int idx, ret;

	if (size >= sizeof(name))
		return -EINVAL;
	if (copy_from_user(name, from, size))
		return -EFAULT;
	name[size] = 0;
	ret = find_monitor(strim(name), &monitor);
	if (ret)
		return ret;
	if (!drm_dev_enter(connector->dev, &idx))
		return -ENODEV;

	plug(to_rst_disp(connector->dev), monitor);
	drm_dev_exit(idx);
	return size;
}

static const struct file_operations monitor_fops = {
	.owner = THIS_MODULE,
	.open = monitor_open,
	.read = seq_read,
	.write = monitor_write,
	.llseek = seq_lseek,
	.release = single_release,
};

/**
 * rst_disp_monitor_debugfs() - have the monitor chosen
 * @connector:	the connector
 * @root:	its folder
 */
void rst_disp_monitor_debugfs(struct drm_connector *connector,
			      struct dentry *root)
{
	debugfs_create_file("monitor", 0644, root, connector, &monitor_fops);
}

void rst_disp_monitor_init(struct rst_disp *disp)
{
	disp->monitor = &monitors[0];
}
