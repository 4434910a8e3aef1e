#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# On a kernel that has the heap class itself, and an optee.ko that brings OP-TEE's
# static pool: our nodes stand beside the kernel's, each name exactly once, and
# optee_rstmem, which has nothing to do there, is no harm.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh
# shellcheck source=tests/lib/stack.sh
. "$TOPICS/lib/stack.sh"

# The kernel's own node is there, and ours are not the kernel's.
kernels_own() { test -c /dev/dma_heap/system -a -e /sys/class/dma_heap/system; }
in_kernels_class() { ls /sys/class/dma_heap | grep -q '^protected,'; }
nodes() { ls /dev/dma_heap | grep -c '^protected,'; }
each_once() {
	local heap
	for heap in $HEAPS; do
		test -c "/dev/dma_heap/protected,$heap" || return
		test "$(find /dev /sys/class -name "protected,$heap" | wc -l)" = 2 || return
	done
	test "$(nodes)" = 3
}

check "the kernel's heap class has its own node" kernels_own
check 'each of our names is there exactly once' each_once
check "in a class beside the kernel's" can_not in_kernels_class
check 'optee_rstmem found the pool there already' \
	grep -q 'optee_rstmem: the heaps have restricted memory already' <(dmesg)
check 'and can go' rmmod optee_rstmem
check 'which changes nothing' each_once
stop_supplicant
unbind
check "the pool is the driver's: without it no node is left" test "$(nodes)" = 0
check "but the kernel's is" kernels_own
bind
check 'bound again, the driver brings it again' each_once
check 'and it is used' "$TOPICS/tee-stack/hold" 4096
reload
start_supplicant
finish
