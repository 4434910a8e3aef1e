/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that streams share, and what is whose
 *
 * A stream that finds too little in mid-stream would fail for no fault of its
 * own, so each claims what it may need beforehand. What it takes is charged to
 * it: beyond its claim, a stream gets only what no other has claimed or
 * taken. One that is alone may try its luck. Not thread-safe.
 */
#ifndef RST_BUDGET_H
#define RST_BUDGET_H

#include <stdbool.h>
#include <stddef.h>

/* All zeros is a stream that has and claims nothing. */
struct rst_share {
	size_t claimed;		/* bytes */
	size_t taken;
	unsigned int refused;	/* how often it got none */
};

/*
 * How many bytes there are; @spare of them can be taken, but not claimed.
 * Before that there is no end of them.
 */
void rst_budget_set(size_t bytes, size_t spare);

/*
 * @grow is asked when streams want more than there is, each time: it answers how
 * many bytes it has added. NULL: nobody can.
 */
void rst_budget_set_growth(size_t (*grow)(void));

/*
 * There is enough, but in no piece that is large enough: asks for more. True if
 * some was added.
 */
bool rst_budget_grow(void);

/* In place of what @share had claimed before. False where others leave less. */
bool rst_budget_claim(struct rst_share *share, size_t bytes);

/* What is taken from now on, and given back by its own. */
bool rst_budget_take(struct rst_share *share, size_t bytes);
void rst_budget_return(struct rst_share *share, size_t bytes);
/* What it was allowed to take was not there. */
void rst_budget_refuse(struct rst_share *share, size_t bytes);

/* Who takes what libavcodec allocates: NULL at first, then who was set last. */
void rst_budget_set_taker(struct rst_share *share);
struct rst_share *rst_budget_taker(void);

#endif /* RST_BUDGET_H */
