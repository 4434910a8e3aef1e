// SPDX-License-Identifier: GPL-2.0-only
/*
 * Going down beside a TEE that is being unregistered: the TEE core's own files,
 * compiled in. What ends calls and clients only counts here.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "../../../tee/device.c"
#include "../../../tee/shutdown.c"

static unsigned int stopped;

bool tee_calls_stop(struct tee_calls *calls)
{
	stopped++;
	return true;
}

void tee_clients_end(struct tee_device *teedev, struct tee_clients *clients)
{
}

void tee_clients_resume(struct tee_clients *clients)
{
}

bool tee_sharing_stop(struct tee_core_device *dev)
{
	return true;
}

void tee_sharing_resume(struct tee_core_device *dev)
{
}

unsigned int tee_sharing_withdraw(struct tee_core_device *dev,
				  const struct tee_clients *clients)
{
	return 0;
}

unsigned int tee_sharing_ask_again(struct tee_core_device *dev)
{
	return 0;
}

/* One TEE for @driver, as a driver has registered it. */
static struct tee_core_device *device_of(struct kunit *test,
					 const struct tee_desc *desc,
					 void *driver)
{
	struct tee_core_device *dev = kunit_kzalloc(test, sizeof(*dev),
						    GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	mutex_init(&dev->teedev.mutex);
	mutex_init(&dev->ending);
	init_completion(&dev->teedev.c_no_users);
	dev->teedev.desc = desc;
	dev->teedev.num_users = 1;
	dev_set_drvdata(&dev->teedev.dev, driver);
	stopped = 0;
	return dev;
}

/* Fails where a description is looked at that its driver has taken away. */
static void one_that_goes(struct kunit *test)
{
	static const struct tee_desc desc;
	static int driver;
	struct tee_core_device *going = device_of(test, &desc, &driver);
	struct tee_core_device *supplicant = device_of(test, &desc, &driver);

	tee_device_put(&going->teedev);
	KUNIT_ASSERT_PTR_EQ(test, NULL, (void *)going->teedev.desc);
	KUNIT_EXPECT_EQ(test, 0, stop_clients(&going->teedev.dev,
					      &supplicant->teedev));
	KUNIT_EXPECT_EQ(test, 0, stopped);
	KUNIT_EXPECT_EQ(test, 0, going->teedev.num_users);
	KUNIT_EXPECT_EQ(test, 0, tee_device_shutdown(&going->teedev.dev));
}

/* Fails where another TEE's clients are stopped, or this one's are not. */
static void those_of_one_tee(struct kunit *test)
{
	static const struct tee_desc desc, private = {
		.flags = TEE_DESC_PRIVILEGED,
	};
	static int driver, other_driver;
	struct tee_core_device *own = device_of(test, &desc, &driver);
	struct tee_core_device *other = device_of(test, &desc, &other_driver);
	struct tee_core_device *supplicant = device_of(test, &private, &driver);

	KUNIT_EXPECT_EQ(test, 0, stop_clients(&other->teedev.dev,
					      &supplicant->teedev));
	KUNIT_EXPECT_EQ(test, 0, stop_clients(&supplicant->teedev.dev,
					      &supplicant->teedev));
	KUNIT_EXPECT_EQ(test, 0, stopped);
	KUNIT_EXPECT_EQ(test, 0, stop_clients(&own->teedev.dev,
					      &supplicant->teedev));
	KUNIT_EXPECT_EQ(test, 2, stopped);
	KUNIT_EXPECT_EQ(test, 1, own->teedev.num_users);
	KUNIT_EXPECT_EQ(test, 1, other->teedev.num_users);
}

static struct kunit_case shutdown_cases[] = {
	KUNIT_CASE(one_that_goes),
	KUNIT_CASE(those_of_one_tee),
	{}
};

static struct kunit_suite shutdown_suite = {
	.name = "tee_shutdown",
	.test_cases = shutdown_cases,
};

kunit_test_suite(shutdown_suite);

MODULE_DESCRIPTION("Tests of TEEs that go while the machine goes down");
MODULE_LICENSE("GPL");
