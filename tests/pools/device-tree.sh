#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# rst_carveouts.ko with the device tree of pools.dts.
# shellcheck source=tests/pools/pools.sh
. "$(dirname "$0")/pools.sh"
export PREFIX='device tree: '
nodes=/sys/bus/platform/drivers/rst_carveouts
good=pool-good half=pool-half

bound() { [ -e "$nodes/$1" ]; }
# says_once SENTENCE: the kernel has said so, in one line, since it booted
says_once() {
	[ "$(dmesg | grep -c -- "$1")" = 1 ] && return
	dmesg | grep carveouts | sed 's/^/# /' >&2
	return 1
}
# asked_for [WHAT…]: what firmware has answered with success, for the good pool's
# regions, since mark, in this order. No call of this firmware closes memory or
# opens it: OP-TEE answers a question with 0, and that has to do for success. So
# this shows what is asked and when, and not that memory is open afterwards.
asked_for() {
	local said
	said=$(dmesg | tac | sed '/pools-test: mark/q' | tac | sed -n "s/.*rst_carveouts $good: region \([0-9]\) is /\1 /p")
	[ "$said" = "$(printf '%s\n' "$@")" ] && return
	echo "# $said" >&2
	return 1
}
# refused NODE ERROR WHY: the node has no pool, and one line says so
refused() {
	check "$1: ${3##*: }" says_once "rst_carveouts $1: .*error.*$2: .*$1: $3"
	check "$1 has no pool" can_not bound "$1"
}

rmmod optee_rstmem
mark load
check "it loads" insmod "$MODULES/rst_carveouts.ko" dyndbg=+p
soon bound $good
result $? "a good node has a pool"
check "whose regions firmware protects" asked_for '0 protected' '1 protected'
refused pool-none EINVAL 'memory-region is missing, or names no node'
refused pool-stray EINVAL 'stray is empty, not in /reserved-memory'
refused pool-mapped EINVAL 'mapped@b0000000 is mapped by the kernel: no-map is missing'
refused pool-granule EINVAL 'granule@ef80000 is not made of whole granules'
refused pool-page EINVAL 'page@efa0800 is not made of whole granules'
refused pool-odd EINVAL 'rstmem,granule is no power of two'
refused pool-word EINVAL 'rstmem,use-cases must be of secure-video'
refused pool-useless EINVAL 'rstmem,use-cases must be of secure-video'
refused pool-empty EINVAL 'empty@efd0000 '
refused pool-one-call EINVAL 'rstmem,smc-ids are not two fast calls'
refused pool-yielding EINVAL 'rstmem,smc-ids are not two fast calls'
refused pool-high EINVAL 'high@1100000000 is beyond 4 GiB'
check "pool-overlap: its memory is another's" says_once 'rst_carveouts pool-overlap: .*EBUSY: .*pool-overlap: its memory is another'
check "what ends at 4 GiB can be named" says_once 'pool-edge: .*region 0 is not protected: call 0x82001234 answers -1$'
check "firmware refuses a call that it does not know" says_once 'pool-refused: .*region 0 is not protected: call 0xc2001234 answers -1$'
check "so there is no such pool" can_not bound pool-refused

check "the heap is there" test -c /dev/dma_heap/protected,secure-video
check "of both regions" test "$(cat /sys/class/rstmem/secure-video/size)" = $((0x480000))
all_scrubbed
result $? "what was in it is cleared"
check "a buffer" hold 4400K
check "is in the books" test "$(cat /sys/class/rstmem/secure-video/bytes)" = $((4400 * 1024))
check "which lies in both" let_go
install_test_tas
run_program "$TOPICS/secure-data-path/sdp"
load_key
start_film
result $? "a film plays from it"
kill "$PLAYER"
wait "$PLAYER" 2>/dev/null
check "the books are empty" books_empty
all_scrubbed

mark half
soon eval '[ "$(cat /sys/class/rstmem/trusted-ui/quarantined)" = 0 ]'
check "a pool that can't be opened again goes" eval "echo $half >$nodes/unbind"
check "and the log says so" says 'pool-half: .*region 0 is not unprotected: call 0xc2001235 answers -1$'

mark busy
hold 1M
check "a pool with a buffer goes" eval "echo $good >$nodes/unbind"
check "and its heap" test ! -e /dev/dma_heap/protected,secure-video-record
check "there is no other while there is the buffer" can_not eval "echo $good >$nodes/bind"
check "which the log says" says 'pool-good: .*EBUSY'
kill "$HOLDER"
wait "$HOLDER" 2>/dev/null
check "what was not scrubbed stays protected" soon says 'pool-good: stays protected'
check "so firmware isn't asked to open it" asked_for '0 protected' '1 protected'
check "the pool comes again" eval "echo $good >$nodes/bind"
check "and gives the memory, when it is clean" rstctl alloc --heap secure-video --size 4M --hold 0
all_scrubbed

mark open
check "a pool without a buffer goes" eval "echo $good >$nodes/unbind"
check "firmware opens what is clean" soon asked_for '0 unprotected' '1 unprotected'
check "the pool comes" eval "echo $good >$nodes/bind"
check "and is closed first" asked_for '0 unprotected' '1 unprotected' '0 protected' '1 protected'

# shellcheck source=tests/lib/stack.sh
. "$TOPICS/lib/stack.sh"
stop_supplicant
check "OP-TEE's driver goes" unbind
check "and the pool before it" can_not bound $good
check "the driver comes" bind
check "and the pool after it" soon bound $good
check "which works" rstctl alloc --heap secure-video --size 1M --hold 0
start_supplicant
check "the module goes" rmmod rst_carveouts
check "OP-TEE's pool comes again" insmod "$MODULES/optee_rstmem.ko"
check "the kernel has not warned" no_warning
finish
