/* SPDX-License-Identifier: GPL-2.0-only */
/* The writeback connector: a copy of what the display shows */
#ifndef CAPTURE_H
#define CAPTURE_H

#include "atomic.h"
#include "lib/drm.h"

/* 0: none. The client sees writeback connectors from then on. */
uint32_t capture_connector(const struct display *display);

/*
 * Commits @request and has the frame copied to @dumb. 0 when the copy is there,
 * or -errno.
 */
int capture(const struct display *display, const struct request *request,
	    const struct dumb *dumb);

/* A pixel of the copy, as 0xrrggbb. */
uint32_t pixel_at(const struct dumb *dumb, unsigned int x, unsigned int y);

#endif /* CAPTURE_H */
