#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every allocation of every call fails in turn. tests/guest/failslab has the calls.
#
#	faults.sh [PROGRAM…]	by default all that tests/guest/failslab has
. /mnt/build/tests/guest/lib.sh
PROGRAMS=/mnt/build/tests/debug
status=0

# One program takes tee-supplicant's place: there can be only one.
stop_supplicant() {
	local pids
	pids=$(pidof tee-supplicant) || return
	# shellcheck disable=SC2086
	kill $pids
	while pidof tee-supplicant >/dev/null; do sleep 0.1; done
}

meet() {
	local name=failslab-$1
	echo "# $name"
	[ "$1" != supplicant ] || stop_supplicant
	"$PROGRAMS/$name" || { echo "not ok - $name ended with status $?"; status=1; }
	[ "$1" != supplicant ] || tee-supplicant -d /dev/teepriv0 </dev/null >/dev/null 2>&1
	books_empty || { echo "not ok - books are empty after $name"; status=1; }
}

install_test_tas
[ $# -gt 0 ] || { set -- "$PROGRAMS"/failslab-*; set -- "${@##*/failslab-}"; }
for program; do meet "$program"; done
exit $status
