/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The link's state, from the laboratory's host
 */
#ifndef DISP_LINK_H
#define DISP_LINK_H

#include "../../core/link.h"

/*
 * How things are now. Without the file the sink can nothing and nothing is
 * needed; the file is looked for once. With a file that cannot be read or
 * makes no sense, the link is unknown.
 */
void disp_link_read(struct rst_link *link);

void disp_link_close(void);

#endif /* DISP_LINK_H */
