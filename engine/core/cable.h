/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef RST_CABLE_H
#define RST_CABLE_H

#include <stddef.h>

#include "status.h"

/**
 * struct rst_cable - where the panel's bytes go
 * @write:	writes all of @size bytes, or answers NO_CABLE
 * @priv:	for the platform
 */
struct rst_cable {
	enum rst_status (*write)(void *priv, const void *data, size_t size);
	void *priv;
};

#endif /* RST_CABLE_H */
