/* SPDX-License-Identifier: GPL-2.0-only */
/* Charges: what control groups have of a pool, where the kernel counts that */
#ifndef _HEAPS_CHARGES_H
#define _HEAPS_CHARGES_H

struct rstmem_claim;
struct rstmem_pool;

/* The region is "rstmem/poolN" and lasts as long as the pool has users. */
void rstmem_charges_add(struct rstmem_pool *pool);
void rstmem_charges_remove(struct rstmem_pool *pool);

/* To the current task's group. 0, or -ENOMEM: its dmem.max is reached. */
int rstmem_charge(struct rstmem_claim *claim);
void rstmem_uncharge(struct rstmem_claim *claim);

#endif /* _HEAPS_CHARGES_H */
