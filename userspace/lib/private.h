/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RSTMEM_PRIVATE_H
#define RSTMEM_PRIVATE_H

#define RSTMEM_PUBLIC __attribute__((visibility("default")))

#endif /* RSTMEM_PRIVATE_H */
