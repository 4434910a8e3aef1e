// SPDX-License-Identifier: GPL-2.0-only
/* Where a size has 32 bits, there is no part of 4 GiB: tests/unit has the limits. */
#include "carveout.h"

void check_large(void)
{
}
