// SPDX-License-Identifier: GPL-2.0-only
#include <linux/bug.h>
#include <linux/rbtree_augmented.h>
#include <linux/slab.h>

#include "runs.h"

/* More spare runs than this are given back to the kernel. */
#define MANY_SPARES	32

static struct rstmem_run *of_place(const struct rb_node *node)
{
	return rb_entry_safe(node, struct rstmem_run, by_place);
}

static struct rstmem_run *of_size(const struct rb_node *node)
{
	return rb_entry_safe(node, struct rstmem_run, by_size);
}

static unsigned long run_end(const struct rstmem_run *run)
{
	return run->first + run->units;
}

static unsigned long run_units(const struct rstmem_run *run)
{
	return run->units;
}

RB_DECLARE_CALLBACKS_MAX(static, longest_of, struct rstmem_run, by_place,
			 unsigned long, longest, run_units)

struct rstmem_run *rstmem_run_new(gfp_t flags)
{
	return kmalloc(sizeof(struct rstmem_run), flags);
}

void rstmem_spares_add(struct rstmem_spares *spares, struct rstmem_run *run)
{
	if (spares->count == MANY_SPARES) {
		kfree(run);
		return;
	}
	run->by_place.rb_right = spares->list;
	spares->list = &run->by_place;
	spares->count++;
}

static struct rstmem_run *spares_get(struct rstmem_spares *spares)
{
	struct rb_node *node = spares->list;

	spares->list = node->rb_right;
	spares->count--;
	return of_place(node);
}

void rstmem_spares_free(struct rstmem_spares *spares)
{
	while (spares->count)
		kfree(spares_get(spares));
}

/* Of equal ones, the lower is the smaller. */
static bool is_smaller(const struct rstmem_run *run,
		       const struct rstmem_run *other)
{
	return run->units < other->units ||
	       (run->units == other->units && run->first < other->first);
}

static void sizes_insert(struct rstmem_runs *runs, struct rstmem_run *run)
{
	struct rb_node **link = &runs->sizes.rb_node, *parent = NULL;

	while (*link) {
		struct rstmem_run *other = of_size(*link);

		parent = *link;
		if (is_smaller(run, other))
			link = &parent->rb_left;
		else
			link = &parent->rb_right;
	}
	rb_link_node(&run->by_size, parent, link);
	rb_insert_color(&run->by_size, &runs->sizes);
}

/* One of two neighbours in a tree has no child on the side of the other. */
static void places_insert(struct rstmem_runs *runs, struct rstmem_run *run,
			  struct rstmem_run *before, struct rstmem_run *after)
{
	struct rb_node **link = &runs->places.rb_node, *parent = NULL;

	if (before && !before->by_place.rb_right) {
		parent = &before->by_place;
		link = &parent->rb_right;
	} else if (after) {
		parent = &after->by_place;
		link = &parent->rb_left;
	}
	run->longest = run->units;
	rb_link_node(&run->by_place, parent, link);
	longest_of_propagate(parent, NULL);
	rb_insert_augmented(&run->by_place, &runs->places, &longest_of);
}

/* Between the runs @before and @after, of which either may be NULL. */
static void run_insert(struct rstmem_runs *runs, unsigned long first,
		       unsigned long units, struct rstmem_run *before,
		       struct rstmem_run *after)
{
	struct rstmem_run *run = spares_get(runs->spares);

	run->first = first;
	run->units = units;
	runs->units += units;
	places_insert(runs, run, before, after);
	sizes_insert(runs, run);
}

static void run_erase(struct rstmem_runs *runs, struct rstmem_run *run)
{
	runs->units -= run->units;
	rb_erase_augmented(&run->by_place, &runs->places, &longest_of);
	rb_erase(&run->by_size, &runs->sizes);
	rstmem_spares_add(runs->spares, run);
}

/* Whether it still is at its place in the order of sizes. */
static bool size_is_in_order(const struct rstmem_run *run, bool grown)
{
	struct rb_node *node = grown ? rb_next(&run->by_size) :
				       rb_prev(&run->by_size);
	const struct rstmem_run *other = of_size(node);

	if (!other)
		return true;
	return grown ? is_smaller(run, other) : is_smaller(other, run);
}

/* It still is between the same two neighbours. */
static void run_change(struct rstmem_runs *runs, struct rstmem_run *run,
		       unsigned long first, unsigned long units)
{
	bool grown = units > run->units;

	runs->units += units - run->units;
	run->first = first;
	run->units = units;
	if (!size_is_in_order(run, grown)) {
		rb_erase(&run->by_size, &runs->sizes);
		sizes_insert(runs, run);
	}
	longest_of_propagate(&run->by_place, NULL);
}

