/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The control group of device memory, which kernels before 6.14 don't have
 *
 * In others that are built without CONFIG_CGROUP_DMEM the kernel's own header
 * does nothing.
 */
#ifndef _COMPAT_CGROUP_DMEM_H
#define _COMPAT_CGROUP_DMEM_H

#include <linux/types.h>

#ifdef HAVE_DMEM_CGROUP
#include <linux/cgroup_dmem.h>
#else
struct dmem_cgroup_pool_state;
struct dmem_cgroup_region;

static inline void
dmem_cgroup_unregister_region(struct dmem_cgroup_region *region)
{
}

static inline int
dmem_cgroup_try_charge(struct dmem_cgroup_region *region, u64 size,
		       struct dmem_cgroup_pool_state **pool,
		       struct dmem_cgroup_pool_state **limit)
{
	*pool = NULL;
	return 0;
}

static inline void dmem_cgroup_uncharge(struct dmem_cgroup_pool_state *pool,
					u64 size)
{
}
#endif

#ifndef HAVE_DMEM_CGROUP_INIT
struct dmem_cgroup_init {
	u64 size;
};

#ifdef HAVE_DMEM_CGROUP
#define dmem_cgroup_register_region(init, ...) \
	dmem_cgroup_register_region((init)->size, __VA_ARGS__)
#else
static inline __printf(2, 3) struct dmem_cgroup_region *
dmem_cgroup_register_region(const struct dmem_cgroup_init *init,
			    const char *format, ...)
{
	return NULL;
}
#endif
#endif

#endif /* _COMPAT_CGROUP_DMEM_H */
