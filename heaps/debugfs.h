/* SPDX-License-Identifier: GPL-2.0-only */
/* Who holds what, in debugfs */
#ifndef _HEAPS_HOLDERS_H
#define _HEAPS_HOLDERS_H

void rstmem_holders_init(void);
void rstmem_holders_exit(void);

#endif /* _HEAPS_HOLDERS_H */
