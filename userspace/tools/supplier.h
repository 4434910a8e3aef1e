/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whose the machine's heaps are */
#ifndef RSTCTL_SUPPLIER_H
#define RSTCTL_SUPPLIER_H

#include <stdbool.h>

/* Is the module there that is for such heaps, or installed, and none of them? */
bool addon_lacks_heap(void);
/* That this is so, as an error; returns 1. */
int no_kernels_heap(void);
/* The same where there are such heaps, but none called @name. */
int no_such_kernels_heap(const char *name);

/* What is to be said of that; docs/addon.md says it at length. */
#define KERNELS_OWN "the kernel's own (docs/addon.md)"

#endif /* RSTCTL_SUPPLIER_H */
