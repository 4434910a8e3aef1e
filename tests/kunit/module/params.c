// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters from user space: the TEE core's own file, compiled in, between a
 * table of shared memory and a counter of references that stand here
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "../../../tee/params.c"

#define SIZE		0x3000
#define PARENT_OFFSET	0x5000
#define ID		7

static struct tee_core_shm memory;
static struct tee_shm parent;
static int references;

struct tee_shm *tee_shm_get_from_id(struct tee_context *ctx, int id)
{
	if (id != ID)
		return ERR_PTR(-EINVAL);
	references++;
	return &memory.shm;
}

void tee_shm_put(struct tee_shm *shm)
{
	references -= !!shm;
}

static int params_init(struct kunit *test)
{
	memory = (struct tee_core_shm){ .shm.size = SIZE };
	references = 0;
	return 0;
}

static struct tee_ioctl_param memref(u64 offset, u64 size, u64 id)
{
	return (struct tee_ioctl_param){
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
		.a = offset, .b = size, .c = id,
	};
}

/* What becomes of one parameter; whatever it is, no reference stays behind. */
static int judge(struct kunit *test, struct tee_ioctl_param param,
		 bool null_allowed, struct tee_param *seen)
{
	struct tee_context ctx = { .cap_memref_null = null_allowed };
	struct tee_call *call = tee_call_create(&ctx, 1, &param);

	if (IS_ERR(call)) {
		KUNIT_EXPECT_EQ(test, 0, references);
		return PTR_ERR(call);
	}
	KUNIT_EXPECT_EQ(test, call->held[0] ? 1 : 0, references);
	if (seen)
		*seen = call->params[0];
	tee_call_destroy(call);
	KUNIT_EXPECT_EQ(test, 0, references);
	return 0;
}

/* Fails where a memref reaches out of its memory by any sum. */
static void memref_bounds(struct kunit *test)
{
	static const struct {
		u64 offset, size;
		int result;
	} cases[] = {
		{ 0, SIZE, 0 },
		{ SIZE, 0, 0 },
		{ SIZE - 1, 1, 0 },
		{ 0, SIZE + 1, -EINVAL },
		{ 1, SIZE, -EINVAL },
		{ SIZE, 1, -EINVAL },
		{ SIZE + 1, 0, -EINVAL },
		{ U64_MAX, 1, -EINVAL },
		{ U64_MAX, U64_MAX, -EINVAL },
		{ 0, U64_MAX, -EINVAL },
		{ 1, U64_MAX, -EINVAL },
		{ 2, U64_MAX, -EINVAL },
		{ U64_MAX - SIZE + 1, SIZE, -EINVAL },
		{ U64_MAX - SIZE + 2, SIZE, -EINVAL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, cases[i].result,
				    judge(test, memref(cases[i].offset,
						       cases[i].size, ID),
					  false, NULL),
				    "offset %#llx size %#llx", cases[i].offset,
				    cases[i].size);
}

/* Fails where a number is cut before it is looked up. */
static void memref_ids(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, -EINVAL,
			judge(test, memref(0, 1, ID + 1), true, NULL));
	KUNIT_EXPECT_EQ(test, -EINVAL,
			judge(test, memref(0, 1, ID | BIT_ULL(32)), true, NULL));
	KUNIT_EXPECT_EQ(test, -EINVAL,
			judge(test, memref(0, 1, ID | BIT_ULL(63)), true, NULL));
	KUNIT_EXPECT_EQ(test, -EINVAL,
			judge(test, memref(0, 0, TEE_MEMREF_NULL), false, NULL));
	KUNIT_EXPECT_EQ(test, 0,
			judge(test, memref(0, 0, TEE_MEMREF_NULL), true, NULL));
}

/* Fails where the TEE is told of a part's offset instead of the whole's. */
static void memref_in_parent(struct kunit *test)
{
	struct tee_param seen = {};

	KUNIT_EXPECT_EQ(test, 0, judge(test, memref(0x10, 0x20, ID), false,
				       &seen));
	KUNIT_EXPECT_PTR_EQ(test, &memory.shm, seen.u.memref.shm);
	KUNIT_EXPECT_EQ(test, 0x10, seen.u.memref.shm_offs);

	memory.parent = &parent;
	memory.parent_offs = PARENT_OFFSET;
	KUNIT_EXPECT_EQ(test, 0, judge(test, memref(0x10, 0x20, ID), false,
				       &seen));
	KUNIT_EXPECT_PTR_EQ(test, &parent, seen.u.memref.shm);
	KUNIT_EXPECT_EQ(test, PARENT_OFFSET + 0x10, seen.u.memref.shm_offs);
	KUNIT_EXPECT_EQ(test, 0x20, seen.u.memref.size);

	memory.parent_offs = SIZE_MAX - 0x10;
	KUNIT_EXPECT_EQ(test, 0, judge(test, memref(0x10, 0, ID), false, NULL));
	KUNIT_EXPECT_EQ(test, -EINVAL, judge(test, memref(0x11, 0, ID), false,
					     NULL));
}

/* Fails where the references of earlier parameters survive a later error. */
static void later_error(struct kunit *test)
{
	struct tee_ioctl_param params[] = {
		memref(0, 1, ID), memref(1, 1, ID), memref(0, SIZE + 1, ID),
		memref(2, 1, ID),
	};
	struct tee_context ctx = {};
	struct tee_call *call;

	call = tee_call_create(&ctx, ARRAY_SIZE(params), params);
	KUNIT_EXPECT_EQ(test, -EINVAL, PTR_ERR_OR_ZERO(call));
	KUNIT_EXPECT_EQ(test, 0, references);
}

/* Fails where a driver that rewrites a parameter unbalances the count. */
static void driver_rewrites(struct kunit *test)
{
	struct tee_ioctl_param param = memref(0, 1, ID);
	struct tee_context ctx = {};
	struct tee_call *call = tee_call_create(&ctx, 1, &param);

	KUNIT_ASSERT_FALSE(test, IS_ERR(call));
	call->params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_NONE;
	call->params[0].u.memref.shm = NULL;
	tee_call_destroy(call);
	KUNIT_EXPECT_EQ(test, 0, references);
}

static void attributes(struct kunit *test)
{
	struct tee_ioctl_param param = { .attr = BIT_ULL(40) };
	struct tee_context ctx = {};

	KUNIT_EXPECT_EQ(test, -EINVAL, judge(test, param, true, NULL));
	param.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT + 1;
	KUNIT_EXPECT_EQ(test, -EINVAL, judge(test, param, true, NULL));
	param.attr = TEE_IOCTL_PARAM_ATTR_TYPE_NONE;
	KUNIT_EXPECT_EQ(test, 0, judge(test, param, true, NULL));
	KUNIT_EXPECT_EQ(test, -EINVAL,
			PTR_ERR_OR_ZERO(tee_call_create(&ctx,
							TEE_MAX_PARAMS + 1,
							&param)));
}

static struct kunit_case params_cases[] = {
	KUNIT_CASE(memref_bounds),
	KUNIT_CASE(memref_ids),
	KUNIT_CASE(memref_in_parent),
	KUNIT_CASE(later_error),
	KUNIT_CASE(driver_rewrites),
	KUNIT_CASE(attributes),
	{}
};

static struct kunit_suite params_suite = {
	.name = "tee_params",
	.init = params_init,
	.test_cases = params_cases,
};

kunit_test_suite(params_suite);

MODULE_DESCRIPTION("Tests of parameters from user space");
MODULE_LICENSE("GPL");
