/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that a TEE has set aside, and who uses it. */
#ifndef TEE_STATIC_MEMORY_H
#define TEE_STATIC_MEMORY_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/types.h>
#include <rstmem/pool.h>

struct tee_static_layout;

/**
 * struct tee_static_memory - carve-outs, while a pool or a buffer uses it
 * @users:	pools that were registered with it and not released yet
 * @node:	in static_memories
 * @exclusive:	no two pools share it, even if an earlier one only has buffers left
 * @carveout:	what is allocated in it
 * @granule:	of the firewall, at least a page
 * @num_ranges:	how many
 * @ranges:	where it is, in whole granules
 */
struct tee_static_memory {
	struct kref users;
	struct list_head node;
	bool exclusive;
	struct rstmem_carveout *carveout;
	size_t granule;
	unsigned int num_ranges;
	struct rstmem_range ranges[] __counted_by(num_ranges);
};

struct tee_static_memory *
tee_static_memory_get(const struct tee_static_layout *layout, bool exclusive);
void tee_static_memory_put(struct tee_static_memory *memory);
size_t tee_static_memory_size(const struct tee_static_memory *memory);

#endif /* TEE_STATIC_MEMORY_H */
