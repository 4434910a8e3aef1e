// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "igt.h"
#include "reset.h"

/* Of these it is the choice with the word. */
static const struct {
	const char *name;
	const char *word;
} to_choice[] = {
	{ "pixel blend mode", "Pre-multiplied" },
	{ "COLOR_ENCODING", "601" },
	{ "COLOR_RANGE", "limited" },
};

/* *overlays: those that came before */
static bool default_of(const drmModePropertyRes *prop, unsigned int *overlays,
		       uint64_t *value)
{
	if (prop->flags & DRM_MODE_PROP_IMMUTABLE)
		return false;
	/* Opaque */
	if (!strcmp(prop->name, "alpha")) {
		*value = prop->values[1];
		return true;
	}
	/* The first overlay is the uppermost. */
	if (!strcmp(prop->name, "zpos")) {
		*value = prop->values[1] - (*overlays)++;
		return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(to_choice); i++)
		for (int n = 0; n < prop->count_enums; n++)
			if (!strcmp(prop->name, to_choice[i].name) &&
			    strstr(prop->enums[n].name, to_choice[i].word)) {
				*value = prop->enums[n].value;
				return true;
			}
	return false;
}

static void plane_reset(const struct display *display, uint32_t plane,
			unsigned int *overlays, drmModeAtomicReq *request)
{
	drmModeObjectProperties *props =
		drmModeObjectGetProperties(display->fd, plane,
					   DRM_MODE_OBJECT_PLANE);

	for (uint32_t i = 0; props && i < props->count_props; i++) {
		drmModePropertyRes *prop =
			drmModeGetProperty(display->fd, props->props[i]);
		uint64_t value = 0;

		if (prop && default_of(prop, overlays, &value) &&
		    value != props->prop_values[i])
			drmModeAtomicAddProperty(request, plane, prop->prop_id,
						 value);
		drmModeFreeProperty(prop);
	}
	drmModeFreeObjectProperties(props);
}

void planes_reset(const struct display *display)
{
	drmModePlaneRes *planes = drmModeGetPlaneResources(display->fd);
	drmModeAtomicReq *request = drmModeAtomicAlloc();
	unsigned int overlays = 0;
	int ret;

	for (uint32_t i = 0; planes && i < planes->count_planes; i++)
		plane_reset(display, planes->planes[i], &overlays, request);
	ret = drmModeAtomicGetCursor(request) ?
		drmModeAtomicCommit(display->fd, request, 0, NULL) : 0;
	if (ret)
		printf("# planes are not reset: %s\n", strerror(-ret));
	drmModeAtomicFree(request);
	drmModeFreePlaneResources(planes);
}
