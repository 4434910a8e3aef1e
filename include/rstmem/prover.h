/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Provers: who finds out whether a pool is protected
 *
 * rstmem.ko has the TEE write a pattern into free memory of a pool, and asks the
 * prover whether the normal world sees it. So a prover learns where to look, and
 * nobody learns from it what is elsewhere. There is one, rst_firewall.ko.
 */
#ifndef _RSTMEM_PROVER_H
#define _RSTMEM_PROVER_H

#include <linux/types.h>

/**
 * enum rstmem_seen - what a load from a place found
 * @RSTMEM_SEEN_NOTHING:	it was refused
 * @RSTMEM_SEEN_OTHER:		something else than the pattern
 * @RSTMEM_SEEN_PATTERN:	the pattern
 */
enum rstmem_seen {
	RSTMEM_SEEN_NOTHING,
	RSTMEM_SEEN_OTHER,
	RSTMEM_SEEN_PATTERN,
};

#define RSTMEM_ENGINE_NAME	24

/**
 * struct rstmem_dma_sight - what DMA engines saw of a pattern
 * @engines:	looked at the pattern's own address
 * @name:	of one of them, or of the one that the rest is about
 * @value:	of what the engines read there, if it was something else, and 0 if
 *		that was refused. Treated like @value of struct rstmem_sight
 * @translated:	somebody translates an engine's addresses, and may be who refuses
 * @unreached:	why an engine can't reach it: as rstmem_reach_map(); or 0
 * @error:	of an engine: it does not copy ordinary memory, or doesn't end
 */
struct rstmem_dma_sight {
	unsigned int engines;
	char name[RSTMEM_ENGINE_NAME];
	u64 value;
	bool translated;
	int unreached, error;
};

/**
 * struct rstmem_sight - what the normal world saw of a pattern
 * @own:	at the pattern's own address
 * @value:	with RSTMEM_SEEN_OTHER: what was read there. It is compared with
 *		what is read after the next pattern was written, and goes nowhere
 * @leaks:	the pattern was seen, at its address or elsewhere
 * @leak:	if @leaks: the first address
 * @by_dma:	if @leaks: the engine of @dma's @name saw it, and no CPU
 * @aliases:	other addresses that were looked at
 * @dma:	what DMA engines saw, where there are any
 */
struct rstmem_sight {
	enum rstmem_seen own;
	u64 value;
	bool leaks;
	phys_addr_t leak;
	bool by_dma;
	unsigned int aliases;
	struct rstmem_dma_sight dma;
};

/**
 * struct rstmem_prover - a prover
 * @begin:	looks at one pool begin. Fills in @sight where an engine is of no use.
 *		May sleep
 * @end:	these have ended. May sleep
 * @look:	is this pattern, which the TEE has just written to @place again and
 *		again, seen by the normal world? Fills in @sight. 0, or an error if
 *		it can't be told; -EOPNOTSUPP: by a CPU, on this kernel. May sleep
 */
struct rstmem_prover {
	void (*begin)(struct rstmem_dma_sight *sight);
	void (*end)(void);
	int (*look)(phys_addr_t place, const u64 pattern[2],
		    struct rstmem_sight *sight);
};

/**
 * rstmem_prover_register() - let a prover look at all pools, and those to come
 * @prover:	must stay until rstmem_prover_unregister()
 *
 * It is called for each pool soon after this and after each resume, and
 * when an administrator asks. Never concurrently.
 *
 * Return: 0 or -EBUSY (there is one).
 */
int rstmem_prover_register(const struct rstmem_prover *prover);

/**
 * rstmem_prover_unregister() - undo rstmem_prover_register()
 * @prover:	the prover
 *
 * Waits until it isn't called any more, and has looked where its coming had it
 * look. What it has found is kept. May sleep.
 */
void rstmem_prover_unregister(const struct rstmem_prover *prover);

#endif /* _RSTMEM_PROVER_H */
