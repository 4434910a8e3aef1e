#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
#	books-model.sh [OPTION…]	of build/tests/guest/model/books-model
# shellcheck source=tests/guest/lib.sh
. /mnt/build/tests/guest/lib.sh

# books-model needs them; whether they are mounted is the machine's business.
mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
mountpoint -q /sys/kernel/tracing || mount -t tracefs none /sys/kernel/tracing
insmod "/mnt/build/modules/$KVER/rst_testpool.ko" registered=0 || exit

"$HERE/model/books-model" "$@"
status=$?
tests=$((tests + 2)) failures=$((failures + (status != 0)))

# What rstctl shows are the same books; one line per heap.
rstctl heaps >/tmp/heaps.log
sed 's/^/# /' /tmp/heaps.log
for heap in $HEAPS; do
	for book in high_water failures refused; do
		value=$(cat "/sys/class/rstmem/$heap/$book")
		check "rstctl heaps: $book of $heap is $value" \
			grep -q "^$heap .*[^0-9]$value\([^0-9]\|$\)" /tmp/heaps.log
	done
done
check 'nothing is in quarantine' \
	grep -qx 0 /sys/class/rstmem/secure-video/quarantined
check 'the test device can be unloaded' rmmod rst_testpool
books_empty || not_ok 'the books are empty'
finish
