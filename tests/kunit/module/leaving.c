// SPDX-License-Identifier: GPL-2.0-only
/*
 * Drivers that leave: the TEE core's own file, compiled in. What ends users and
 * calls only takes notes here.
 */
#include <kunit/test.h>
#include <linux/device/class.h>
#include <linux/module.h>
#include <rstmem/tee.h>

/* tee.ko has it exported. */
#undef EXPORT_SYMBOL_GPL
#define EXPORT_SYMBOL_GPL(name)
#include "../../../tee/leaving.c"

#include "leaving.h"

struct class tee_class = { .name = "tee_leaving_kunit" };

struct seen leaving_seen;

bool tee_device_get(struct tee_device *teedev)
{
	return true;
}

void tee_device_put(struct tee_device *teedev)
{
}

bool tee_device_is_down(struct tee_device *teedev)
{
	return leaving_seen.down;
}

bool tee_users_end(struct tee_device *teedev)
{
	leaving_note(USERS);
	return leaving_seen.users_end;
}

bool tee_calls_stop(struct tee_calls *calls)
{
	leaving_note(CALLS);
	return leaving_seen.calls_end;
}

void tee_clients_resume(struct tee_clients *clients)
{
	leaving_note(RESUMED);
}

/* Fails where another driver of the same owner, or none, is taken for a TEE's. */
static void whose_driver(struct kunit *test)
{
	static const struct device_driver driver = { .owner = THIS_MODULE };
	static const struct tee_desc desc = { .owner = THIS_MODULE };
	struct tee_device *teedev = kunit_kzalloc(test, sizeof(*teedev),
						  GFP_KERNEL);
	struct device *dev = kunit_kzalloc(test, sizeof(*dev), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, teedev);
	KUNIT_ASSERT_NOT_NULL(test, dev);
	teedev->desc = &desc;
	dev->driver = (struct device_driver *)&driver;
	KUNIT_EXPECT_FALSE(test, is_of(teedev, dev));
	dev_set_drvdata(dev, test);
	KUNIT_EXPECT_FALSE(test, is_of(teedev, dev));
	dev_set_drvdata(&teedev->dev, dev);
	KUNIT_EXPECT_FALSE(test, is_of(teedev, dev));
	dev_set_drvdata(&teedev->dev, test);
	KUNIT_EXPECT_TRUE(test, is_of(teedev, dev));
	dev->driver = NULL;
	KUNIT_EXPECT_FALSE(test, is_of(teedev, dev));
}

static struct kunit_case leaving_cases[] = {
	KUNIT_CASE(whose_driver),
	{}
};

static struct kunit_suite leaving_suite = {
	.name = "tee_leaving",
	.test_cases = leaving_cases,
};

kunit_test_suite(leaving_suite);

MODULE_DESCRIPTION("Tests of drivers of TEEs that leave");
MODULE_LICENSE("GPL");
