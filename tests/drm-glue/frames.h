/* SPDX-License-Identifier: GPL-2.0-only */
/* Framebuffers in restricted memory */
#ifndef FRAMES_H
#define FRAMES_H

#include "lib/drm.h"

/* A restricted buffer, its handle, and an NV12 framebuffer in it. */
struct frame {
	int fd;
	uint32_t handle;
	uint32_t fb;
};

/* All return 0 or -errno; a frame that is not had holds nothing. */
int import(const struct display *display, int fd, uint32_t *handle);
int frame_get(const struct display *display, const char *heap,
	      struct frame *frame);
/* @width and @height of what becomes of it on the panel, @fb of VIDEO_… size */
int plane_show(const struct display *display, uint32_t plane, uint32_t fb,
	       uint32_t width, uint32_t height);
void frame_put(const struct display *display, struct frame *frame);

/* Calls @test with one for secure video, while the display shows another. */
void frame_try(const struct display *display,
	       void (*test)(const struct display *display,
			    const struct frame *frame));

#endif /* FRAMES_H */
