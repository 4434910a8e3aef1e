/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libavcodec allocates: charged to the stream that is served (budget.h), and
 * cleared when it is given back, because it was pictures
 */
#ifndef RST_CHARGED_H
#define RST_CHARGED_H

#include <stddef.h>

/* NULL: there is no stream that is served, or nothing left for it. */
void *rst_charged_get(size_t alignment, size_t size);
void rst_charged_put(void *memory);

/* As realloc(), with an alignment of 16; @memory stays where this is NULL. */
void *rst_charged_resize(void *memory, size_t size);

#endif /* RST_CHARGED_H */
