// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "proof.h"
#include "trial-dma.h"

/* The first error, and its engine; without, the last engine that is named. */
void rstmem_trial_dma_note(struct rstmem_trial_dma *dma,
			   const struct rstmem_dma_sight *sight)
{
	struct rstmem_dma_sight *all = &dma->all;

	if (all->error)
		return;
	all->error = sight->error;
	if (*sight->name)
		strscpy(all->name, sight->name);
}

void rstmem_trial_dma_add(struct rstmem_trial_dma *dma,
			  const struct rstmem_dma_sight *sight)
{
	struct rstmem_dma_sight *all = &dma->all;

	rstmem_trial_dma_note(dma, sight);
	all->engines = dma->places ? min(all->engines, sight->engines) :
				     sight->engines;
	dma->places++;
	all->translated |= sight->translated;
	all->unreached = all->unreached ?: sight->unreached;
}

static __printf(3, 4)
void find(struct rstmem_proof *proof, enum rstmem_verdict_on_pool verdict,
	  const char *format, ...)
{
	va_list args;

	va_start(args, format);
	proof->dma = verdict;
	vsnprintf(proof->dma_detail, sizeof(proof->dma_detail), format, args);
	va_end(args);
}

static void find_error(struct rstmem_proof *proof,
		       const struct rstmem_dma_sight *all)
{
	if (all->error == -EILSEQ)
		find(proof, RSTMEM_POOL_UNKNOWN, "%s copies not even ordinary memory",
		     all->name);
	else if (all->error == -ETIMEDOUT || all->error == -EBUSY)
		find(proof, RSTMEM_POOL_UNKNOWN, "a copy by %s does not end",
		     all->name);
	else
		find(proof, RSTMEM_POOL_UNKNOWN, "%s copies nothing: error %d",
		     all->name, all->error);
}

/* Engines that reach nothing say nothing; one that fails may have seen it. */
void rstmem_trial_dma_find(const struct rstmem_trial_dma *dma, bool complete,
			   struct rstmem_proof *proof)
{
	const struct rstmem_dma_sight *all = &dma->all;

	if (all->error)
		find_error(proof, all);
	else if (dma->changes)
		find(proof, RSTMEM_POOL_UNKNOWN,
		     "what %s reads isn't what was written, but changes with it",
		     all->name);
	else if (!all->engines && all->unreached)
		find(proof, RSTMEM_POOL_UNKNOWN, all->unreached == -ERANGE ?
		     "%s has too few address bits to reach it" :
		     "%s can't reach it without a copy",
		     all->name);
	else if (!*all->name)
		find(proof, RSTMEM_POOL_UNKNOWN, dma->places ?
		     "no DMA engine that is free copies memory" :
		     "no DMA engine was asked");
	else if (!complete || !all->engines)
		find(proof, RSTMEM_POOL_UNKNOWN, "not all of it was looked at");
	else if (all->translated)
		find(proof, RSTMEM_POOL_BLOCKED,
		     "%u engine(s) saw nothing, %s at %u places; but an IOMMU translates, and may be what refuses",
		     all->engines, all->name, dma->places);
	else
		find(proof, RSTMEM_POOL_PROTECTED, "%u engine(s) saw nothing, %s at %u places",
		     all->engines, all->name, dma->places);
}
