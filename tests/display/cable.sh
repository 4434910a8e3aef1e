#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In a guest whose panel takes 8 MB, some 210 small pictures, until the host is asked to
# mend the cable.
. /mnt/build/tests/lib/guest.sh

lines() { dmesg | grep -c "$1"; }
flips() { "$HERE/steady" 300 | grep -q '300 of 300 flips had their event'; }

mended() {
	local i
	touch /mnt/share/broken
	for i in $(seq 100); do
		[ ! -e /mnt/share/mended ] || return 0
		sleep 0.1
	done
	return 1
}

check "clients flip on when the cable breaks" flips
check "the kernel says so" test "$(lines ENOLINK)" = 1
check "and nothing else" test "$(lines 'TEE result\|died')" = 0
check "clients still flip" flips
check "the kernel still has said it once" test "$(lines ENOLINK)" = 1
check "no frame is shown meanwhile" test "$(lines 'shows frames again')" = 0
check "the host mends the cable" mended
check "clients flip" flips
check "the kernel says that frames are shown" \
	test "$(lines 'shows frames again')" = 1
check "and nothing else" test "$(lines 'ENOLINK\|TEE result\|died')" = 1
finish
