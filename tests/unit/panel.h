/* SPDX-License-Identifier: GPL-2.0-only */
/* A panel in memory, whose cable breaks when it is full */
#ifndef PANEL_H
#define PANEL_H

#include <string.h>

#include "../../engine/core/scanout.h"

/* The panel's end of the cable. */
static struct {
	uint8_t bytes[65536];
	size_t size;
	size_t room;
} panel;

static enum rst_status panel_write(void *priv, const void *data, size_t size)
{
	if (size > panel.room - panel.size)
		return RST_NO_CABLE;
	memcpy(panel.bytes + panel.size, data, size);
	panel.size += size;

	return RST_OK;
}

static const struct rst_cable cable = { .write = panel_write };

#endif /* PANEL_H */
