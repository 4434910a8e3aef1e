// SPDX-License-Identifier: GPL-2.0-only
#include <linux/tee_drv.h>

int (*probe)(struct tee_client_driver *, struct module *) =
	__tee_client_driver_register;
