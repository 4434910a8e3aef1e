// SPDX-License-Identifier: GPL-2.0-only
/*
 * The manager of static pools where a number of bytes has 32 bits, as it has on
 * 32-bit Arm: physical addresses of 32 bits, and of more (LPAE). Also built for
 * the host's own words, where the same must hold.
 */
#include "kernel.h"

#include <rstmem/pool.h>

#include "../lib/tap.h"

#define PAGE	((size_t)PAGE_SIZE)
#define GIB	((size_t)1 << 30)
/* The most pages whose bytes a size_t can count, of 32 bits at most */
#define MOST	((size_t)UINT32_MAX - PAGE + 1)
#define HIGH	((phys_addr_t)(PHYS_BITS == 64 ? 0x8000000000 : 0))

static bool is_error(const struct rstmem_carveout *carveout, int error)
{
	return IS_ERR(carveout) && PTR_ERR(carveout) == error;
}

/* Fails where rounding or adding goes round, and a range is taken for another. */
static void test_create(void)
{
	static const struct {
		phys_addr_t base;
		size_t size;
	} bad[] = {
		{ 0, 0 },
		{ 0, SIZE_MAX },
		{ 0, SIZE_MAX - 1 },
		{ 0, MOST + 1 },
		{ 1, PAGE },
		{ PHYS_ADDR_MAX, PAGE },
		{ PHYS_ADDR_MAX - PAGE + 1, 2 * PAGE },
		{ 2 * PAGE, SIZE_MAX - PAGE + 1 },
	};
	struct rstmem_carveout *carveout;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		/* where there is room for it, the last one is none */
		if (i == 7 && PHYS_BITS > sizeof(size_t) * 8)
			continue;
		tap(is_error(rstmem_carveout_create(bad[i].base, bad[i].size),
			     -EINVAL), "%zu bytes at %#llx: EINVAL",
		    bad[i].size, (unsigned long long)bad[i].base);
	}

	carveout = rstmem_carveout_create(PAGE, MOST - PAGE);
	tap(!IS_ERR(carveout) && rstmem_carveout_largest(carveout) ==
	    MOST - PAGE, "all below 4 GiB but the first page and the last");
	rstmem_carveout_destroy(carveout);
	carveout = rstmem_carveout_create((phys_addr_t)UINT32_MAX - PAGE + 1,
					  PAGE);
	tap(!IS_ERR(carveout) && rstmem_carveout_largest(carveout) == PAGE,
	    "the last page below 4 GiB");
	rstmem_carveout_destroy(carveout);
}

/* Fails where a request is rounded up to nothing. */
static void test_sizes(void)
{
	struct rstmem_carveout *carveout = rstmem_carveout_create(0, MOST);
	struct rstmem_range range;

	tap(rstmem_carveout_alloc(carveout, SIZE_MAX, PAGE, &range) == -EINVAL,
	    "SIZE_MAX: EINVAL");
	tap(rstmem_carveout_alloc(carveout, MOST + 1, PAGE, &range) == -EINVAL,
	    "one byte more than whole pages: EINVAL");
	tap(rstmem_carveout_alloc(carveout, SIZE_MAX - PAGE + 1,
				  (size_t)1 << (sizeof(size_t) * 8 - 1),
				  &range) ==
	    (sizeof(size_t) == 4 ? 0 : -ENOMEM),
	    "the most that can be asked for, aligned to the most");
	if (sizeof(size_t) == 4)
		rstmem_carveout_free(carveout, &range);
	tap(!rstmem_carveout_alloc(carveout, MOST, PAGE, &range) &&
	    range.start == 0 && range.size == MOST, "all of it");
	tap(rstmem_carveout_alloc(carveout, PAGE, PAGE, &range) == -ENOMEM,
	    "and then nothing is left");
	range = (struct rstmem_range){ .start = 0, .size = MOST };
	rstmem_carveout_quarantine(carveout, &range);
	tap(rstmem_carveout_quarantined(carveout) == MOST,
	    "all of it is in quarantine");
	rstmem_carveout_destroy(carveout);
}

/* Fails where a granule's rest goes round. */
static void test_granules(void)
{
	const size_t granule = GIB;
	struct rstmem_carveout *carveout;
	struct rstmem_range one, other;

	carveout = rstmem_carveout_create_granular(0, 3 * granule, granule);
	tap(!IS_ERR(carveout) &&
	    !rstmem_carveout_alloc(carveout, 2 * granule + PAGE, PAGE, &one) &&
	    one.size == 2 * granule + PAGE, "2 GiB and a page of 3 GiB");
	tap(rstmem_carveout_alloc(carveout, PAGE, PAGE, &other) == -ENOMEM,
	    "the page has a GiB to itself");
	rstmem_carveout_quarantine(carveout, &one);
	tap(rstmem_carveout_quarantined(carveout) == 3 * granule,
	    "3 GiB are in quarantine");
	rstmem_carveout_destroy(carveout);
}

/*
 * Physical addresses above 4 GiB, where a long has 32 bits. Fails where one is
 * cut, and memory is handed out that is elsewhere.
 */
