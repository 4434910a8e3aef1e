// SPDX-License-Identifier: GPL-2.0-only
/* A framebuffer that goes takes its planes off */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "igt.h"
#include "picture.h"

static uint32_t fb_of(const struct display *display, uint32_t plane)
{
	drmModePlane *state = drmModeGetPlane(display->fd, plane);
	uint32_t fb;

	need(state, "GETPLANE: %s", strerror(errno));
	fb = state->fb_id;
	drmModeFreePlane(state);
	return fb;
}

/* All planes that there are, with one framebuffer each. */
static void show_all(const struct display *display, uint32_t *planes,
		     unsigned int *count, struct picture *pictures)
{
	drmModePlaneRes *res = drmModeGetPlaneResources(display->fd);

	*count = 0;
	for (uint32_t i = 0; i < res->count_planes && *count < 8; i++) {
		uint64_t type = 0;

		planes[*count] = res->planes[i];
		property_of(display, res->planes[i], "type", &type);
		if (type == DRM_PLANE_TYPE_PRIMARY) {
			picture_full(display, &pictures[*count], 0xffff0000);
			need(!display_show(display, pictures[*count].fb),
			     "show the primary plane: %s", strerror(errno));
		} else {
			picture_create(display, &pictures[*count], 64, 64,
				       DRM_FORMAT_ARGB8888);
			picture_show(display, planes[*count],
				     &pictures[*count], 0, 0);
		}
		(*count)++;
	}
	drmModeFreePlaneResources(res);
}

static void need_off(const struct display *display, const uint32_t *planes,
		     unsigned int count)
{
	drmModeCrtc *crtc = drmModeGetCrtc(display->fd, display->crtc);

	for (unsigned int i = 0; i < count; i++)
		need(!fb_of(display, planes[i]), "plane %u is still on", i);
	need(crtc && !crtc->buffer_id, "the CRTC has a framebuffer");
	drmModeFreeCrtc(crtc);
}

static void by_ioctl(const struct display *display, long arg)
{
	struct picture pictures[8];
	uint32_t planes[8];
	unsigned int count;

	(void)arg;
	show_all(display, planes, &count, pictures);
	need(count > 2, "%u planes", count);
	for (unsigned int i = 0; i < count; i++)
		need(fb_of(display, planes[i]) == pictures[i].fb,
		     "plane %u doesn't show its framebuffer", i);
	for (unsigned int i = 0; i < count; i++)
		need(!drmModeRmFB(display->fd, pictures[i].fb), "RMFB: %s",
		     strerror(errno));
	need_off(display, planes, count);
}

/* The file is closed, and another looks. */
static void by_close(const struct display *display, long arg)
{
	struct picture pictures[8];
	struct display other;
	uint32_t planes[8];
	unsigned int count;

	(void)arg;
	show_all(display, planes, &count, pictures);
	display_open(&other);
	/* What is mapped holds the file. */
	for (unsigned int i = 0; i < count; i++)
		munmap(pictures[i].pixels, pictures[i].size);
	close(display->fd);
	for (unsigned int i = 0; i < count; i++)
		need(fb_of(&other, planes[i]) != pictures[i].fb,
		     "plane %u is still on", i);
}

static const struct subtest subtests[] = {
	{ "rmfb-ioctl", by_ioctl },
	{ "close-fd", by_close },
};

IGT_MAIN("kms_rmfb")
