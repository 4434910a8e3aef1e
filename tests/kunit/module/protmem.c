// SPDX-License-Identifier: GPL-2.0-only
/* Lent memory, on kernels whose drivers lend some: there is none here */
#include "compat/tee-protmem.h"

void tee_driver_pools_end(struct tee_device *teedev, bool usable)
{
}
