// SPDX-License-Identifier: GPL-2.0-only
// exported: drm_hdcp_update_content_protection
#include <linux/types.h>
#include <drm/display/drm_hdcp_helper.h>

void (*probe)(struct drm_connector *connector, u64 value) =
	drm_hdcp_update_content_protection;
