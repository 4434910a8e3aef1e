/* SPDX-License-Identifier: GPL-2.0-only */
/* The display's clock, as clients see it */
#ifndef VBLANK_H
#define VBLANK_H

#include "lib/drm.h"

struct vblank {
	uint32_t sequence;
	uint64_t time;		/* microseconds */
};

/* The subtest fails where these do. */
void vblank_query(const struct display *display, struct vblank *now);
/* The vblank @count from now, or that with the number. */
void vblank_wait(const struct display *display, uint32_t count,
		 struct vblank *then);
void vblank_wait_until(const struct display *display, uint32_t sequence,
		       struct vblank *then);
/* An event comes then. */
void vblank_ask(const struct display *display, uint32_t count);
void vblank_event(const struct display *display, struct vblank *then);

double vblank_period(const struct display *display);	/* microseconds */

#endif /* VBLANK_H */
