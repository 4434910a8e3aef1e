/* SPDX-License-Identifier: GPL-2.0-only */
/* The display under test */
#ifndef TESTS_DRM_H
#define TESTS_DRM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <drm_fourcc.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "lib/tap.h"
#include "lib/alloc.h"

#define VIDEO_WIDTH	640
#define VIDEO_HEIGHT	360
#define VIDEO_SIZE	(VIDEO_WIDTH * VIDEO_HEIGHT * 3 / 2)

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

struct display {
	int fd;
	uint32_t connector;
	uint32_t crtc;
	uint32_t primary;
	uint32_t overlay;
	drmModeModeInfo mode;
};

struct dumb {
	uint32_t handle;
	uint32_t pitch;
	uint64_t size;
	uint32_t fb;
	uint8_t *pixels;
};

/* Opens the display, or ends the program. Universal planes and atomic are on. */
void display_open(struct display *display);
void display_close(struct display *display);

/* XRGB8888 of the mode's size, with a framebuffer. False says why itself. */
bool dumb_create(const struct display *display, struct dumb *dumb);
void dumb_destroy(const struct display *display, struct dumb *dumb);
void dumb_fill(struct dumb *dumb, uint8_t value);

/* The mode's size at another rate, for what is shown from here on. */
void display_set_rate(struct display *display, unsigned int hertz);

/* 0 or -errno, like what follows. */
int display_show(const struct display *display, uint32_t fb);
int add_nv12(const struct display *display, uint32_t luma, uint32_t chroma,
	     uint32_t pitch, uint32_t chroma_offset, uint32_t *fb);
int close_handle(const struct display *display, uint32_t handle);

/* A page flip with an event, and the wait for it. */
struct flip {
	uint32_t sequence;
	uint64_t time;		/* microseconds */
};

int flip_and_wait(const struct display *display, uint32_t fb,
		  struct flip *flip);
int wait_for_flip(const struct display *display, struct flip *flip);

#endif /* TESTS_DRM_H */
