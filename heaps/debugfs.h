/* SPDX-License-Identifier: GPL-2.0-only */
/* Who holds what, in debugfs */
#ifndef _HEAPS_DEBUGFS_H
#define _HEAPS_DEBUGFS_H

void rstmem_debugfs_init(void);
void rstmem_debugfs_exit(void);

#endif /* _HEAPS_DEBUGFS_H */
