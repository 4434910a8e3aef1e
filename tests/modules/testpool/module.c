// SPDX-License-Identifier: GPL-2.0-only
#include "compat/module.h"
#include "testpool.h"

static int __init testpool_init(void)
{
	int err = testpool_device_init();

	if (err)
		return err;
	err = testpool_backend_init();
	if (err)
		testpool_device_exit();
	return err;
}

static void __exit testpool_exit(void)
{
	testpool_backend_exit();
	testpool_device_exit();
}

module_init(testpool_init);
module_exit(testpool_exit);

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("A pool and a device for tests of the heaps");
MODULE_LICENSE("GPL");
