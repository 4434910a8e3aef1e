// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where else memory might be found
 *
 * Memory controllers ignore address bits that their memory has no use for, and
 * firewalls compare all of them, or the other way round. So one bit after the
 * other is taken for ignored, those of the address and those of the place in DRAM,
 * up to the first above the highest address.
 */
#include <linux/bitops.h>
#include <linux/efi.h>
#include <linux/ioport.h>
#include <linux/kstrtox.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/slab.h>

#include "efi-memory.h"
#include "look.h"

static unsigned int bits;

/* Within a page there are no aliases; so few bits would mean to try none. */
static int bits_set(const char *text, const struct kernel_param *param)
{
	unsigned int value;
	int err = kstrtouint(text, 0, &value);

	if (err)
		return err;
	if (value && value <= PAGE_SHIFT)
		return -EINVAL;
	WRITE_ONCE(bits, value);
	return 0;
}

static const struct kernel_param_ops bits_ops = {
	.set = bits_set,
	.get = param_get_uint,
};
module_param_cb(bits, &bits_ops, &bits, 0600);
MODULE_PARM_DESC(bits, "the number of address bits that memory has; more of them means more aliases, and loads from addresses of which Linux knows nothing (default: 0, what Linux and the pools use, and one bit more)");

struct extent {
	phys_addr_t start, end;
};

static int extent_add(struct resource *res, void *data)
{
	struct extent *dram = data;

	dram->start = min_t(phys_addr_t, dram->start, res->start);
	dram->end = max_t(phys_addr_t, dram->end, res->end);
	return 0;
}

/* Return: the highest bit to try, or -ERANGE: @place has more than there are. */
static int highest_bit(const struct extent *dram, phys_addr_t place)
{
	unsigned int most = min(READ_ONCE(bits), 52U);

	if (!most)
		return fls64(max(dram->end, place));
	if ((u64)place >> most)
		return -ERANGE;
	return most - 1;
}

static bool is_memory_node(const struct device_node *node)
{
	return of_node_is_type(node, "memory") ||
	       (node->parent && of_node_name_eq(node->parent, "reserved-memory"));
}

/* What firmware says of addresses: @memory, or the registers of devices. */
struct region {
	struct list_head entry;
	struct extent extent;
	bool memory;
};

static LIST_HEAD(regions);

static int region_add(phys_addr_t start, phys_addr_t end, bool memory)
{
	struct region *region = kmalloc(sizeof(*region), GFP_KERNEL);

	if (!region)
		return -ENOMEM;
	region->extent.start = start;
	region->extent.end = end;
	region->memory = memory;
	list_add_tail(&region->entry, &regions);
	return 0;
}

static int node_add(struct device_node *node)
{
	struct resource res;
	int i, err = 0;

	for (i = 0; !err && !of_address_to_resource(node, i, &res); i++)
		err = region_add(res.start, res.end, is_memory_node(node));
	return err;
}

static int tree_add(void)
{
	struct device_node *node;
	int err;

	for_each_node_with_property(node, "reg") {
		err = node_add(node);
		if (err) {
			of_node_put(node);
			return err;
		}
	}
	return 0;
}

/*
 * Without a device tree, as with ACPI, /proc/iomem does not tell reserved memory
 * from devices. Elsewhere than on arm64 the map is not kept.
 */
static int efi_map_add(void)
{
	const efi_memory_desc_t *desc;
	int err = 0;

	if (!IS_ENABLED(CONFIG_ARM64) || !efi_enabled(EFI_MEMMAP))
		return 0;
	for_each_efi_memory_desc(desc) {
		err = region_add(desc->phys_addr, desc->phys_addr +
				 (desc->num_pages << EFI_PAGE_SHIFT) - 1,
				 rst_firewall_efi_is_memory(desc->type,
							    desc->attribute));
		if (err)
			break;
	}
	return err;
}

void rst_firewall_aliases_exit(void)
{
	struct region *region, *next;

	list_for_each_entry_safe(region, next, &regions, entry)
		kfree(region);
	INIT_LIST_HEAD(&regions);
}

int rst_firewall_aliases_init(void)
{
	int err = tree_add() ?: efi_map_add();

	if (err)
		rst_firewall_aliases_exit();
	return err;
}

static bool firmware_has(phys_addr_t place, bool memory)
{
	struct region *region;

	list_for_each_entry(region, &regions, entry) {
		if (region->memory == memory && place >= region->extent.start &&
		    place <= region->extent.end)
			return true;
	}
	return false;
}

static bool is_in_use(phys_addr_t place, unsigned long flags)
{
	return region_intersects(place & PAGE_MASK, PAGE_SIZE, flags,
				 IORES_DESC_NONE) != REGION_DISJOINT;
}

/* Reading a device's registers may change what the device does. */
static bool is_device(phys_addr_t place)
{
	if (is_in_use(place, IORESOURCE_SYSTEM_RAM) || firmware_has(place, true))
		return false;
	return firmware_has(place, false) || is_in_use(place, IORESOURCE_MEM);
}

static int look_unless_device(struct rst_firewall_search *search,
			      phys_addr_t place)
{
	if (is_device(place))
		return 0;
	return rst_firewall_look_at_alias(search, place);
}

static int look_at_bit(struct rst_firewall_search *search,
		       const struct extent *dram, unsigned int bit)
{
	phys_addr_t place = search->place;
	phys_addr_t alias = place ^ BIT_ULL(bit), other = alias;
	int err;

	if (place >= dram->start)
		other = dram->start + ((place - dram->start) ^ BIT_ULL(bit));
	err = look_unless_device(search, alias);
	if (!err && other != alias)
		err = look_unless_device(search, other);
	return err;
}

int rst_firewall_look_at_aliases(struct rst_firewall_search *search)
{
	struct extent dram = { .start = PHYS_ADDR_MAX };
	int bit, last, err = 0;

	walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_SYSTEM_RAM, 0, -1,
			    &dram, extent_add);
	last = highest_bit(&dram, search->place);
	if (last < 0)
		return last;
	for (bit = PAGE_SHIFT; bit <= last && !err; bit++)
		err = look_at_bit(search, &dram, bit);
	return err;
}
