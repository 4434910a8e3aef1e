/* SPDX-License-Identifier: GPL-2.0-only */
/* Pools of drivers that allocate or protect by calls of their own. */
#ifndef TEE_VENDOR_POOL_H
#define TEE_VENDOR_POOL_H

int tee_vendor_pools_init(void);
void tee_vendor_pools_exit(void);

#endif /* TEE_VENDOR_POOL_H */
