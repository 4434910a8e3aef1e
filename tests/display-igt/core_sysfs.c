// SPDX-License-Identifier: GPL-2.0-only
/* What sysfs tells of the device and its connectors */
#include "entries.h"
#include "igt.h"

static void all(const struct display *display, long arg)
{
	(void)arg;
	entries_read(sysfs_of(display));
}

static const struct subtest subtests[] = {
	{ "read-all-entries", all },
};

IGT_MAIN("core_sysfs")
