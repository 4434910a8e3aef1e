// SPDX-License-Identifier: GPL-2.0-only
/* On a heap that can be looked into after something was given back. */
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/budget.h"
#include "../../engine/core/charged.h"
#include "../lib/tap.h"

#define SECRET	0x5a

static _Alignas(64) unsigned char heap[65536];
static size_t used;
static int given_back;

void *__wrap_memalign(size_t alignment, size_t size);
void *__wrap_memalign(size_t alignment, size_t size)
{
	size_t at = (used + alignment - 1) / alignment * alignment;

	if (at > sizeof(heap) || size > sizeof(heap) - at)
		return NULL;
	used = at + size;

	return heap + at;
}

void __real_free(void *memory);
void __wrap_free(void *memory);
void __wrap_free(void *memory)
{
	unsigned char *byte = memory;

	if (byte >= heap && byte < heap + sizeof(heap))
		given_back++;
	else
		__real_free(memory);
}

static size_t secrets(void)
{
	size_t count = 0;

	for (size_t i = 0; i < sizeof(heap); i++)
		count += heap[i] == SECRET;

	return count;
}

static void test_cleared(void)
{
	struct rst_share share = { 0 };
	unsigned char *picture, *larger;

	tap(!rst_charged_get(64, 100), "without a stream there is nothing");
	rst_budget_set_taker(&share);
	picture = rst_charged_get(64, 10000);
	memset(picture, SECRET, 10000);
	tap((size_t)picture % 64 == 0 && share.taken >= 10000 && secrets() >= 10000,
	    "a picture, charged to its stream");
	larger = rst_charged_resize(picture, 20000);
	tap(larger && larger[0] == SECRET && larger[9999] == SECRET && given_back == 1 &&
	    secrets() < 10100, "it moves, and leaves nothing behind (%zu bytes)",
	    secrets() - 10000);
	memset(larger, SECRET, 20000);
	tap(!rst_charged_resize(larger, sizeof(heap)) && larger[19999] == SECRET,
	    "where there is no room it stays");
	rst_charged_put(larger);
	tap(given_back == 2 && secrets() < 100 && share.taken == 0,
	    "given back, it is gone from the heap (%zu bytes)", secrets());
	rst_charged_put(NULL);
	rst_budget_set_taker(NULL);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_cleared);

	return tap_done();
}
