/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RSTMEM_PRIVATE_H
#define RSTMEM_PRIVATE_H

#include <stdio.h>

#include "rstmem.h"

#define RSTMEM_PUBLIC __attribute__((visibility("default")))

/*
 * Opens a file of a heap's in /sys/class/rstmem, or with "" the folder; close-on-
 * exec. Errors: EINVAL (use-case), EOPNOTSUPP (the heap is the kernel's own,
 * whatever rstmem.ko has besides), and open()'s.
 */
int rstmem_open_file(enum rstmem_use_case use_case, const char *file,
		     int flags);

/* What a dma-buf's fdinfo says of it. Errors: EINVAL (not a dma-buf's), ENOMEM. */
struct rstmem_info *rstmem_info_parse(FILE *fdinfo);

#endif /* RSTMEM_PRIVATE_H */
