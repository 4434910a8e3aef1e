/* SPDX-License-Identifier: GPL-2.0-only */
/* What the display says of the picture that it shows */
#ifndef CRC_H
#define CRC_H

#include "lib/drm.h"

/* A file of the CRTC's in debugfs's crc, or -1. */
int crc_file(const struct display *display, const char *file, int flags);
bool crc_source(const struct display *display, const char *source);

/* The CRCs from now on: a descriptor, or -1; a case that failed says so. */
int crc_begin(const struct display *display);

/* The CRC of the vblank in which a framebuffer was flipped to; 0: none. */
uint32_t crc_of(const struct display *display, int fd, uint32_t fb);

/* Whether a CRC comes by itself, within some vblanks. */
bool crc_comes(int fd, uint32_t crc);

/* How many pictures in restricted memory the engine was given; -1: unknown. */
long long display_fetches(const struct display *display);

#endif /* CRC_H */
