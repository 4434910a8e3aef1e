// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finding out whether a pool is protected
 *
 * Pages of free memory are marked by the TEE and looked for by the prover. Others
 * who want memory wait meanwhile. What has been marked is scrubbed as if it had
 * been released.
 */
#define pr_fmt(fmt) "rstmem: " fmt

#include <linux/align.h>
#include <linux/err.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <rstmem/prover.h>

#include "pool.h"
#include "proof.h"
#include "trial-dma.h"
#include "trial.h"

/* All of it is scrubbed afterwards, so not a whole pool of gigabytes. */
#define MOST	SZ_64M

/* Pages of a range that are tried, besides the last */
#define SAMPLES	8

/* Large allocations go to the upper end of a carve-out, and small to the lower. */
#define PIECES	2

/**
 * struct trial - of one pool
 * @pool:	the pool
 * @prover:	who looks
 * @proof:	what has been found
 * @bytes:	that were free to try
 * @places:	that were looked at
 * @aliases:	of all of them
 * @constant:	of a place, something is read, but it never is what was written
 * @dma:	what DMA engines found
 * @leaks_by_dma:	one saw the pattern, which no CPU did
 */
struct trial {
	struct rstmem_pool *pool;
	const struct rstmem_prover *prover;
	struct rstmem_proof *proof;
	size_t bytes;
	unsigned int places, aliases;
	bool constant;
	struct rstmem_trial_dma dma;
	bool leaks_by_dma;
};

static __printf(3, 4)
void find(struct trial *trial, enum rstmem_verdict_on_pool verdict,
	  const char *format, ...)
{
	struct rstmem_proof *proof = trial->proof;
	va_list args;

	va_start(args, format);
	proof->verdict = verdict;
	vsnprintf(proof->detail, sizeof(proof->detail), format, args);
	va_end(args);
}

static void find_leak(struct trial *trial, phys_addr_t place,
		      const struct rstmem_sight *sight)
{
	const char *by = sight->by_dma ? ", by DMA of " : "";
	const char *engine = sight->by_dma ? sight->dma.name : "";

	trial->leaks_by_dma = sight->by_dma;
	if (sight->leak == place)
		find(trial, RSTMEM_POOL_LEAKS, "at %pa%s%s", &place, by, engine);
	else
		find(trial, RSTMEM_POOL_LEAKS, "at %pa, an alias of %pa%s%s",
		     &sight->leak, &place, by, engine);
}

/* Return: whether to go on. */
static bool look(struct trial *trial, phys_addr_t place, const u64 pattern[2],
		 struct rstmem_sight *sight)
{
	int err;

	*sight = (struct rstmem_sight){ };
	err = trial->prover->look(place, pattern, sight);
	rstmem_trial_dma_add(&trial->dma, &sight->dma);
	if (err == -EOPNOTSUPP)
		find(trial, RSTMEM_POOL_UNKNOWN, "this kernel doesn't survive a load that is refused");
	else if (err)
		find(trial, RSTMEM_POOL_UNKNOWN, "%pa can't be looked at: error %d", &place,
		     err);
	else if (sight->leaks)
		find_leak(trial, place, sight);
	return !err && !sight->leaks;
}

static bool mark(struct trial *trial, void *handle, size_t offset,
		 u64 pattern[2])
{
	const struct rstmem_pool_desc *desc = &trial->pool->desc;
	int err = -EOPNOTSUPP;

	if (desc->ops->mark)
		err = desc->ops->mark(desc->priv, handle, offset, PAGE_SIZE,
				      pattern);
	if (err == -EOPNOTSUPP)
		find(trial, RSTMEM_POOL_UNKNOWN, "its TEE writes no pattern");
	else if (err)
		find(trial, RSTMEM_POOL_UNKNOWN, "the TEE could not write a pattern: error %d",
		     err);
	return !err;
}

/*
 * A firewall may answer with zeros, or with the same word always, instead of
 * refusing. What changes with what is written tells something about it.
 */
static bool is_constant(struct trial *trial, void *handle, size_t offset,
			phys_addr_t place, const struct rstmem_sight *before)
{
	struct rstmem_sight sight;
	u64 pattern[2];

	if (!mark(trial, handle, offset, pattern) ||
	    !look(trial, place, pattern, &sight))
		return false;
	trial->dma.changes |= sight.dma.value != before->dma.value;
	trial->constant |= before->own != RSTMEM_SEEN_NOTHING;
	if (sight.own == before->own && sight.value == before->value)
		return true;
	find(trial, RSTMEM_POOL_UNKNOWN, "what is read at %pa isn't what was written, but changes with it",
	     &place);
	return false;
}

