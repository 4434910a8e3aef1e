// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cgroup_dmem.h>

int (*probe_charge)(struct dmem_cgroup_region *region, u64 size,
		    struct dmem_cgroup_pool_state **pool,
		    struct dmem_cgroup_pool_state **limit) =
	dmem_cgroup_try_charge;
