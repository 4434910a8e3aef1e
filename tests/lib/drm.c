// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/drm.h"

#define EVENT_TIMEOUT_MS 3000

static void die(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t plane_type(int fd, uint32_t plane)
{
	drmModeObjectProperties *props;
	uint64_t type = 0;

	props = drmModeObjectGetProperties(fd, plane, DRM_MODE_OBJECT_PLANE);
	for (uint32_t i = 0; props && i < props->count_props; i++) {
		drmModePropertyRes *prop =
			drmModeGetProperty(fd, props->props[i]);

		if (prop && !strcmp(prop->name, "type"))
			type = props->prop_values[i];
		drmModeFreeProperty(prop);
	}
	drmModeFreeObjectProperties(props);
	return type;
}

static void find_planes(struct display *display)
{
	drmModePlaneRes *planes = drmModeGetPlaneResources(display->fd);

	for (uint32_t i = 0; planes && i < planes->count_planes; i++) {
		uint32_t plane = planes->planes[i];
		uint64_t type = plane_type(display->fd, plane);

		if (type == DRM_PLANE_TYPE_PRIMARY)
			display->primary = plane;
		if (type == DRM_PLANE_TYPE_OVERLAY && !display->overlay)
			display->overlay = plane;
	}
	drmModeFreePlaneResources(planes);
}

static void find_mode(struct display *display)
{
	drmModeConnector *connector =
		drmModeGetConnector(display->fd, display->connector);

	if (!connector || !connector->count_modes)
		die("no mode");
	display->mode = connector->modes[0];
	drmModeFreeConnector(connector);
}

void display_open(struct display *display)
{
	display_open_driver(display, "rst-disp");
}

void display_open_driver(struct display *display, const char *driver)
{
	drmModeRes *resources;

	memset(display, 0, sizeof(*display));
	display->fd = drmOpen(driver, NULL);
	if (display->fd < 0)
		die(driver);
	if (drmSetClientCap(display->fd, DRM_CLIENT_CAP_ATOMIC, 1))
		die("not atomic");

	resources = drmModeGetResources(display->fd);
	if (!resources || !resources->count_crtcs ||
	    !resources->count_connectors)
		die("no resources");
	display->crtc = resources->crtcs[0];
	display->connector = resources->connectors[0];
	drmModeFreeResources(resources);

	find_planes(display);
	find_mode(display);
}

void display_close(struct display *display)
{
	drmClose(display->fd);
}

bool dumb_create(const struct display *display, struct dumb *dumb)
{
	uint32_t handles[4] = { 0 }, pitches[4] = { 0 }, offsets[4] = { 0 };
	uint32_t width = display->mode.hdisplay;
	uint32_t height = display->mode.vdisplay;
	uint64_t offset;

	memset(dumb, 0, sizeof(*dumb));
	if (drmModeCreateDumbBuffer(display->fd, width, height, 32, 0,
				    &dumb->handle, &dumb->pitch, &dumb->size))
		return tap(false, "create a dumb buffer: %m");
	if (drmModeMapDumbBuffer(display->fd, dumb->handle, &offset))
		return tap(false, "map a dumb buffer: %m");
	dumb->pixels = mmap(NULL, dumb->size, PROT_READ | PROT_WRITE,
			    MAP_SHARED, display->fd, offset);
	if (dumb->pixels == MAP_FAILED)
		return tap(false, "mmap a dumb buffer: %m");

	handles[0] = dumb->handle;
	pitches[0] = dumb->pitch;
	if (drmModeAddFB2(display->fd, width, height, DRM_FORMAT_XRGB8888,
			  handles, pitches, offsets, &dumb->fb, 0))
		return tap(false, "add a framebuffer: %m");
	return true;
}

void dumb_destroy(const struct display *display, struct dumb *dumb)
{
	munmap(dumb->pixels, dumb->size);
	drmModeRmFB(display->fd, dumb->fb);
	drmModeDestroyDumbBuffer(display->fd, dumb->handle);
}

void dumb_fill(struct dumb *dumb, uint8_t value)
{
	memset(dumb->pixels, value, dumb->size);
}

void display_set_rate(struct display *display, unsigned int hertz)
{
	drmModeModeInfo *mode = &display->mode;

	mode->clock = mode->htotal * mode->vtotal * hertz / 1000;
	mode->vrefresh = hertz;
}

int display_show(const struct display *display, uint32_t fb)
{
	uint32_t connector = display->connector;
	drmModeModeInfo mode = display->mode;

	return drmModeSetCrtc(display->fd, display->crtc, fb, 0, 0, &connector,
			      1, &mode);
}

int add_nv12(const struct display *display, uint32_t luma, uint32_t chroma,
	     uint32_t pitch, uint32_t chroma_offset, uint32_t *fb)
{
	uint32_t handles[4] = { luma, chroma };
	uint32_t pitches[4] = { pitch, pitch };
	uint32_t offsets[4] = { 0, chroma_offset };

	return drmModeAddFB2(display->fd, VIDEO_WIDTH, VIDEO_HEIGHT,
			     DRM_FORMAT_NV12, handles, pitches, offsets, fb, 0);
}

int close_handle(const struct display *display, uint32_t handle)
{
	return drmCloseBufferHandle(display->fd, handle);
}

static void note_flip(int fd, unsigned int sequence, unsigned int seconds,
		      unsigned int microseconds, void *data)
{
	struct flip *flip = data;

	(void)fd;
	flip->sequence = sequence;
	flip->time = seconds * 1000000ull + microseconds;
}

int wait_for_flip(const struct display *display, struct flip *flip)
{
	struct pollfd poll_fd = { .fd = display->fd, .events = POLLIN };
	drmEventContext context = {
		.version = 2,
		.page_flip_handler = note_flip,
	};

	flip->time = 0;
	while (!flip->time) {
		if (poll(&poll_fd, 1, EVENT_TIMEOUT_MS) <= 0)
			return -ETIMEDOUT;
		if (drmHandleEvent(display->fd, &context))
			return -EIO;
	}
	return 0;
}

int flip_and_wait(const struct display *display, uint32_t fb, struct flip *flip)
{
	int ret = drmModePageFlip(display->fd, display->crtc, fb,
				  DRM_MODE_PAGE_FLIP_EVENT, flip);

	return ret ?: wait_for_flip(display, flip);
}

