/* SPDX-License-Identifier: GPL-2.0-only */
/* Planes as the driver made them: their properties outlive who set them */
#ifndef RESET_H
#define RESET_H

#include "lib/drm.h"

void planes_reset(const struct display *display);

#endif /* RESET_H */
