// SPDX-License-Identifier: GPL-2.0-only
/* The kernels that rstmem builds for; nothing else may look at versions. */
#include <linux/kconfig.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0) || \
	LINUX_VERSION_CODE >= KERNEL_VERSION(7, 4, 0)
#error rstmem supports Linux 6.12 to 7.3, and this kernel is neither nor between
#endif

#if IS_BUILTIN(CONFIG_TEE)
#error rstmem needs CONFIG_TEE=m: here the TEE core is built in (CONFIG_TEE=y), and no module can take its place
#elif !IS_ENABLED(CONFIG_TEE)
#error rstmem needs CONFIG_TEE=m: this kernel has no TEE subsystem
#endif
