/* SPDX-License-Identifier: GPL-2.0-only */
/* Which of the registered pools serve */
#ifndef _HEAPS_PUBLISH_H
#define _HEAPS_PUBLISH_H

struct rstmem_pool;

/*
 * The proof of a pool, or of all of them (NULL), has changed: it begins or ceases
 * to serve, and nodes come and go.
 */
void rstmem_publish_update(const struct rstmem_pool *only);
/* Return: a registered pool of which the proof is old, with a reference, or NULL */
struct rstmem_pool *rstmem_publish_find_old(void);

#endif /* _HEAPS_PUBLISH_H */