static bool place_try(struct trial *trial, const struct rstmem_range *range,
		      void *handle, size_t offset)
{
	phys_addr_t place = range->start + offset;
	struct rstmem_sight sight;
	u64 pattern[2];

	if (!mark(trial, handle, offset, pattern) ||
	    !look(trial, place, pattern, &sight))
		return false;
	trial->places++;
	trial->aliases += sight.aliases;
	if (sight.own == RSTMEM_SEEN_NOTHING && !sight.dma.value)
		return true;
	return is_constant(trial, handle, offset, place, &sight);
}

static bool range_try(struct trial *trial, const struct rstmem_range *range,
		      void *handle)
{
	size_t step = max_t(size_t, PAGE_SIZE,
			    ALIGN_DOWN(range->size / SAMPLES, PAGE_SIZE));
	size_t offset;

	trial->bytes += range->size;
	for (offset = 0; offset < range->size; offset += step) {
		if (!place_try(trial, range, handle, offset))
			return false;
		cond_resched();
	}
	return place_try(trial, range, handle, range->size - PAGE_SIZE);
}

/* As much as there is in one piece, but not more than @size. */
static void *range_take(struct rstmem_pool *pool, size_t size,
			struct rstmem_range *range)
{
	size_t granule = pool->desc.granule ?: PAGE_SIZE;
	void *handle = ERR_PTR(-ENOMEM);

	size = min(size, rstmem_pool_largest(pool));
	for (; size >= granule; size /= 2) {
		size = rounddown(size, granule);
		handle = rstmem_pool_take_in_turn(pool, size, range);
		if (handle != ERR_PTR(-ENOMEM))
			break;
	}
	return handle;
}

/* A leak ends the trial, and engines have no other. */
static void find_by_dma(struct trial *trial, bool complete)
{
	struct rstmem_proof *proof = trial->proof;

	if (trial->leaks_by_dma) {
		proof->dma = RSTMEM_POOL_LEAKS;
		strscpy(proof->dma_detail, proof->detail);
	} else {
		rstmem_trial_dma_find(&trial->dma, complete, proof);
	}
}

static int pieces_try(struct trial *trial)
{
	size_t granule = trial->pool->desc.granule ?: PAGE_SIZE;
	const size_t sizes[PIECES] = { max_t(size_t, MOST, granule), granule };
	struct rstmem_range ranges[PIECES];
	void *handles[PIECES];
	bool go_on = true;
	int i, err = 0;

	for (i = 0; i < PIECES && go_on; i++) {
		handles[i] = range_take(trial->pool, sizes[i], &ranges[i]);
		err = PTR_ERR_OR_ZERO(handles[i]);
		if (err)
			break;
		go_on = range_try(trial, &ranges[i], handles[i]);
	}
	while (i--)
		rstmem_pool_give(trial->pool, &ranges[i], handles[i]);
	if (err == -EINTR)
		return err;
	find_by_dma(trial, go_on && trial->bytes);
	if (!trial->bytes && err == -ENOMEM)
		find(trial, RSTMEM_POOL_UNKNOWN, "it has no free memory to try");
	else if (!trial->bytes)
		find(trial, RSTMEM_POOL_UNKNOWN, "its memory could not be had: error %d", err);
	else if (go_on)
		find(trial, RSTMEM_POOL_PROTECTED,
		     "a load %s, at %u places of %zu of %zu KiB, and %u aliases",
		     trial->constant ? "reads a constant" : "is refused",
		     trial->places, trial->bytes / SZ_1K,
		     trial->pool->desc.size / SZ_1K, trial->aliases);
	return 0;
}

static int prover_try(struct trial *trial)
{
	struct rstmem_dma_sight sight = { };
	int err;

	trial->prover->begin(&sight);
	rstmem_trial_dma_note(&trial->dma, &sight);
	err = pieces_try(trial);
	trial->prover->end();
	return err;
}

int rstmem_trial(struct rstmem_pool *pool, const struct rstmem_prover *prover,
		 struct rstmem_proof *proof)
{
	struct trial trial = {
		.pool = pool, .prover = prover, .proof = proof,
	};
	int err = rstmem_turn_take_alone(&pool->turn);

	if (err)
		return err;
	pr_info("pool %s: is it protected? Should this be the last line, it is, but by errors that no kernel survives\n",
		pool->desc.name);
	err = prover_try(&trial);
	/* Before anybody else takes memory */
	if (!err)
		rstmem_proof_write(&pool->proof, proof);
	rstmem_turn_give_alone(&pool->turn);
	return err;
}
