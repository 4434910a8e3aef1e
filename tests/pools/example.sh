#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# examples/pool: a firewall with eight regions, in OP-TEE's own memory.
# shellcheck source=tests/pools/pools.sh
. "$(dirname "$0")/pools.sh"
export PREFIX='example: '
place=$(pool_address)
options="base=$place size=$((0x500000))"

check "OP-TEE's pool is known ($place)" test -n "$place"
# shellcheck disable=SC2086
check "its memory has a pool already" load_fails 'resource busy' rst_example_pool $options
rmmod optee_rstmem
# shellcheck disable=SC2086
check "it loads" insmod "$MODULES/rst_example_pool.ko" $options
check "its heap is there" test -c /dev/dma_heap/protected,secure-video
check "what was there before is cleared" all_scrubbed
check "no region is on" is rst_example_pool regions 0

check "a buffer" hold 1M
check "has a region" is rst_example_pool regions 1
check "the books have it" test "$(cat /sys/class/rstmem/secure-video/bytes)" = 1048576
check "the driver can't be unloaded meanwhile" can_not rmmod rst_example_pool
check "which goes" let_go
check "and the region with it" is rst_example_pool regions 0

holders=()
for _ in 1 2 3 4 5 6 7 8; do hold 64K && holders+=("$HOLDER"); done
check "eight buffers, eight regions" is rst_example_pool regions 8
check "and no ninth: ENOMEM" fails 'bytes left' 64K
kill "${holders[@]}"
wait 2>/dev/null
check "when they have gone, the regions are off" is rst_example_pool regions 0
check "and there is one again" alloc 64K

install_test_tas
run_program "$TOPICS/secure-data-path/sdp"

check "the driver goes" rmmod rst_example_pool
check "OP-TEE's pool comes again" insmod "$MODULES/optee_rstmem.ko"
check "and works" alloc 1M
check "the kernel has not warned" no_warning
all_scrubbed
finish
