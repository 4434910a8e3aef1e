// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver's own request to unregister its pools
 *
 * OP-TEE's driver makes it on FF-A, whose bus leaving.c doesn't watch.
 */
#include <linux/mutex.h>
#include <linux/tee_core.h>

#include "compat/tee-protmem.h"
#include "tee/core.h"
#include "tee/leaving.h"
#include "tee/shutdown.h"

void tee_device_put_all_dma_heaps(struct tee_device *teedev)
{
	struct tee_core_device *dev = to_core_device(teedev);

	mutex_lock(&dev->ending);
	tee_leaving_end_pools(teedev, !tee_driver_lends(teedev) ||
				      tee_users_end(teedev));
	mutex_unlock(&dev->ending);
}
