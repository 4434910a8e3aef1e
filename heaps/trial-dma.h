/* SPDX-License-Identifier: GPL-2.0-only */
/* What DMA engines found in a trial */
#ifndef _HEAPS_TRIAL_DMA_H
#define _HEAPS_TRIAL_DMA_H

#include <rstmem/prover.h>

struct rstmem_proof;

/**
 * struct rstmem_trial_dma - the part of a trial that is about DMA engines
 * @places:	that were looked at
 * @all:	what engines saw of all of them; @engines looked at each
 * @changes:	what is read changes with what is written
 */
struct rstmem_trial_dma {
	unsigned int places;
	struct rstmem_dma_sight all;
	bool changes;
};

/* Before the first place: engines that are of no use, or the name of one that is */
void rstmem_trial_dma_note(struct rstmem_trial_dma *dma,
			   const struct rstmem_dma_sight *sight);
/* Of one place */
void rstmem_trial_dma_add(struct rstmem_trial_dma *dma,
			  const struct rstmem_dma_sight *sight);
/* @complete: all places were looked at. Fills in what @proof has of DMA. */
void rstmem_trial_dma_find(const struct rstmem_trial_dma *dma, bool complete,
			   struct rstmem_proof *proof);

#endif /* _HEAPS_TRIAL_DMA_H */
