// SPDX-License-Identifier: GPL-2.0-only
/* Streams claim and take memory; the budget is 1000 bytes, 100 of them spare. */
#include <stdint.h>

#include "../../engine/core/budget.h"
#include "../lib/tap.h"

static void test_claims(void)
{
	struct rst_share a = { 0 }, b = { 0 };

	tap(rst_budget_claim(&a, 600) && !rst_budget_claim(&b, 301) &&
	    rst_budget_claim(&b, 300), "claims: up to what others leave, but for the spare");
	tap(rst_budget_claim(&a, 500) && rst_budget_claim(&b, 400) &&
	    !rst_budget_claim(&b, 401) && b.claimed == 400,
	    "claims: a new one replaces the old one, if it is granted");
	rst_budget_claim(&a, 0);
	tap(rst_budget_claim(&b, 5000), "claims: one that is alone may try its luck");
	tap(rst_budget_claim(&a, 0) && !rst_budget_claim(&a, 1),
	    "claims: and leaves nothing to others");
	rst_budget_claim(&b, 0);
}

/* Fails where a greedy stream takes what another has claimed. */
static void test_greed(void)
{
	struct rst_share modest = { 0 }, greedy = { 0 };

	rst_budget_claim(&modest, 500);
	rst_budget_claim(&greedy, 300);
	tap(rst_budget_take(&greedy, 300) && rst_budget_take(&greedy, 200),
	    "greed: beyond its claim, what nobody has claimed, and the spare");
	tap(!rst_budget_take(&greedy, 1) && greedy.taken == 500,
	    "greed: not what another has claimed");
	tap(rst_budget_take(&modest, 500), "greed: which is there when it is wanted");
	tap(!rst_budget_take(&modest, 1) && modest.refused == 1,
	    "greed: and no more, which is counted");
	rst_budget_return(&greedy, 300);
	tap(rst_budget_take(&modest, 200) && !rst_budget_take(&modest, 1),
	    "greed: what is given back is there again, but for the claim");
	tap(rst_budget_take(&greedy, 100) && !rst_budget_take(&greedy, 1),
	    "greed: the claim stands after all");
	tap(!rst_budget_take(&greedy, SIZE_MAX), "greed: more than there is of anything");
	rst_budget_return(&greedy, 300);
	rst_budget_return(&modest, 700);
	rst_budget_claim(&greedy, 0);
	rst_budget_claim(&modest, 0);
}

/* A claim is no excuse for others where more was taken than it says. */
static void test_newcomer(void)
{
	struct rst_share first = { 0 }, second = { 0 };

	rst_budget_claim(&first, 100);
	rst_budget_take(&first, 800);
	tap(!rst_budget_claim(&second, 101) && rst_budget_claim(&second, 100),
	    "newcomer: what others have taken is not there to be claimed");
	rst_budget_return(&first, 800);
	tap(rst_budget_claim(&second, 800), "newcomer: until they give it back");
	rst_budget_claim(&first, 0);
	rst_budget_claim(&second, 0);
	tap(rst_budget_claim(&first, 900) && !rst_budget_claim(&second, 1),
	    "newcomer: nothing was left over from all this");
	rst_budget_claim(&first, 0);
}

static size_t growth;
static unsigned int asked;

static size_t grow(void)
{
	size_t bytes = growth;

	growth = 0;
	asked++;
	return bytes;
}

/* Fails where memory is added that nobody needs, or not before others are told
 * that there is none. */
static void test_growth(void)
{
	struct rst_share first = { 0 }, second = { 0 };

	rst_budget_set_growth(grow);
	tap(rst_budget_claim(&first, 500) && rst_budget_claim(&second, 400) &&
	    !asked, "growth: not while there is enough");
	growth = 0;
	tap(!rst_budget_claim(&second, 600) && asked == 1,
	    "growth: where there is none, a claim fails");
	growth = 300;
	tap(rst_budget_claim(&second, 700) && asked == 2,
	    "growth: where there is some, it is claimed");
	tap(!rst_budget_claim(&second, 701), "growth: and no more than that");
	rst_budget_claim(&second, 0);
	tap(rst_budget_take(&first, 1300) && !rst_budget_take(&second, 1),
	    "growth: it stays");
	growth = 100;
	tap(rst_budget_take(&second, 100), "growth: who takes gets it, too");
	rst_budget_return(&first, 1300);
	rst_budget_return(&second, 100);
	growth = 50;
	tap(rst_budget_grow() && !rst_budget_grow(),
	    "growth: if no hole is large enough, too, once");
	tap(rst_budget_take(&second, 100) && rst_budget_claim(&first, 1250) &&
	    !rst_budget_claim(&first, 1251), "growth: which counts");
	rst_budget_return(&second, 100);
	rst_budget_claim(&first, 0);
	rst_budget_set_growth(NULL);
}

int main(int argc, char **argv)
{
	struct rst_share share = { 0 };

	tap_start(argc, argv);
	tap(rst_budget_claim(&share, SIZE_MAX / 2) && rst_budget_claim(&share, 0),
	    "no end of it before anybody says so");
	rst_budget_set(1000, 100);
	TAP_CASE(test_claims);
	TAP_CASE(test_greed);
	TAP_CASE(test_newcomer);
	TAP_CASE(test_growth);

	return tap_done();
}
