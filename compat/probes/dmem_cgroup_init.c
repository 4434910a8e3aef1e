// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cgroup_dmem.h>

struct dmem_cgroup_region *probe_register(void);

struct dmem_cgroup_region *probe_register(void)
{
	const struct dmem_cgroup_init init = { .size = 1 };

	return dmem_cgroup_register_region(&init, "probe%d", 1);
}
