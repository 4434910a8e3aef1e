/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _COMPAT_DRM_HDCP_H
#define _COMPAT_DRM_HDCP_H

#include <drm/display/drm_hdcp.h>

/* The helper is built where one of the kernel's own drivers wants it. */
#ifdef HAVE_DRM_HDCP_HELPER
#include <drm/display/drm_hdcp_helper.h>
#else
#include <linux/errno.h>
#include <linux/types.h>

struct drm_connector;

static inline int
drm_connector_attach_content_protection_property(struct drm_connector *connector,
						 bool hdcp_content_type)
{
	return -EOPNOTSUPP;
}

static inline void
drm_hdcp_update_content_protection(struct drm_connector *connector, u64 value)
{
}
#endif

#endif /* _COMPAT_DRM_HDCP_H */
