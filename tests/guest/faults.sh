#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every allocation of every call fails in turn. tests/guest/failslab has the calls.
. /mnt/build/tests/guest/lib.sh
install_test_tas
status=0
for program in /mnt/build/tests/debug/failslab-*; do
	echo "# $(basename "$program")"
	"$program" || { echo "not ok - $(basename "$program") ended with status $?"; status=1; }
	books_empty || { echo "not ok - books are empty after $(basename "$program")"; status=1; }
done
exit $status
