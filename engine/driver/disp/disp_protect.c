// SPDX-License-Identifier: GPL-2.0-only
/*
 * Content protection: what clients want of the cable, and what they are told
 *
 * The engine authenticates the link, watches it, and keeps restricted layers
 * dark where it must; the kernel has no part in that. It passes on what
 * clients want, asks for the link while no frame does, and reports. So if this
 * file lies, clients are told lies, and the panel shows nothing more.
 */
#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include <drm/drm_connector.h>
#include <drm/drm_drv.h>
#include <drm/drm_modeset_lock.h>
#include <drm/drm_print.h>

#include "compat/drm-hdcp.h"

#include "disp.h"

static u32 wanted_by(const struct drm_connector_state *state)
{
	if (state->content_protection == DRM_MODE_CONTENT_PROTECTION_UNDESIRED)
		return RST_DISP_PROTECTION_NONE;

	return state->hdcp_content_type == DRM_MODE_HDCP_CONTENT_TYPE1 ?
	       RST_DISP_PROTECTION_TYPE1 : RST_DISP_PROTECTION_TYPE0;
}

/**
 * rst_disp_protect_check() - check what a client wants of the link
 * @connector:	the connector
 * @state:	the commit
 *
 * What is enabled stays so if a client desires it again; another type begins
 * anew, and so does what was enabled before the machine slept. Only clients
 * fall back to undesired.
 */
int rst_disp_protect_check(struct drm_connector *connector,
			   struct drm_atomic_commit *state)
{
	const struct drm_connector_state *old =
		drm_atomic_get_old_connector_state(state, connector);
	struct drm_connector_state *new =
		drm_atomic_get_new_connector_state(state, connector);

	if (new->content_protection == DRM_MODE_CONTENT_PROTECTION_UNDESIRED)
		return 0;

	if (old->content_protection == DRM_MODE_CONTENT_PROTECTION_ENABLED &&
	    old->hdcp_content_type == new->hdcp_content_type)
		new->content_protection = DRM_MODE_CONTENT_PROTECTION_ENABLED;
	else
		new->content_protection = DRM_MODE_CONTENT_PROTECTION_DESIRED;
	return 0;
}

/**
 * rst_disp_protect_update() - take over what a commit wants
 * @disp:	the display
 * @state:	the commit; a frame follows
 */
void rst_disp_protect_update(struct rst_disp *disp,
			     struct drm_atomic_commit *state)
{
	const struct drm_connector_state *connector_state =
		drm_atomic_get_new_connector_state(state, &disp->connector);

	if (!connector_state)
		return;

	mutex_lock(&disp->scanout.lock);
	disp->protect.wanted = wanted_by(connector_state);
	disp->protect.due = true;
	mutex_unlock(&disp->scanout.lock);
}

/* No monitor has no protection, whatever is at the other end for the engine. */
static u32 protection_now(struct rst_disp *disp)
{
	u32 protection;

	mutex_lock(&disp->scanout.lock);
	protection = disp->protect.lit ? disp->protect.link.protection :
					 RST_DISP_PROTECTION_NONE;
	mutex_unlock(&disp->scanout.lock);

	return rst_disp_monitor_detect(disp) == connector_status_connected ?
	       protection : RST_DISP_PROTECTION_NONE;
}

/* Whoever sets the property by a commit holds the same lock. */
static void tell(struct work_struct *work)
{
	struct rst_disp *disp = container_of(work, struct rst_disp,
					     protect.tell);
	struct drm_connector *connector = &disp->connector;
	const struct drm_connector_state *state;
	struct drm_modeset_lock *lock =
		&disp->drm.mode_config.connection_mutex;
	u64 value = DRM_MODE_CONTENT_PROTECTION_DESIRED;
	int idx;

	if (!drm_dev_enter(&disp->drm, &idx))
		return;

	drm_modeset_lock(lock, NULL);
	state = connector->state;
	if (wanted_by(state)) {
		if (protection_now(disp) >= wanted_by(state))
			value = DRM_MODE_CONTENT_PROTECTION_ENABLED;
		drm_hdcp_update_content_protection(connector, value);
	}
	drm_modeset_unlock(lock);
	drm_dev_exit(idx);
}

static void follow(struct work_struct *work)
{
	struct rst_disp *disp = container_of(to_delayed_work(work),
					     struct rst_disp, protect.follow);

	rst_disp_scanout_follow_link(disp);
}

static int capability_show(struct seq_file *file, void *unused)
{
	struct drm_connector *connector = file->private;
	struct rst_disp *disp = to_rst_disp(connector->dev);
	u32 capable;

	rst_disp_scanout_follow_link(disp);
	mutex_lock(&disp->scanout.lock);
	capable = disp->protect.link.capable;
	mutex_unlock(&disp->scanout.lock);
	if (rst_disp_monitor_detect(disp) != connector_status_connected)
		return -ENODEV;

	seq_puts(file, capable >= RST_DISP_PROTECTION_TYPE1 ?
		       "HDCP1.4 HDCP2.2\n" :
		       capable ? "HDCP1.4\n" : "None\n");
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(capability);

/**
 * rst_disp_protect_debugfs() - tell what the sink can
 * @connector:	the connector
 * @root:	its folder
 */
void rst_disp_protect_debugfs(struct drm_connector *connector,
			      struct dentry *root)
{
	debugfs_create_file("hdcp_sink_capability", 0444, root, connector,
			    &capability_fops);
}

int rst_disp_protect_init(struct rst_disp *disp)
{
	int ret;

	INIT_DELAYED_WORK(&disp->protect.follow, follow);
	INIT_WORK(&disp->protect.tell, tell);

	ret = drm_connector_attach_content_protection_property(&disp->connector,
							       true);
	/*
	 * Some kernels are built without the helper, and so without the
	 * property.
	 */
	return ret == -EOPNOTSUPP ? 0 : ret;
}

/**
 * rst_disp_protect_fini() - stop following and telling
 * @disp:	the display, unplugged, and without a session
 */
void rst_disp_protect_fini(struct rst_disp *disp)
{
	cancel_delayed_work_sync(&disp->protect.follow);
	cancel_work_sync(&disp->protect.tell);
}
