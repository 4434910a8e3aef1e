#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
#	programs.sh [BEGINNING…]
#
# Every test program below build/tests/guest that talks to the drivers itself, or
# those whose names begin so.
. /mnt/build/tests/guest/lib.sh

wanted() {
	local name=$1 word
	shift
	[ $# -gt 0 ] || return 0
	for word; do
		[[ $name == "$word"* ]] && return 0
	done
	return 1
}

install_test_tas
load_attacker
status=0
for program in "$HERE"/*; do
	case $program in
	*.sh | */refused | */load | *.d | *.ko) continue ;;
	esac
	[ -x "$program" ] && [ -f "$program" ] || continue
	wanted "$(basename "$program")" "$@" || continue
	echo "# $(basename "$program")"
	"$program" || { echo "not ok - $(basename "$program") ended with status $?"; status=1; }
	books_empty || { echo "not ok - books are empty after $(basename "$program")"; status=1; }
done
exit $status
