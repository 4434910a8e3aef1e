/* SPDX-License-Identifier: GPL-2.0-only */
/* DMA engines, which may be let in where no CPU is */
#ifndef _FIREWALL_DMA_H
#define _FIREWALL_DMA_H

#include <linux/types.h>
#include <rstmem/prover.h>

#define RST_FIREWALL_ENGINES	4

struct dma_chan;

/**
 * struct rst_firewall_engine - a channel that copies memory
 * @chan:	nobody else's meanwhile
 * @page:	ordinary memory: where to copy to, and what the engine is tried with
 * @address:	where the engine sees @page
 * @error:	why it isn't asked (any more), or 0
 */
struct rst_firewall_engine {
	struct dma_chan *chan;
	u8 *page;
	dma_addr_t address;
	int error;
};

/**
 * struct rst_firewall_engines - one of each device that has a free one
 * @count:	how many
 * @engine:	these
 */
struct rst_firewall_engines {
	unsigned int count;
	struct rst_firewall_engine engine[RST_FIREWALL_ENGINES];
};

/* Those that don't copy ordinary memory are noted in @sight. */
void rst_firewall_engines_open(struct rst_firewall_engines *engines,
			       struct rstmem_dma_sight *sight);
void rst_firewall_engines_close(struct rst_firewall_engines *engines);

/*
 * Whether an engine finds @pattern at @place; @own: where it was written. What
 * fails is noted in @sight.
 */
bool rst_firewall_engines_look(struct rst_firewall_engines *engines,
			       phys_addr_t place, const u64 pattern[2],
			       bool own, struct rstmem_dma_sight *sight);

#endif /* _FIREWALL_DMA_H */
