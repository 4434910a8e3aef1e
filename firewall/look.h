/* SPDX-License-Identifier: GPL-2.0-only */
/* Looking for a pattern */
#ifndef _FIREWALL_LOOK_H
#define _FIREWALL_LOOK_H

#include <linux/types.h>

struct rst_firewall_engines;
struct rstmem_dma_sight;
struct rstmem_sight;

/**
 * struct rst_firewall_search - the search for a pattern
 * @place:	where it was written, aligned to its size
 * @pattern:	the pattern
 * @engines:	DMA engines, which look, too
 * @sight:	what has been seen
 */
struct rst_firewall_search {
	phys_addr_t place;
	const u64 *pattern;
	struct rst_firewall_engines *engines;
	struct rstmem_sight *sight;
};

/* Whether the pattern is at @place, an alias. Return: 0, or an error. */
int rst_firewall_look_at_alias(struct rst_firewall_search *search,
			       phys_addr_t place);
/* aliases.c: that for each of them that isn't a device's. */
int rst_firewall_look_at_aliases(struct rst_firewall_search *search);
int rst_firewall_aliases_init(void);
void rst_firewall_aliases_exit(void);

/* See struct rstmem_prover. */
void rst_firewall_begin(struct rstmem_dma_sight *sight);
void rst_firewall_end(void);
int rst_firewall_look(phys_addr_t place, const u64 pattern[2],
		      struct rstmem_sight *sight);

#endif /* _FIREWALL_LOOK_H */