static void test_high(void)
{
	struct rstmem_carveout *carveout;
	struct rstmem_range range = { .start = HIGH - PAGE, .size = PAGE };

	if (PHYS_BITS == 32) {
		tap_skip("addresses above 4 GiB", "they have 32 bits");
		return;
	}
	carveout = rstmem_carveout_create(HIGH, 16 * PAGE);
	tap(!rstmem_carveout_alloc(carveout, 8 * PAGE, 8 * PAGE, &range) &&
	    range.start >= HIGH && range.start + range.size <= HIGH + 16 * PAGE,
	    "memory at %#llx", (unsigned long long)range.start);
	rstmem_carveout_quarantine(carveout, &range);
	tap(!rstmem_carveout_dequarantine(carveout, 0, &range) &&
	    range.start >= HIGH && range.size == 8 * PAGE, "to scrub it");
	rstmem_carveout_free(carveout, &range);
	range = (struct rstmem_range){ .start = (u32)HIGH, .size = PAGE };
	tap(rstmem_carveout_take(carveout, &range) == -EINVAL,
	    "the address without its upper bits is none of its");
	rstmem_carveout_destroy(carveout);
}

/* Fails where units that a long has no number for are taken for others. */
static void test_beyond(void)
{
	const phys_addr_t beyond = PHYS_BITS == 64 ? (phys_addr_t)1 <<
				   (sizeof(long) == 4 ? 44 : 63) : 0;
	struct rstmem_range range = { .start = beyond + PAGE, .size = PAGE };
	int wanted = sizeof(long) == 4 ? -EINVAL : 0;
	struct rstmem_carveout *carveout;

	if (PHYS_BITS == 32) {
		tap_skip("addresses above 2^44", "they have 32 bits");
		return;
	}
	carveout = rstmem_carveout_create(PAGE, 4 * PAGE);
	tap(rstmem_carveout_add(carveout, beyond, PAGE) == wanted &&
	    rstmem_carveout_add(carveout, beyond - PAGE, PAGE) == wanted,
	    "memory at %#llx and just below: %d", (unsigned long long)beyond,
	    wanted);
	tap(!rstmem_carveout_add(carveout, beyond - 2 * PAGE, PAGE),
	    "and the page before");
	tap(rstmem_carveout_take(carveout, &range) == -EINVAL,
	    "a page at 2^44 and one is not the one at one");
	range = (struct rstmem_range){ .start = PAGE, .size = PAGE };
	rstmem_carveout_take(carveout, &range);
	kernel_warnings = 0;
	range.start += beyond;
	rstmem_carveout_free(carveout, &range);
	tap(kernel_warnings == 1, "nor can it be given back instead");
	range.start -= beyond;
	rstmem_carveout_quarantine(carveout, &range);
	tap(rstmem_carveout_dequarantine(carveout, beyond, &range) == -ENOENT,
	    "nor be found there to be scrubbed");
	rstmem_carveout_destroy(carveout);
}

/* Of several ranges, more than a size_t can say. Fails where a sum goes round. */
static void test_sums(void)
{
	const size_t most = sizeof(size_t) == 4 ? MOST : 2 * MOST;
	struct rstmem_carveout *carveout;
	struct rstmem_range range;
	size_t sum = 0;
	int count = 0;

	if (PHYS_BITS == 32) {
		tap_skip("more than 4 GiB", "addresses have 32 bits");
		return;
	}
	carveout = rstmem_carveout_create(HIGH, MOST);
	tap(!rstmem_carveout_add(carveout, HIGH + MOST, MOST),
	    "two ranges that touch, of 4 GiB less a page each");
	tap(rstmem_carveout_largest(carveout) == most,
	    "the largest allocation is %zu bytes, not a remainder", most);
	rstmem_carveout_quarantine_unused(carveout);
	tap(rstmem_carveout_quarantined(carveout) == most,
	    "in quarantine are %zu bytes at least", most);
	tap(rstmem_carveout_largest(carveout) == most,
	    "which still could be one allocation");
	range.start = 0;
	range.size = 0;
	while (!rstmem_carveout_dequarantine(carveout, range.start + range.size,
					     &range)) {
		sum += range.size >> 12;
		count++;
		rstmem_carveout_free(carveout, &range);
	}
	tap(sum == 2 * (MOST >> 12) && count == 8192,
	    "all of it is scrubbed, in %d pieces", count);
	tap(!rstmem_carveout_alloc(carveout, most, PAGE, &range) &&
	    range.size == most, "and can be allocated");
	rstmem_carveout_destroy(carveout);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	tap(sizeof(size_t) * 8 == SIZE_BITS && sizeof(phys_addr_t) * 8 ==
	    PHYS_BITS, "sizes have %d bits, and physical addresses %d",
	    SIZE_BITS, PHYS_BITS);
	TAP_CASE(test_create);
	TAP_CASE(test_sizes);
	TAP_CASE(test_granules);
	TAP_CASE(test_high);
	TAP_CASE(test_beyond);
	TAP_CASE(test_sums);
	return tap_done();
}
