// SPDX-License-Identifier: GPL-2.0-only
/* What debugfs tells of the device, as it was found */
#include "entries.h"
#include "igt.h"

static void all(const struct display *display, long arg)
{
	(void)arg;
	entries_read(debugfs_of(display));
}

static const struct subtest subtests[] = {
	{ "read-all-entries", all },
};

IGT_MAIN("core_debugfs")
