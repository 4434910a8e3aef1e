/* SPDX-License-Identifier: GPL-2.0-only */
/* Which of the registered pools serve */
#ifndef _HEAPS_PUBLISH_H
#define _HEAPS_PUBLISH_H

#include <linux/types.h>

struct rstmem_pool;

/*
 * The proof of a pool, or of all of them (NULL), has changed: it begins or ceases
 * to serve, and nodes come and go.
 */
void rstmem_publish_update(const struct rstmem_pool *only);
/* Return: a registered pool of which the proof is old, with a reference, or NULL */
struct rstmem_pool *rstmem_publish_find_old(void);
/* Have those that could not be proven tried again. Return: whether there are any. */
bool rstmem_publish_try_again(void);

#endif /* _HEAPS_PUBLISH_H */
