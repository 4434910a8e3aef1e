/* SPDX-License-Identifier: GPL-2.0-only */
/* Restricted pictures in copies of what the display shows */
#ifndef BLACK_H
#define BLACK_H

#include "lib/drm.h"

/*
 * A film of two pictures goes on, a frame for each copy. Fails where one byte of
 * it, 16 by 16 pixels at 0, 0, gets into one of 100 copies (@what), where that
 * isn't all that is black, beside it is the primary, filled with 0xa5, or where
 * the copies keep it from the panel.
 */
void black_in_copies(const struct display *display, struct dumb *primary,
		     struct dumb *copy,
		     bool (*is_right)(const struct display *display,
				      const struct dumb *copy),
		     const char *what);

#endif /* BLACK_H */
