// SPDX-License-Identifier: GPL-2.0-only
#include <linux/tee_core.h>

int probe_revision(const struct tee_driver_ops *ops, char *buf);
int probe_revision(const struct tee_driver_ops *ops, char *buf)
{
	return ops->get_tee_revision(NULL, buf, TEE_REVISION_STR_SIZE);
}
