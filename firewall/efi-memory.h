/* SPDX-License-Identifier: GPL-2.0-only */
/* What of UEFI's memory map may be loaded from */
#ifndef RST_FIREWALL_EFI_MEMORY_H
#define RST_FIREWALL_EFI_MEMORY_H

#include <linux/efi.h>

/*
 * In unusable memory errors have been found, and what is not accepted may have no
 * page behind it yet: a load may end in an error that nothing survives. An alias
 * that is there is passed over, as one among devices is.
 */
static inline bool rst_firewall_efi_is_memory(u32 type, u64 attribute)
{
	switch (type) {
	case EFI_MEMORY_MAPPED_IO:
	case EFI_MEMORY_MAPPED_IO_PORT_SPACE:
	case EFI_UNUSABLE_MEMORY:
	case EFI_UNACCEPTED_MEMORY:
		return false;
	default:
		return attribute & EFI_MEMORY_WB;
	}
}

#endif /* RST_FIREWALL_EFI_MEMORY_H */
