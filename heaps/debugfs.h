/* SPDX-License-Identifier: GPL-2.0-only */
/* What is allocated, and by whom, in debugfs */
#ifndef _HEAPS_DEBUGFS_H
#define _HEAPS_DEBUGFS_H

void rstmem_debugfs_init(void);
void rstmem_debugfs_exit(void);

#endif /* _HEAPS_DEBUGFS_H */
