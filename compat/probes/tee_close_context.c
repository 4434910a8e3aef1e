// SPDX-License-Identifier: GPL-2.0-only
#include <linux/tee_core.h>

void (*probe_close_context(const struct tee_driver_ops *ops))
	(struct tee_context *ctx);
void (*probe_close_context(const struct tee_driver_ops *ops))
	(struct tee_context *ctx)
{
	return ops->close_context;
}
