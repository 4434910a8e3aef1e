// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "atomic.h"

static uint32_t property_id(const struct display *display, uint32_t object,
			    const char *name)
{
	drmModeObjectProperties *props;
	uint32_t id = 0;

	props = drmModeObjectGetProperties(display->fd, object,
					   DRM_MODE_OBJECT_ANY);
	for (uint32_t i = 0; props && i < props->count_props; i++) {
		drmModePropertyRes *prop =
			drmModeGetProperty(display->fd, props->props[i]);

		if (prop && !strcmp(prop->name, name))
			id = prop->prop_id;
		drmModeFreeProperty(prop);
	}
	drmModeFreeObjectProperties(props);
	return id;
}

void request_add(struct request *request, uint32_t object, const char *property,
		 uint64_t value)
{
	if (request->count < REQUEST_MAX)
		request->values[request->count++] =
			(struct value){ object, property, value };
}

void request_plane(struct request *request, const struct display *display,
		   uint32_t plane, uint32_t fb, int x, int y, uint32_t width,
		   uint32_t height)
{
	request_add(request, plane, "FB_ID", fb);
	request_add(request, plane, "CRTC_ID", fb ? display->crtc : 0);
	request_add(request, plane, "SRC_X", 0);
	request_add(request, plane, "SRC_Y", 0);
	request_add(request, plane, "SRC_W", (uint64_t)width << 16);
	request_add(request, plane, "SRC_H", (uint64_t)height << 16);
	request_add(request, plane, "CRTC_X", (uint64_t)x);
	request_add(request, plane, "CRTC_Y", (uint64_t)y);
	request_add(request, plane, "CRTC_W", width);
	request_add(request, plane, "CRTC_H", height);
}

void request_mode(struct request *request, const struct display *display,
		  const drmModeModeInfo *mode)
{
	uint32_t blob = 0;

	/* The blob goes with the file; the kernel's state holds it, too. */
	if (mode && drmModeCreatePropertyBlob(display->fd, mode, sizeof(*mode),
					      &blob))
		tap(false, "make a mode's blob: %m");
	request_add(request, display->crtc, "MODE_ID", blob);
	request_add(request, display->crtc, "ACTIVE", !!mode);
	request_add(request, display->connector, "CRTC_ID",
		    mode ? display->crtc : 0);
}

int request_commit(const struct request *request, const struct display *display,
		   uint32_t flags, void *data)
{
	drmModeAtomicReq *atomic = drmModeAtomicAlloc();
	int ret;

	for (unsigned int i = 0; i < request->count; i++) {
		const struct value *value = &request->values[i];

		drmModeAtomicAddProperty(atomic, value->object,
					 property_id(display, value->object,
						     value->property),
					 value->value);
	}
	ret = drmModeAtomicCommit(display->fd, atomic, flags, data);
	drmModeAtomicFree(atomic);
	return ret;
}
