// SPDX-License-Identifier: GPL-2.0-only
/* Properties: what they say of themselves, and that each takes its own value */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "igt.h"
#include "picture.h"

enum { CONNECTOR, CRTC, PLANE };

static bool is_kind(const drmModePropertyRes *prop, uint32_t type)
{
	return drm_property_type_is((drmModePropertyPtr)prop, type);
}

static void need_sane(const struct display *display,
		      const drmModePropertyRes *prop, uint64_t value)
{
	bool known = !is_kind(prop, DRM_MODE_PROP_ENUM);

	need(strlen(prop->name), "property %u has no name", prop->prop_id);
	if (is_kind(prop, DRM_MODE_PROP_RANGE))
		need(prop->count_values == 2 &&
		     prop->values[0] <= prop->values[1],
		     "%s: a range of %d values", prop->name,
		     prop->count_values);
	if (is_kind(prop, DRM_MODE_PROP_RANGE))
		need(value >= prop->values[0] && value <= prop->values[1],
		     "%s: %llu is beyond its range", prop->name,
		     (unsigned long long)value);
	for (int i = 0; i < prop->count_enums; i++) {
		need(strlen(prop->enums[i].name), "%s: a nameless choice",
		     prop->name);
		known |= prop->enums[i].value == value;
	}
	need(known, "%s: %llu is none of its choices", prop->name,
	     (unsigned long long)value);
	if (is_kind(prop, DRM_MODE_PROP_BLOB) && value) {
		drmModePropertyBlobRes *blob =
			drmModeGetPropertyBlob(display->fd, value);

		need(blob, "%s: its blob can't be read", prop->name);
		drmModeFreePropertyBlob(blob);
	}
}

/* Set to what it is, by a commit that is only tried, or by the legacy ioctl. */
static void set_same(const struct display *display, uint32_t object,
		     uint32_t type, const drmModePropertyRes *prop,
		     uint64_t value, bool atomic)
{
	drmModeAtomicReq *request = drmModeAtomicAlloc();
	int ret;

	if (atomic) {
		drmModeAtomicAddProperty(request, object, prop->prop_id, value);
		ret = drmModeAtomicCommit(display->fd, request,
					  DRM_MODE_ATOMIC_TEST_ONLY |
					  DRM_MODE_ATOMIC_ALLOW_MODESET, NULL);
	} else {
		ret = drmModeObjectSetProperty(display->fd, object, type,
					       prop->prop_id, value);
	}
	drmModeAtomicFree(request);
	if (prop->flags & DRM_MODE_PROP_IMMUTABLE)
		need(ret == -EINVAL, "%s can't be changed, and can be set: %s",
		     prop->name, strerror(-ret));
	else
		need(!ret, "%s can't be set to %llu: %s", prop->name,
		     (unsigned long long)value, strerror(-ret));
}

/* These want a partner in the same commit; DPMS is for the legacy ioctl only. */
static bool stands_alone(const char *name, bool atomic)
{
	if (atomic && !strcmp(name, "DPMS"))
		return false;

	return strcmp(name, "CRTC_ID") && strcmp(name, "FB_ID") &&
	       strcmp(name, "MODE_ID") && strcmp(name, "ACTIVE");
}

static unsigned int check(const struct display *display, uint32_t object,
			  uint32_t type, bool atomic)
{
	drmModeObjectProperties *props =
		drmModeObjectGetProperties(display->fd, object, type);
	unsigned int count;

	need(props, "OBJ_GETPROPERTIES: %s", strerror(errno));
	count = props->count_props;
	for (uint32_t i = 0; i < count; i++) {
		drmModePropertyRes *prop =
			drmModeGetProperty(display->fd, props->props[i]);

		need(prop, "GETPROPERTY: %s", strerror(errno));
		need_sane(display, prop, props->prop_values[i]);
		need(atomic || !(prop->flags & DRM_MODE_PROP_ATOMIC),
		     "%s is for atomic clients", prop->name);
		if (stands_alone(prop->name, atomic))
			set_same(display, object, type, prop,
				 props->prop_values[i], atomic);
		drmModeFreeProperty(prop);
	}
	drmModeFreeObjectProperties(props);
	return count;
}

static void shown(const struct display *display, bool atomic)
{
	struct picture picture;

	picture_full(display, &picture, 0xff00ff00);
	need(!display_show(display, picture.fb), "set a mode: %s",
	     strerror(errno));
	if (!atomic)
		drmSetClientCap(display->fd, DRM_CLIENT_CAP_ATOMIC, 0);
}

static void connectors(const struct display *display, long atomic)
{
	shown(display, atomic);
	need(check(display, display->connector, DRM_MODE_OBJECT_CONNECTOR,
		   atomic), "no properties");
}

static void crtcs(const struct display *display, long atomic)
{
	unsigned int count;

	shown(display, atomic);
	count = check(display, display->crtc, DRM_MODE_OBJECT_CRTC, atomic);
	need(count || !atomic, "no properties");
}

static void planes(const struct display *display, long atomic)
{
	drmModePlaneRes *res;

	shown(display, atomic);
	drmSetClientCap(display->fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1);
	res = drmModeGetPlaneResources(display->fd);
	for (uint32_t i = 0; i < res->count_planes; i++)
		need(check(display, res->planes[i], DRM_MODE_OBJECT_PLANE,
			   atomic), "no properties");
	drmModeFreePlaneResources(res);
}

/* What does not exist, and what is another object's kind. */
static void sanity(const struct display *display, long atomic)
{
	struct drm_mode_obj_get_properties get = {
		.obj_id = display->crtc, .obj_type = DRM_MODE_OBJECT_CONNECTOR,
	};

	shown(display, atomic);
	need_errno(ENOENT, ioctl(display->fd, DRM_IOCTL_MODE_OBJ_GETPROPERTIES,
				 &get), "a CRTC as a connector");
	get.obj_id = ~0u;
	get.obj_type = DRM_MODE_OBJECT_ANY;
	need_errno(ENOENT, ioctl(display->fd, DRM_IOCTL_MODE_OBJ_GETPROPERTIES,
				 &get), "what does not exist");
	get.obj_id = display->crtc;
	need(!ioctl(display->fd, DRM_IOCTL_MODE_OBJ_GETPROPERTIES, &get),
	     "a CRTC as anything: %s", strerror(errno));
	need(drmModeGetProperty(display->fd, ~0u) == NULL,
	     "a property that does not exist");
}

static const struct subtest subtests[] = {
	{ "connector-properties-atomic", connectors, true },
	{ "connector-properties-legacy", connectors, false },
	{ "crtc-properties-atomic", crtcs, true },
	{ "crtc-properties-legacy", crtcs, false },
	{ "plane-properties-atomic", planes, true },
	{ "plane-properties-legacy", planes, false },
	{ "get_properties-sanity-atomic", sanity, true },
	{ "get_properties-sanity-non-atomic", sanity, false },
};

IGT_MAIN("kms_properties")
