/* SPDX-License-Identifier: GPL-2.0-only */
/* When pools are tried, and what follows from it */
#ifndef _HEAPS_PROVE_H
#define _HEAPS_PROVE_H

int rstmem_prove_init(void);
void rstmem_prove_exit(void);

#endif /* _HEAPS_PROVE_H */
