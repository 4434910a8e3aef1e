// SPDX-License-Identifier: GPL-2.0-only
#include <linux/rstmem.h>
#include <unistd.h>

#include "restricted.h"

uint32_t restricted_fb(const struct display *display, uint32_t *handle)
{
	int fd = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY, VIDEO_SIZE);
	uint32_t mine, fb = 0;

	if (fd < 0)
		return 0;
	if (!drmPrimeFDToHandle(display->fd, fd, &mine)) {
		if (add_nv12(display, mine, mine, VIDEO_WIDTH,
			     VIDEO_WIDTH * VIDEO_HEIGHT, &fb))
			fb = 0;
		if (handle)
			*handle = mine;
		else
			close_handle(display, mine);
	}
	close(fd);
	return fb;
}

int overlay_show(const struct display *display, uint32_t fb)
{
	return drmModeSetPlane(display->fd, display->overlay, display->crtc, fb,
			       0, 0, 0, 16, 16, 0, 0, 16 << 16, 16 << 16);
}

int overlay_off(const struct display *display)
{
	return drmModeSetPlane(display->fd, display->overlay, 0, 0, 0, 0, 0, 0,
			       0, 0, 0, 0, 0);
}
