// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <linux/rstmem.h>
#include <unistd.h>

#include "frames.h"

int import(const struct display *display, int fd, uint32_t *handle)
{
	return drmPrimeFDToHandle(display->fd, fd, handle) ? -errno : 0;
}

int frame_get(const struct display *display, const char *heap,
	      struct frame *frame)
{
	int err;

	*frame = (struct frame){ .fd = heap_alloc(heap, VIDEO_SIZE) };
	if (frame->fd < 0)
		return frame->fd;
	err = import(display, frame->fd, &frame->handle);
	if (err)
		goto close_buffer;
	err = add_nv12(display, frame->handle, frame->handle, VIDEO_WIDTH,
		       VIDEO_WIDTH * VIDEO_HEIGHT, &frame->fb);
	if (err)
		goto close_gem;
	return 0;

close_gem:
	close_handle(display, frame->handle);
close_buffer:
	close(frame->fd);
	return err;
}

int plane_show(const struct display *display, uint32_t plane, uint32_t fb,
	       uint32_t width, uint32_t height)
{
	return drmModeSetPlane(display->fd, plane, display->crtc, fb, 0, 0, 0,
			       width, height, 0, 0, VIDEO_WIDTH << 16,
			       VIDEO_HEIGHT << 16);
}

void frame_put(const struct display *display, struct frame *frame)
{
	drmModeRmFB(display->fd, frame->fb);
	close_handle(display, frame->handle);
	close(frame->fd);
}

void frame_try(const struct display *display,
	       void (*test)(const struct display *display,
			    const struct frame *frame))
{
	struct frame frame;
	struct dumb dumb;

	if (!dumb_create(display, &dumb))
		return;
	if (tap(!display_show(display, dumb.fb) &&
		!frame_get(display, RSTMEM_HEAP_SECURE_VIDEO_PLAY, &frame),
		"a framebuffer in restricted memory")) {
		test(display, &frame);
		frame_put(display, &frame);
	}
	dumb_destroy(display, &dumb);
}
