/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The panel's cable: a file of the laboratory's host
 */
#ifndef DISP_CABLE_H
#define DISP_CABLE_H

#include "../../core/scanout.h"

extern const struct rst_cable disp_cable;

/*
 * Before a frame's first byte: plugs the cable, and mends one that broke in
 * the last frame. NO_CABLE where the host lets neither be done.
 */
enum rst_status disp_cable_begin(void);

/* It is plugged, and nothing was lost since it was last mended. */
bool disp_cable_is_whole(void);

void disp_cable_close(void);

#endif /* DISP_CABLE_H */
