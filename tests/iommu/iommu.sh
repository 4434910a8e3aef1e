#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
. /mnt/build/tests/lib/guest.sh
run_programs
check "the kernel has not warned" no_warning
finish
