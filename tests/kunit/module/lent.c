// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pools of a driver that leaves, on kernels whose drivers lend memory. On the
 * platform bus the bus says so; by FF-A, whose bus nobody watches, OP-TEE's
 * driver itself does, by tee_device_put_all_dma_heaps().
 */
#include <kunit/test.h>

#include "../../../tee/restricted/put-heaps.c"

#include "leaving.h"

bool tee_driver_lends(const struct tee_device *teedev)
{
	return leaving_seen.lends;
}

void tee_driver_pools_end(struct tee_device *teedev, bool usable)
{
	leaving_note(POOLS);
	leaving_seen.usable = usable;
	leaving_seen.held = mutex_is_locked(&to_core_device(teedev)->ending);
}

/* A driver by FF-A says that it leaves. */
static void leave(struct kunit *test, bool lends, bool users_end,
		  bool calls_end, bool down)
{
	struct tee_core_device *dev = kunit_kzalloc(test, sizeof(*dev),
						    GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	mutex_init(&dev->ending);
	memset(&leaving_seen, 0, sizeof(leaving_seen));
	leaving_seen.lends = lends;
	leaving_seen.users_end = users_end;
	leaving_seen.calls_end = calls_end;
	leaving_seen.down = down;
	tee_device_put_all_dma_heaps(&dev->teedev);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&dev->ending));
	KUNIT_EXPECT_TRUE(test, leaving_seen.held);
}

/* Fails where lent memory is taken back while somebody may use it. */
static void lent_in_order(struct kunit *test)
{
	leave(test, true, true, true, false);
	KUNIT_EXPECT_EQ(test, 1, leaving_seen.when[USERS]);
	KUNIT_EXPECT_EQ(test, 2, leaving_seen.when[CALLS]);
	KUNIT_EXPECT_EQ(test, 3, leaving_seen.when[POOLS]);
	KUNIT_EXPECT_EQ(test, 4, leaving_seen.when[RESUMED]);
	KUNIT_EXPECT_TRUE(test, leaving_seen.usable);
}

/*
 * Fails where the TEE is asked for memory that a call of a process still uses, or
 * the kernel's calls stay stopped. Whether these end in time is judged by each
 * pool (rst_lend_test.ko).
 */
static void lent_to_who_stays(struct kunit *test)
{
	leave(test, true, false, true, false);
	KUNIT_EXPECT_FALSE(test, leaving_seen.usable);
	leave(test, true, true, false, false);
	KUNIT_EXPECT_NE(test, 0, leaving_seen.when[POOLS]);
	KUNIT_EXPECT_NE(test, 0, leaving_seen.when[RESUMED]);
}

/* Fails where the kernel's clients call a TEE again that goes down. */
static void lent_while_down(struct kunit *test)
{
	leave(test, true, true, true, true);
	KUNIT_EXPECT_NE(test, 0, leaving_seen.when[POOLS]);
	KUNIT_EXPECT_EQ(test, 0, leaving_seen.when[RESUMED]);
}

/* Fails where users lose their sessions for pools that need none of it. */
static void not_lent(struct kunit *test)
{
	leave(test, false, false, false, false);
	KUNIT_EXPECT_EQ(test, 1, leaving_seen.when[POOLS]);
	KUNIT_EXPECT_EQ(test, 1, leaving_seen.count);
	KUNIT_EXPECT_TRUE(test, leaving_seen.usable);
}

static struct kunit_case lent_cases[] = {
	KUNIT_CASE(lent_in_order),
	KUNIT_CASE(lent_to_who_stays),
	KUNIT_CASE(lent_while_down),
	KUNIT_CASE(not_lent),
	{}
};

static struct kunit_suite lent_suite = {
	.name = "tee_lent",
	.test_cases = lent_cases,
};

kunit_test_suite(lent_suite);
