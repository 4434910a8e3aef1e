// SPDX-License-Identifier: GPL-2.0-only
/* The kernels that rstmem builds for; nothing else may look at versions. */
#include <linux/kconfig.h>
#include <linux/version.h>

#include "range.h"

#define TEXT(word) #word
#define VERSION(major, minor) TEXT(major.minor)

/* Not by #error, which would not expand the numbers. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(FIRST_MAJOR, FIRST_MINOR, 0) || \
	LINUX_VERSION_CODE >= KERNEL_VERSION(LAST_MAJOR, LAST_MINOR + 1, 0)
_Static_assert(0, "rstmem supports Linux " VERSION(FIRST_MAJOR, FIRST_MINOR)
	       " to " VERSION(LAST_MAJOR, LAST_MINOR)
	       ", and this kernel is neither nor between");
#endif

/*
 * Where rstmem is in the kernel itself (scripts/graft), its core is the core.
 * Where the kernel has protected heaps of its own, the add-on needs none.
 */
#if IS_ENABLED(CONFIG_RSTMEM)
#elif IS_BUILTIN(CONFIG_TEE) && IS_ENABLED(CONFIG_TEE_DMABUF_HEAPS)
#elif IS_BUILTIN(CONFIG_TEE)
#error rstmem needs CONFIG_TEE=m: here the TEE core is built in (CONFIG_TEE=y), and no module can take its place
#elif !IS_ENABLED(CONFIG_TEE)
#error rstmem needs CONFIG_TEE=m: this kernel has no TEE subsystem
#endif
