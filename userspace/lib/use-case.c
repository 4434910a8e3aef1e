// SPDX-License-Identifier: LGPL-2.1-or-later
/* Use-cases and their names */
#include <errno.h>
#include <string.h>

#include <linux/rstmem.h>

#include "private.h"
#include "rstmem.h"

_Static_assert((int)RSTMEM_SECURE_VIDEO ==
	       RSTMEM_USE_CASE_SECURE_VIDEO_PLAY, "use-case numbers differ");
_Static_assert((int)RSTMEM_TRUSTED_UI ==
	       RSTMEM_USE_CASE_TRUSTED_UI, "use-case numbers differ");
_Static_assert((int)RSTMEM_SECURE_VIDEO_RECORD ==
	       RSTMEM_USE_CASE_SECURE_VIDEO_RECORD, "use-case numbers differ");

#define PREFIX "protected,"
#define PREFIX_LEN (sizeof(PREFIX) - 1)

static const char *const heaps[] = {
	[RSTMEM_SECURE_VIDEO] = RSTMEM_HEAP_SECURE_VIDEO_PLAY,
	[RSTMEM_TRUSTED_UI] = RSTMEM_HEAP_TRUSTED_UI,
	[RSTMEM_SECURE_VIDEO_RECORD] = RSTMEM_HEAP_SECURE_VIDEO_RECORD,
};

#define NUM_HEAPS ((int)(sizeof(heaps) / sizeof(heaps[0])))

RSTMEM_PUBLIC
const char *rstmem_use_case_name(enum rstmem_use_case use_case)
{
	if ((int)use_case <= 0 || (int)use_case >= NUM_HEAPS)
		return NULL;
	return heaps[use_case] + PREFIX_LEN;
}

RSTMEM_PUBLIC
int rstmem_use_case_from_name(const char *name)
{
	int i;

	if (!name) {
		errno = EINVAL;
		return -1;
	}
	if (!strncmp(name, PREFIX, PREFIX_LEN))
		name += PREFIX_LEN;

	for (i = 1; i < NUM_HEAPS; i++)
		if (!strcmp(name, heaps[i] + PREFIX_LEN))
			return i;

	errno = EINVAL;
	return -1;
}
