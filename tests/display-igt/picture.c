// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <unistd.h>

#include "../display/crc.h"
#include "igt.h"
#include "picture.h"

static bool is_nv12(const struct picture *picture)
{
	return picture->format == DRM_FORMAT_NV12;
}

static void map_dumb(const struct display *display, struct picture *picture)
{
	uint32_t height = picture->height;
	uint64_t offset;
	int ret;

	if (is_nv12(picture))
		height += (height + 1) / 2;
	ret = drmModeCreateDumbBuffer(display->fd, (picture->width + 1) & ~1u,
				      height, is_nv12(picture) ? 8 : 32, 0,
				      &picture->handle, &picture->pitch,
				      &picture->size);
	need(!ret, "a dumb buffer: %s", strerror(errno));
	ret = drmModeMapDumbBuffer(display->fd, picture->handle, &offset);
	need(!ret, "map it: %s", strerror(errno));
	picture->pixels = mmap(NULL, picture->size, PROT_READ | PROT_WRITE,
			       MAP_SHARED, display->fd, offset);
	need(picture->pixels != MAP_FAILED, "mmap it: %s", strerror(errno));
}

void picture_create(const struct display *display, struct picture *picture,
		    uint32_t width, uint32_t height, uint32_t format)
{
	uint32_t handles[4] = { 0 }, pitches[4] = { 0 }, offsets[4] = { 0 };
	int ret;

	*picture = (struct picture){
		.format = format, .width = width, .height = height,
	};
	map_dumb(display, picture);
	for (int i = 0; i < 1 + is_nv12(picture); i++) {
		handles[i] = picture->handle;
		pitches[i] = picture->pitch;
		offsets[i] = i * picture->pitch * height;
	}
	ret = drmModeAddFB2(display->fd, width, height, format, handles,
			    pitches, offsets, &picture->fb, 0);
	need(!ret, "a framebuffer: %s", strerror(errno));
}

void picture_full(const struct display *display, struct picture *picture,
		  uint32_t color)
{
	picture_create(display, picture, display->mode.hdisplay,
		       display->mode.vdisplay, DRM_FORMAT_XRGB8888);
	picture_fill(picture, color);
}

void picture_destroy(const struct display *display, struct picture *picture)
{
	munmap(picture->pixels, picture->size);
	drmModeRmFB(display->fd, picture->fb);
	drmModeDestroyDumbBuffer(display->fd, picture->handle);
}

void picture_fill(struct picture *picture, uint32_t color)
{
	picture_rect(picture, 0, 0, picture->width, picture->height, color);
}

static void set_pixel(struct picture *picture, uint32_t x, uint32_t y,
		      uint32_t color)
{
	uint8_t *chroma = picture->pixels + (size_t)picture->pitch *
			  (picture->height + y / 2) + x / 2 * 2;

	if (!is_nv12(picture)) {
		memcpy(picture->pixels + (size_t)y * picture->pitch + 4 * x,
		       &color, 4);
		return;
	}
	picture->pixels[(size_t)y * picture->pitch + x] = color >> 16;
	chroma[0] = color >> 8;
	chroma[1] = color;
}

static void fill_row(struct picture *picture, int from, int to, int y,
		     uint32_t color)
{
	uint32_t *row = (uint32_t *)(picture->pixels +
				     (size_t)y * picture->pitch);

	for (int x = from; x < to; x++)
		if (is_nv12(picture))
			set_pixel(picture, x, y, color);
		else
			row[x] = color;
}

void picture_rect(struct picture *picture, int x, int y, int width, int height,
		  uint32_t color)
{
	int from = x < 0 ? 0 : x, to = x + width;

	if (to > (int)picture->width)
		to = picture->width;
	for (int j = y < 0 ? 0 : y;
	     j < y + height && j < (int)picture->height; j++)
		fill_row(picture, from, to, j, color);
}

void picture_pattern(struct picture *picture)
{
	for (uint32_t y = 0; y < picture->height; y++)
		for (uint32_t x = 0; x < picture->width; x++)
			set_pixel(picture, x, y, 0xff000000 |
				  ((x * 7 + y * 13) & 0xff) << 16 |
				  ((x * x + y) & 0xff) << 8 |
				  ((x ^ y * 5) & 0xff));
}

