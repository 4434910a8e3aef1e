// SPDX-License-Identifier: GPL-2.0-only
/* rstmem.ko: heaps of TEE-restricted memory */
#include <linux/init.h>

#include "books.h"
#include "compat/kdump.h"
#include "compat/module.h"
#include "debugfs.h"
#include "heap.h"
#include "node.h"
#include "policy.h"
#include "pool-books.h"
#include "prove.h"
#include "scrubber.h"

static int __init rstmem_init(void)
{
	int err;

	/* Devices of the crashed kernel may still use the memory. */
	if (rstmem_in_kdump())
		return -ENODEV;

	rstmem_heaps_init();
	err = rstmem_scrubbers_init();
	if (err)
		return err;
	err = rstmem_prove_init();
	if (err)
		goto err_scrubbers;
	err = rstmem_nodes_init();
	if (err)
		goto err_prove;
	err = rstmem_pool_books_init();
	if (err)
		goto err_nodes;
	err = rstmem_books_init();
	if (err)
		goto err_pool_books;
	rstmem_debugfs_init();
	return 0;

err_pool_books:
	rstmem_pool_books_exit();
err_nodes:
	rstmem_nodes_exit();
	rstmem_policy_exit();
err_prove:
	rstmem_prove_exit();
err_scrubbers:
	rstmem_scrubbers_exit();
	return err;
}

/*
 * Pools and buffers hold references to the module, so none are left here. The
 * files that change the policy are removed before the policy itself.
 */
static void __exit rstmem_exit(void)
{
	rstmem_debugfs_exit();
	rstmem_prove_exit();
	rstmem_books_exit();
	rstmem_pool_books_exit();
	rstmem_nodes_exit();
	rstmem_policy_exit();
	rstmem_scrubbers_exit();
}

subsys_initcall(rstmem_init);	/* before the TEE core, where built in */
module_exit(rstmem_exit);

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("Heaps of TEE-restricted memory");
MODULE_VERSION(RSTMEM_VERSION);
MODULE_LICENSE("GPL");
