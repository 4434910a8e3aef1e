#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every allocation of every call fails in turn. tests/guest/failslab has the calls.
#
#	faults.sh [PROGRAM…]	by default all that tests/guest/failslab has
. /mnt/build/tests/guest/lib.sh
# shellcheck source=tests/guest/tee/stack.sh
. "$HERE/tee/stack.sh"
PROGRAMS=/mnt/build/tests/debug
status=0

meet() {
	local name=failslab-$1
	echo "# $name"
	# It takes tee-supplicant's place: there can be only one.
	[ "$1" != supplicant ] || stop_supplicant
	"$PROGRAMS/$name" || { echo "not ok - $name ended with status $?"; status=1; }
	[ "$1" != supplicant ] || start_supplicant
	books_empty || { echo "not ok - books are empty after $name"; status=1; }
}

install_test_tas
[ $# -gt 0 ] || { set -- "$PROGRAMS"/failslab-*; set -- "${@##*/failslab-}"; }
for program; do meet "$program"; done
exit $status
