// SPDX-License-Identifier: GPL-2.0-only
/* What rst_firewall.ko takes for memory, and loads from, of UEFI's map. */
#include <kunit/test.h>
#include <linux/module.h>

#include "../../../firewall/efi-memory.h"

static const struct {
	u32 type;
	u64 attribute;
	bool memory;
} rows[] = {
	{ EFI_CONVENTIONAL_MEMORY, EFI_MEMORY_WB | EFI_MEMORY_WT, true },
	{ EFI_RESERVED_TYPE, EFI_MEMORY_WB, true },
	{ EFI_RUNTIME_SERVICES_DATA, EFI_MEMORY_RUNTIME | EFI_MEMORY_WB, true },
	{ EFI_PERSISTENT_MEMORY, EFI_MEMORY_WB, true },
	{ EFI_RESERVED_TYPE, EFI_MEMORY_UC, false },
	{ EFI_MEMORY_MAPPED_IO, EFI_MEMORY_RUNTIME, false },
	{ EFI_MEMORY_MAPPED_IO, EFI_MEMORY_WB, false },
	{ EFI_MEMORY_MAPPED_IO_PORT_SPACE, EFI_MEMORY_WB, false },
	{ EFI_UNUSABLE_MEMORY, EFI_MEMORY_WB, false },
	{ EFI_UNACCEPTED_MEMORY, EFI_MEMORY_WB, false },
};

/* Fails where a load could end the machine, or an alias is passed over. */
static void efi_memory(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		KUNIT_EXPECT_EQ_MSG(test, rows[i].memory,
				    rst_firewall_efi_is_memory(rows[i].type,
							       rows[i].attribute),
				    "type %u, attributes %#llx", rows[i].type,
				    rows[i].attribute);
}

static struct kunit_case firewall_cases[] = {
	KUNIT_CASE(efi_memory),
	{}
};

static struct kunit_suite firewall_suite = {
	.name = "rst_firewall",
	.test_cases = firewall_cases,
};

kunit_test_suite(firewall_suite);

MODULE_DESCRIPTION("Tests of what the firewall's trial loads from");
MODULE_LICENSE("GPL");
