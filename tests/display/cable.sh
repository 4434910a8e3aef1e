#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In a guest whose panel takes 8 MB: some 210 small pictures.
. /mnt/build/tests/lib/guest.sh

lines() { dmesg | grep -c "$1"; }
flips() { "$HERE/steady" 300 | grep -q '300 of 300 flips had their event'; }

check "clients flip on when the cable breaks" flips
check "the kernel says so" test "$(lines ENOLINK)" = 1
check "and nothing else" test "$(lines 'TEE result\|died')" = 0
check "clients still flip" flips
check "the kernel still has said it once" test "$(lines ENOLINK)" = 1
finish
