// SPDX-License-Identifier: BSD-2-Clause
#include <stdint.h>

#include "budget.h"

static struct {
	size_t bytes;
	size_t spare;
	size_t held;		/* sum of what streams hold */
	size_t (*grow)(void);
	struct rst_share *taker;
} budget = { .bytes = SIZE_MAX };

void rst_budget_set(size_t bytes, size_t spare)
{
	budget.bytes = bytes;
	budget.spare = spare < bytes ? spare : bytes;
}

void rst_budget_set_growth(size_t (*grow)(void))
{
	budget.grow = grow;
}

bool rst_budget_grow(void)
{
	size_t more = budget.grow ? budget.grow() : 0;

	budget.bytes += more;

	return more;
}

/* Where nothing can be added, whoever asked finds out. */
static void make_room(size_t others, size_t bytes, size_t spare)
{
	const size_t limit = budget.bytes - spare;

	if (others > limit || bytes > limit - others)
		rst_budget_grow();
}

static size_t held_by(const struct rst_share *share)
{
	return share->taken > share->claimed ? share->taken : share->claimed;
}

static bool leave(size_t others, size_t bytes, size_t limit)
{
	return !others || (others <= limit && bytes <= limit - others);
}

bool rst_budget_claim(struct rst_share *share, size_t bytes)
{
	size_t others = budget.held - held_by(share);

	if (bytes > share->claimed)
		make_room(others, bytes, budget.spare);
	if (bytes > share->claimed &&
	    !leave(others, bytes, budget.bytes - budget.spare))
		return false;
	share->claimed = bytes;
	budget.held = others + held_by(share);

	return true;
}

bool rst_budget_take(struct rst_share *share, size_t bytes)
{
	size_t others = budget.held - held_by(share);
	size_t taken = share->taken + bytes;

	if (taken > share->claimed)
		make_room(others, taken, 0);
	if (taken < bytes ||
	    (taken > share->claimed && !leave(others, taken, budget.bytes))) {
		share->refused++;
		return false;
	}
	share->taken = taken;
	budget.held = others + held_by(share);

	return true;
}

void rst_budget_return(struct rst_share *share, size_t bytes)
{
	size_t others = budget.held - held_by(share);

	share->taken -= bytes;
	budget.held = others + held_by(share);
}

void rst_budget_refuse(struct rst_share *share, size_t bytes)
{
	rst_budget_return(share, bytes);
	share->refused++;
}

void rst_budget_set_taker(struct rst_share *share)
{
	budget.taker = share;
}

struct rst_share *rst_budget_taker(void)
{
	return budget.taker;
}
