#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# batch.sh TOPIC/SUITE…: suites that share a guest, one after the other. Between
# two, the books must be empty, and the kernel neither tainted nor complaining.
# At the first trouble the rest is left to the host, which boots a guest for
# each (tests/lib/jobs.sh).
. /mnt/build/tests/lib/guest.sh

# As lab/lib/judge.sh: bad page, died, warned, soft lockup
BAD=$((1 << 5 | 1 << 7 | 1 << 9 | 1 << 14))

trouble() {
	if ! books_empty; then
		echo "the books are not empty"
	elif [ $(($(cat /proc/sys/kernel/tainted) & BAD)) != 0 ]; then
		echo "the kernel is tainted"
	elif ! no_warning; then
		echo "the kernel complains: $(dmesg | grep -m 1 -E 'WARNING:|BUG:|Oops')"
	else
		return 1
	fi
}

# A kernel that checks every access is slow.
limit=600
[ ! -e /sys/kernel/debug/kmemleak ] || limit=3000
status=0
for suite; do
	echo "== begin $suite"
	ended=0 began=$SECONDS
	timeout "$limit" bash "$TOPICS/$suite" </dev/null || ended=$?
	[ "$ended" = 0 ] || status=1
	if why=$(trouble); then
		echo "not ok - after it, in the guest: $why"
		echo "== end $suite 1 $((SECONDS - began))"
		exit 1
	fi
	echo "== end $suite $ended $((SECONDS - began))"
done
exit $status