/* Return: the last run that begins at @unit or below, or NULL. */
static struct rstmem_run *run_before(const struct rstmem_runs *runs,
				     unsigned long unit)
{
	struct rb_node *node = runs->places.rb_node;
	struct rstmem_run *before = NULL;

	while (node) {
		struct rstmem_run *run = of_place(node);

		if (run->first > unit) {
			node = node->rb_left;
		} else {
			before = run;
			node = node->rb_right;
		}
	}
	return before;
}

static struct rstmem_run *run_after(const struct rstmem_runs *runs,
				    const struct rstmem_run *before)
{
	return before ? rstmem_run_next(before) : rstmem_runs_first(runs);
}

/*
 * Add units; what they touch becomes one run with them. If any of them is in a
 * run already, nothing changes. Return: whether they were added.
 */
bool rstmem_runs_add(struct rstmem_runs *runs, unsigned long first,
		     unsigned long units)
{
	struct rstmem_run *before = run_before(runs, first);
	struct rstmem_run *after = run_after(runs, before);
	bool joins;

	if ((before && run_end(before) > first) ||
	    (after && after->first < first + units))
		return false;

	joins = after && after->first == first + units;
	if (before && run_end(before) == first) {
		if (joins) {
			units += after->units;
			run_erase(runs, after);
		}
		run_change(runs, before, before->first, before->units + units);
	} else if (joins) {
		run_change(runs, after, first, after->units + units);
	} else {
		run_insert(runs, first, units, before, after);
	}
	return true;
}

/* Take units out of @run, which may be at either end or in its middle. */
void rstmem_runs_cut(struct rstmem_runs *runs, struct rstmem_run *run,
		     unsigned long first, unsigned long units)
{
	unsigned long low = first - run->first;
	unsigned long high = run->units - low - units;

	if (!low && !high) {
		run_erase(runs, run);
	} else if (!low) {
		run_change(runs, run, first + units, high);
	} else {
		run_change(runs, run, run->first, low);
		if (high)
			run_insert(runs, first + units, high, run,
				   rstmem_run_next(run));
	}
}

/* Whether any of the units is in a run. */
bool rstmem_runs_meet(const struct rstmem_runs *runs, unsigned long first,
		      unsigned long units)
{
	struct rstmem_run *run = run_before(runs, first + units - 1);

	return run && run_end(run) > first;
}

/* Whether all of the units are in one run. */
bool rstmem_runs_hold(const struct rstmem_runs *runs, unsigned long first,
		      unsigned long units)
{
	struct rstmem_run *run = run_before(runs, first);

	return run && first - run->first < run->units &&
	       units <= run_end(run) - first;
}

/* Return: how many units the longest run has; 0 if there is none. */
unsigned long rstmem_runs_longest(const struct rstmem_runs *runs)
{
	struct rstmem_run *root = of_place(runs->places.rb_node);

	return root ? root->longest : 0;
}

void rstmem_runs_free(struct rstmem_runs *runs)
{
	struct rstmem_run *run, *next;

	rbtree_postorder_for_each_entry_safe(run, next, &runs->places, by_place)
		kfree(run);
	runs->places = RB_ROOT;
	runs->sizes = RB_ROOT;
}

struct rstmem_run *rstmem_runs_first(const struct rstmem_runs *runs)
{
	return of_place(rb_first(&runs->places));
}

struct rstmem_run *rstmem_run_next(const struct rstmem_run *run)
{
	return of_place(rb_next(&run->by_place));
}

/* Return: the first run that has units at @unit or above, or NULL. */
struct rstmem_run *rstmem_runs_from(const struct rstmem_runs *runs,
				    unsigned long unit)
{
	struct rstmem_run *before = run_before(runs, unit);

	return before && run_end(before) > unit ? before :
						  run_after(runs, before);
}

/* Return: of the shortest runs of @units or more the lowest, or NULL. */
struct rstmem_run *rstmem_runs_smallest(const struct rstmem_runs *runs,
					unsigned long units)
{
	struct rb_node *node = runs->sizes.rb_node;
	struct rstmem_run *best = NULL;

	while (node) {
		struct rstmem_run *run = of_size(node);

		if (run->units < units) {
			node = node->rb_right;
		} else {
			best = run;
			node = node->rb_left;
		}
	}
	return best;
}

/* Return: the next in the order of rstmem_runs_smallest(), or NULL. */
struct rstmem_run *rstmem_run_larger(const struct rstmem_run *run)
{
	return of_size(rb_next(&run->by_size));
}

/* Return: the lowest run of @units or more, or NULL. */
struct rstmem_run *rstmem_runs_lowest(const struct rstmem_runs *runs,
				      unsigned long units)
{
	struct rstmem_run *run = of_place(runs->places.rb_node);

	if (!run || run->longest < units)
		return NULL;
	for (;;) {
		struct rstmem_run *left = of_place(run->by_place.rb_left);

		if (left && left->longest >= units)
			run = left;
		else if (run->units >= units)
			return run;
		else
			run = of_place(run->by_place.rb_right);
	}
}
