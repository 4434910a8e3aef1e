/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs of units: sets of them that do not touch, by place and by size
 *
 * A unit is a number, whatever it stands for. Each function takes O(log n) of n
 * runs. The caller has a lock.
 */
#ifndef _HEAPS_RUNS_H
#define _HEAPS_RUNS_H

#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/types.h>

/**
 * struct rstmem_run - units without a gap, as many as there are
 * @by_place:	in the set's @places
 * @by_size:	in the set's @sizes
 * @first:	its first unit
 * @units:	how many
 * @longest:	the most @units of any run in the subtree of @by_place
 */
struct rstmem_run {
	struct rb_node by_place, by_size;
	unsigned long first, units, longest;
};

/**
 * struct rstmem_spares - runs in no set, for functions that must not fail
 * @list:	linked by @by_place.rb_right
 * @count:	how many
 */
struct rstmem_spares {
	struct rb_node *list;
	unsigned int count;
};

/**
 * struct rstmem_runs - a set of runs
 * @places:	ordered by place, knows the longest of each subtree
 * @sizes:	ordered by size, and by place where sizes are equal
 * @units:	of all runs together
 * @spares:	where new runs come from, and old ones go
 */
struct rstmem_runs {
	struct rb_root places, sizes;
	unsigned long units;
	struct rstmem_spares *spares;
};

/* rstmem_runs_add() and rstmem_runs_cut() need one spare run each. */
struct rstmem_run *rstmem_run_new(gfp_t flags);
void rstmem_spares_add(struct rstmem_spares *spares, struct rstmem_run *run);
void rstmem_spares_free(struct rstmem_spares *spares);

bool rstmem_runs_add(struct rstmem_runs *runs, unsigned long first,
		     unsigned long units);
void rstmem_runs_cut(struct rstmem_runs *runs, struct rstmem_run *run,
		     unsigned long first, unsigned long units);
bool rstmem_runs_meet(const struct rstmem_runs *runs, unsigned long first,
		      unsigned long units);
bool rstmem_runs_hold(const struct rstmem_runs *runs, unsigned long first,
		      unsigned long units);
unsigned long rstmem_runs_longest(const struct rstmem_runs *runs);
void rstmem_runs_free(struct rstmem_runs *runs);

struct rstmem_run *rstmem_runs_first(const struct rstmem_runs *runs);
struct rstmem_run *rstmem_run_next(const struct rstmem_run *run);
struct rstmem_run *rstmem_runs_from(const struct rstmem_runs *runs,
				    unsigned long unit);

struct rstmem_run *rstmem_runs_smallest(const struct rstmem_runs *runs,
					unsigned long units);
struct rstmem_run *rstmem_run_larger(const struct rstmem_run *run);
struct rstmem_run *rstmem_runs_lowest(const struct rstmem_runs *runs,
				      unsigned long units);

#endif /* _HEAPS_RUNS_H */
