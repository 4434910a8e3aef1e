#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Attacks on a trusted user interface: by a client, and by the kernel. The host
# looks at what the panel showed.
. /mnt/build/tests/lib/guest.sh

run_program "$HERE/trusted"
module_results rst_trusted_test
dmesg | sed -n 's/.*rst_trusted_test: \(panel\|a picture\)/# \1/p'
check "the books are empty" books_empty
check "the kernel has not warned" no_warning
finish
