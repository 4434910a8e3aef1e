#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every allocation of every call fails in turn; failslab-* have the calls.
#
#	faults.sh [PROGRAM…]	by default all
. /mnt/build/tests/lib/guest.sh
# shellcheck source=tests/lib/stack.sh
. "$TOPICS/lib/stack.sh"
PROGRAMS=$HERE
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
