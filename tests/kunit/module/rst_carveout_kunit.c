// SPDX-License-Identifier: GPL-2.0-only
/* The manager of a static pool's pages, against a model with a byte per page */
#include <kunit/test.h>
#include <linux/align.h>
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <rstmem/pool.h>

/* Not aligned to more than a page, so that aligning by offset shows. */
#define BASE	((phys_addr_t)0x0eb00000 + PAGE_SIZE)
#define PAGES	1280
#define SIZE	((size_t)PAGES * PAGE_SIZE)
#define HELD	48
#define STEPS	20000

static struct rstmem_carveout *create(struct kunit *test, size_t size)
{
	struct rstmem_carveout *carveout = rstmem_carveout_create(BASE, size);

	KUNIT_ASSERT_FALSE(test, IS_ERR(carveout));
	return carveout;
}

/* Fails where a range that is none, or wraps, is managed. */
static void create_refuses(struct kunit *test)
{
	static const struct {
		phys_addr_t base;
		size_t size;
	} bad[] = {
		{ BASE, 0 },
		{ BASE, PAGE_SIZE + 1 },
		{ BASE + 1, PAGE_SIZE },
		{ PHYS_ADDR_MAX - PAGE_SIZE + 1, 2 * PAGE_SIZE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ(test, -EINVAL,
				PTR_ERR_OR_ZERO(rstmem_carveout_create(bad[i].base,
								       bad[i].size)));
}

/* Fails where a request is served that no range can answer. */
static void alloc_refuses(struct kunit *test)
{
	struct rstmem_carveout *carveout = create(test, SIZE);
	struct rstmem_range range;

	KUNIT_EXPECT_EQ(test, -EINVAL, rstmem_carveout_alloc(carveout, 0,
							     PAGE_SIZE, &range));
	KUNIT_EXPECT_EQ(test, -EINVAL, rstmem_carveout_alloc(carveout, 1,
							     PAGE_SIZE, &range));
	KUNIT_EXPECT_EQ(test, -EINVAL, rstmem_carveout_alloc(carveout, PAGE_SIZE,
							     1, &range));
	KUNIT_EXPECT_EQ(test, -EINVAL, rstmem_carveout_alloc(carveout, PAGE_SIZE,
							     3 * PAGE_SIZE,
							     &range));
	KUNIT_EXPECT_EQ(test, -ENOMEM, rstmem_carveout_alloc(carveout,
							     SIZE + PAGE_SIZE,
							     PAGE_SIZE, &range));
	KUNIT_EXPECT_EQ(test, 0, rstmem_carveout_alloc(carveout, SIZE, PAGE_SIZE,
						       &range));
	KUNIT_EXPECT_EQ(test, -ENOMEM, rstmem_carveout_alloc(carveout, PAGE_SIZE,
							     PAGE_SIZE, &range));
	rstmem_carveout_destroy(carveout);
}

/* Fails where a page in quarantine is handed out, or one gets lost there. */
static void quarantine_keeps(struct kunit *test)
{
	struct rstmem_carveout *carveout = create(test, SIZE);
	struct rstmem_range range, one;
	size_t seen = 0;
	phys_addr_t from = 0;

	rstmem_carveout_quarantine_unused(carveout);
	KUNIT_EXPECT_EQ(test, SIZE, rstmem_carveout_quarantined(carveout));
	KUNIT_EXPECT_EQ(test, -ENOMEM, rstmem_carveout_alloc(carveout, PAGE_SIZE,
							     PAGE_SIZE, &one));
	while (!rstmem_carveout_dequarantine(carveout, from, &range)) {
		KUNIT_EXPECT_GE(test, range.start, from);
		KUNIT_EXPECT_LE(test, range.size, (size_t)SZ_1M);
		/* Still taken, until whoever scrubs it frees it. */
		KUNIT_EXPECT_EQ(test, SIZE - seen - range.size,
				rstmem_carveout_quarantined(carveout));
		seen += range.size;
		from = range.start + range.size;
		rstmem_carveout_free(carveout, &range);
	}
	KUNIT_EXPECT_EQ(test, SIZE, seen);
	KUNIT_EXPECT_EQ(test, 0, rstmem_carveout_alloc(carveout, SIZE, PAGE_SIZE,
						       &range));
	rstmem_carveout_quarantine(carveout, &range);
	KUNIT_EXPECT_EQ(test, SIZE, rstmem_carveout_quarantined(carveout));
	rstmem_carveout_destroy(carveout);
}

/* Fails where two owners share a granule, or the books forget its rest. */
static void granules_are_whole(struct kunit *test)
{
	const size_t granule = 4 * PAGE_SIZE, size = 5 * PAGE_SIZE;
	struct rstmem_range one, other;
	struct rstmem_carveout *carveout;

	carveout = rstmem_carveout_create_granular(SZ_1G, 4 * granule, granule);
	KUNIT_ASSERT_FALSE(test, IS_ERR(carveout));
	KUNIT_EXPECT_EQ(test, 0, rstmem_carveout_alloc(carveout, size, PAGE_SIZE,
						       &one));
	KUNIT_EXPECT_EQ(test, 0, rstmem_carveout_alloc(carveout, size, PAGE_SIZE,
						       &other));
	KUNIT_EXPECT_EQ(test, size, one.size);
	KUNIT_EXPECT_TRUE(test, IS_ALIGNED(one.start, granule) &&
			  IS_ALIGNED(other.start, granule));
	KUNIT_EXPECT_GE(test, max(one.start, other.start),
			min(one.start, other.start) + 2 * granule);
	KUNIT_EXPECT_EQ(test, -ENOMEM, rstmem_carveout_alloc(carveout, PAGE_SIZE,
							     PAGE_SIZE, &other));
	rstmem_carveout_quarantine(carveout, &one);
	KUNIT_EXPECT_EQ(test, 2 * granule,
			rstmem_carveout_quarantined(carveout));
	rstmem_carveout_destroy(carveout);
}

/* Fails where parts that touch are two, or a gap between parts is none. */
static void parts_are_parts(struct kunit *test)
{
	struct rstmem_carveout *carveout = create(test, SIZE);
	const phys_addr_t second = BASE + SIZE, third = second + 2 * SIZE;
	struct rstmem_range range;

	KUNIT_EXPECT_EQ(test, -EEXIST, rstmem_carveout_add(carveout, BASE, SIZE));
	KUNIT_EXPECT_EQ(test, 0, rstmem_carveout_add(carveout, second, SIZE));
	KUNIT_EXPECT_EQ(test, 0, rstmem_carveout_add(carveout, third, SIZE));
	KUNIT_EXPECT_EQ(test, -ENOMEM, rstmem_carveout_alloc(carveout, 3 * SIZE,
							     PAGE_SIZE, &range));
	KUNIT_EXPECT_EQ(test, 0, rstmem_carveout_alloc(carveout, 2 * SIZE,
						       PAGE_SIZE, &range));
	KUNIT_EXPECT_EQ(test, BASE, range.start);
	KUNIT_EXPECT_EQ(test, 0, rstmem_carveout_alloc(carveout, SIZE, PAGE_SIZE,
						       &range));
	KUNIT_EXPECT_EQ(test, third, range.start);
	rstmem_carveout_destroy(carveout);
}

/* Fails where large frames lie anyhow, or alignment costs the last of them. */
static void frames_are_aligned(struct kunit *test)
{
	const size_t frame = SZ_1M + SZ_64K;
	struct rstmem_carveout *carveout = create(test, 8 * frame + SZ_64K);
	struct rstmem_range frames[8];
	unsigned int i, aligned = 0;

	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		KUNIT_ASSERT_EQ(test, 0, rstmem_carveout_alloc(carveout, frame,
							       PAGE_SIZE,
							       &frames[i]));
		aligned += IS_ALIGNED(frames[i].start, SZ_64K);
	}
	/* while a quarter of the memory was free */
	KUNIT_EXPECT_GE(test, aligned, 6);
	rstmem_carveout_destroy(carveout);
}

/* Fails where a buffer that lives long takes a place of a set of frames. */
static void sets_stay_together(struct kunit *test)
{
	const size_t frame = 256 * PAGE_SIZE;
	struct rstmem_carveout *carveout = create(test, SIZE);
	struct rstmem_range frames[4], small[4], again;
	unsigned int i, round;

	for (round = 0; round < 4; round++) {
		for (i = 0; i < ARRAY_SIZE(frames); i++) {
			KUNIT_ASSERT_EQ(test, 0,
					rstmem_carveout_alloc(carveout, frame,
							      PAGE_SIZE,
							      &frames[i]));
			if (i != 1)
				continue;
			KUNIT_ASSERT_EQ(test, 0,
					rstmem_carveout_alloc(carveout,
							      8 * PAGE_SIZE,
							      PAGE_SIZE,
							      &small[round]));
		}
		for (i = 0; i < ARRAY_SIZE(frames); i++)
			rstmem_carveout_free(carveout, &frames[i]);
	}
	KUNIT_EXPECT_EQ(test, 0, rstmem_carveout_alloc(carveout, 4 * frame,
						       PAGE_SIZE, &again));
	rstmem_carveout_destroy(carveout);
}

enum { FREE, TAKEN, QUARANTINED };

struct model {
	struct rstmem_carveout *carveout;
	struct rstmem_range held[HELD];
	u8 taken[PAGES];
};

static bool model_fits(const struct model *model, unsigned int first,
		       unsigned int pages, size_t align)
{
	if (first + pages > PAGES ||
	    !IS_ALIGNED(BASE + (phys_addr_t)first * PAGE_SIZE, align))
		return false;
	return !memchr_inv(model->taken + first, FREE, pages);
}

/* Whether there is a hole for the request anywhere */
static bool model_has(const struct model *model, unsigned int pages,
		      size_t align)
{
	unsigned int first;

	for (first = 0; first < PAGES; first++)
		if (model_fits(model, first, pages, align))
			return true;
	return false;
}

static void model_mark(struct model *model, const struct rstmem_range *range,
		       u8 taken)
{
	memset(model->taken + (range->start - BASE) / PAGE_SIZE, taken,
	       range->size / PAGE_SIZE);
}

static void model_alloc(struct kunit *test, struct model *model,
			struct rstmem_range *held, struct rnd_state *random)
{
	unsigned int pages = 1 + prandom_u32_state(random) % 90;
	size_t align = PAGE_SIZE << prandom_u32_state(random) % 6;
	int want = model_has(model, pages, align) ? 0 : -ENOMEM;
	int err = rstmem_carveout_alloc(model->carveout, pages * PAGE_SIZE,
					align, held);

	KUNIT_ASSERT_EQ(test, want, err);
	if (err) {
		held->size = 0;
		return;
	}
	KUNIT_ASSERT_EQ(test, pages * PAGE_SIZE, held->size);
	KUNIT_ASSERT_TRUE(test, held->start >= BASE &&
			  model_fits(model, (held->start - BASE) / PAGE_SIZE,
				     pages, align));
	model_mark(model, held, TAKEN);
}

static void model_release(struct model *model, struct rstmem_range *held,
			  struct rnd_state *random)
{
	if (prandom_u32_state(random) % 3) {
		model_mark(model, held, FREE);
		rstmem_carveout_free(model->carveout, held);
	} else {
		model_mark(model, held, QUARANTINED);
		rstmem_carveout_quarantine(model->carveout, held);
	}
	held->size = 0;
}

static void model_scrub(struct kunit *test, struct model *model,
			struct rnd_state *random)
{
	phys_addr_t from = BASE + prandom_u32_state(random) % PAGES * PAGE_SIZE;
	struct rstmem_range range;
	u8 *first;

	first = memchr(model->taken + (from - BASE) / PAGE_SIZE, QUARANTINED,
		       PAGES - (from - BASE) / PAGE_SIZE);
	if (rstmem_carveout_dequarantine(model->carveout, from, &range)) {
		KUNIT_ASSERT_NULL(test, first);
		return;
	}
	KUNIT_ASSERT_EQ(test, BASE + (first - model->taken) * PAGE_SIZE,
			range.start);
	KUNIT_ASSERT_NULL(test, memchr_inv(first, QUARANTINED,
					   range.size / PAGE_SIZE));
	model_mark(model, &range, FREE);
	rstmem_carveout_free(model->carveout, &range);
}

static size_t model_quarantined(const struct model *model)
{
	size_t pages = 0, i;

	for (i = 0; i < PAGES; i++)
		pages += model->taken[i] == QUARANTINED;
	return pages * PAGE_SIZE;
}

/* Of what nobody has taken, clean or not */
static size_t model_largest(const struct model *model)
{
	size_t longest = 0, pages = 0, i;

	for (i = 0; i < PAGES; i++) {
		pages = model->taken[i] == TAKEN ? 0 : pages + 1;
		longest = max(longest, pages);
	}
	return longest * PAGE_SIZE;
}

/*
 * Fails where a page has two owners, a hole that would do is not found, or one
 * gets lost on the way into quarantine and out of it.
 */
static void like_the_model(struct kunit *test)
{
	struct model *model = kunit_kzalloc(test, sizeof(*model), GFP_KERNEL);
	struct rnd_state random;
	int step;

	KUNIT_ASSERT_NOT_NULL(test, model);
	model->carveout = create(test, SIZE);
	prandom_seed_state(&random, 20);
	for (step = 0; step < STEPS; step++) {
		u32 which = prandom_u32_state(&random) % HELD;

		if (!(prandom_u32_state(&random) % 4))
			model_scrub(test, model, &random);
		else if (model->held[which].size)
			model_release(model, &model->held[which], &random);
		else
			model_alloc(test, model, &model->held[which], &random);
		if (step % 64)
			continue;
		KUNIT_ASSERT_EQ(test, model_quarantined(model),
				rstmem_carveout_quarantined(model->carveout));
		KUNIT_ASSERT_EQ(test, model_largest(model),
				rstmem_carveout_largest(model->carveout));
	}
	rstmem_carveout_destroy(model->carveout);
}

static struct kunit_case carveout_cases[] = {
	KUNIT_CASE(create_refuses),
	KUNIT_CASE(alloc_refuses),
	KUNIT_CASE(quarantine_keeps),
	KUNIT_CASE(granules_are_whole),
	KUNIT_CASE(parts_are_parts),
	KUNIT_CASE(frames_are_aligned),
	KUNIT_CASE(sets_stay_together),
	KUNIT_CASE(like_the_model),
	{}
};

static struct kunit_suite carveout_suite = {
	.name = "rstmem_carveout",
	.test_cases = carveout_cases,
};

kunit_test_suite(carveout_suite);

MODULE_DESCRIPTION("Tests of the manager of static pools");
MODULE_LICENSE("GPL");
