/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernels that rstmem builds for; dkms.conf reads these lines, too. */
#define FIRST_MAJOR	6
#define FIRST_MINOR	12
#define LAST_MAJOR	7
#define LAST_MINOR	3