void picture_draw(struct picture *to, const struct picture *from, int x, int y)
{
	for (int j = 0; j < (int)from->height; j++)
		for (int i = 0; i < (int)from->width; i++) {
			uint32_t color;

			if (x + i < 0 || x + i >= (int)to->width || y + j < 0 ||
			    y + j >= (int)to->height)
				continue;
			memcpy(&color, from->pixels +
			       (size_t)j * from->pitch + 4 * i, 4);
			set_pixel(to, x + i, y + j, color);
		}
}

void commit(const struct display *display, const struct request *request)
{
	int ret = request_commit(request, display, 0, NULL);

	need(!ret, "a commit: %s", strerror(-ret));
}

void picture_show(const struct display *display, uint32_t plane,
		  const struct picture *picture, int x, int y)
{
	struct request request = { 0 };

	request_plane(&request, display, plane, picture->fb, x, y,
		      picture->width, picture->height);
	commit(display, &request);
}

void plane_off(const struct display *display, uint32_t plane)
{
	struct request request = { 0 };

	request_plane(&request, display, plane, 0, 0, 0, 0, 0);
	commit(display, &request);
}

uint32_t property_of(const struct display *display, uint32_t object,
		     const char *name, uint64_t *value)
{
	drmModeObjectProperties *props;
	uint32_t id = 0;

	props = drmModeObjectGetProperties(display->fd, object,
					   DRM_MODE_OBJECT_ANY);
	for (uint32_t i = 0; props && i < props->count_props && !id; i++) {
		drmModePropertyRes *prop =
			drmModeGetProperty(display->fd, props->props[i]);

		if (prop && !strcmp(prop->name, name)) {
			id = prop->prop_id;
			if (value)
				*value = props->prop_values[i];
		}
		drmModeFreeProperty(prop);
	}
	drmModeFreeObjectProperties(props);
	return id;
}

uint32_t plane_of_type(const struct display *display, uint64_t type,
		       unsigned int n)
{
	drmModePlaneRes *planes = drmModeGetPlaneResources(display->fd);
	uint32_t found = 0;

	for (uint32_t i = 0; planes && i < planes->count_planes && !found; i++) {
		uint64_t value = ~0ull;

		property_of(display, planes->planes[i], "type", &value);
		if (value == type && !n--)
			found = planes->planes[i];
	}
	drmModeFreePlaneResources(planes);
	return found;
}

int crcs_open(const struct display *display, int flags)
{
	int fd;

	/* Mounted already is as good. */
	mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
	fd = crc_file(display, "control", O_WRONLY);
	if (fd < 0)
		igt_skip("the kernel has no CRCs in debugfs");
	close(fd);
	need(crc_source(display, "auto"), "CRCs of the source auto: %s",
	     strerror(errno));
	fd = crc_file(display, "data", O_RDONLY | flags);
	need(fd >= 0, "open the CRCs: %s", strerror(errno));
	return fd;
}

bool crcs_next(int fd, uint32_t *frame, uint32_t *crc)
{
	char line[64];
	ssize_t length = read(fd, line, sizeof(line) - 1);
	char *end;

	if (length <= 0)
		return false;
	line[length] = 0;
	*frame = strtoul(line, &end, 16);
	*crc = strtoul(end, NULL, 16);
	return true;
}

uint32_t shown_crc(const struct display *display)
{
	int fd = crcs_open(display, 0);
	uint32_t frame, crc = 0;

	need(crcs_next(fd, &frame, &crc), "read a CRC: %s", strerror(errno));
	close(fd);
	return crc;
}

void picture_off_and_on(const struct display *display)
{
	uint32_t property = property_of(display, display->connector, "DPMS",
					NULL);

	for (int value = DRM_MODE_DPMS_OFF; value >= 0;
	     value -= DRM_MODE_DPMS_OFF)
		need(!drmModeConnectorSetProperty(display->fd,
						  display->connector, property,
						  value), "DPMS %d: %s", value,
		     strerror(errno));
}
