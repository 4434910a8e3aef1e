// SPDX-License-Identifier: GPL-2.0-only
/*
 * rst_firewall: finds out whether the normal world can read pools of restricted
 * memory (docs/firewall.md)
 */
#include <linux/module.h>
#include <rstmem/prover.h>

#include "compat/kdump.h"
#include "look.h"
#include "survive.h"

static const struct rstmem_prover prover = {
	.begin = rst_firewall_begin,
	.end = rst_firewall_end,
	.look = rst_firewall_look,
};

static void rst_firewall_free(void)
{
	rst_firewall_survive_exit();
	rst_firewall_aliases_exit();
}

static int __init rst_firewall_init(void)
{
	int err;

	if (rstmem_in_kdump())
		return -ENODEV;
	err = rst_firewall_aliases_init();
	if (err)
		return err;
	rst_firewall_survive_init();
	err = rstmem_prover_register(&prover);
	if (err)
		rst_firewall_free();
	return err;
}
module_init(rst_firewall_init);

static void __exit rst_firewall_exit(void)
{
	rstmem_prover_unregister(&prover);
	rst_firewall_free();
}
module_exit(rst_firewall_exit);

MODULE_DESCRIPTION("Finds out whether restricted memory is protected");
MODULE_VERSION(RSTMEM_VERSION);
MODULE_LICENSE("GPL");
