/* SPDX-License-Identifier: GPL-2.0-only */
/* A restricted picture, and the overlay that shows it */
#ifndef RESTRICTED_H
#define RESTRICTED_H

#include "lib/drm.h"

/*
 * A buffer of the playback heap as NV12, whose pixels nobody here knows; 0:
 * none. The handle is kept open where @handle is given.
 */
uint32_t restricted_fb(const struct display *display, uint32_t *handle);

/* The framebuffer's first pixels in the overlay's corner; 0 or -errno. */
int overlay_show(const struct display *display, uint32_t fb);
int overlay_off(const struct display *display);

#endif /* RESTRICTED_H */
