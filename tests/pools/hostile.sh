#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A driver whose answers can't be, and which goes when it must not: nothing of
# it reaches anybody's buffer, and the log says what was wrong.
# shellcheck source=tests/pools/pools.sh
. "$(dirname "$0")/pools.sh"
export PREFIX='hostile: '
bad() { insmod "$MODULES/rst_badpool.ko" "$@"; }
tell() { echo "$2" >"/sys/module/rst_badpool/parameters/$1"; }

rmmod optee_rstmem
words=(- name ops free unprotect ranges granule use-case alignment memory twice)
for i in 1 2 3 4 5 6 7 8 9; do
	check "a description with a fault in its ${words[i]}: EINVAL" \
		load_fails 'Invalid' rst_badpool desc=$i
done
# Newer kernels keep EEXIST of modules for one that is loaded already, and say EBUSY.
check "the same range twice: EEXIST" load_fails 'File exists\|resource busy' rst_badpool desc=10
mark ram
check "ordinary memory: EINVAL" load_fails 'Invalid' rst_badpool base=$((0x50000000))
check "the log says where" said_since 'no restricted memory at 0x0*50000000: Linux uses it'

check "a driver that allocates" bad
check "a buffer is its own" hold 512K
check "allocated" is rst_badpool allocated 1
check "and protected" is rst_badpool guarded 1

# fault NUMBER WHAT WHY
fault() {
	mark "$2"
	tell fault "$1"
	check "$2: EIO" fails 'the driver of its pool failed' 512K
	check "and the log says so" said_since "pool bad: .*$3"
	tell fault 0
	check "nothing else is allocated" is rst_badpool allocated 1
}
fault 1 'memory outside the pool' 'outside the pool'
fault 2 'the same memory again' 'in use already'
fault 3 'less than was asked for' 'not of the size'
fault 4 'more than was asked for' 'not of the size'
fault 5 'memory that begins anywhere' 'not aligned'
fault 6 'memory that wraps around' 'outside the pool'
fault 7 'no answer at all' 'not of the size'
fault 8 'a positive result' 'returned 1, which is no error code'
fault 9 'a result that is no errno' 'returned -100000, which'
fault 10 'memory that overlaps' 'in use already'

tell protect_result -5
check "what can't be protected: EIO" fails 'the driver of its pool failed' 64K
tell protect_result 7
check "or may have been: EIO" fails 'the driver of its pool failed' 64K
tell protect_result 0
check "is given back" is rst_badpool allocated 1
check "a good answer is taken" alloc 64K

tell clear_result -5
check "a buffer goes that can't be cleared" let_go
check "it stays allocated and protected" is rst_badpool guarded 1
tell clear_result 1
sleep 2	# the scrubber tries again each second
check "with a result that is none, too" is rst_badpool guarded 1
tell clear_result 0
check "the next who needs the memory has it cleared" soon alloc 4M
check "all is given back" is rst_badpool allocated 0
check "and unprotected" is rst_badpool guarded 0
check "in whole granules, each once" is rst_badpool wrong 0

mark lost
tell unprotect_result -16
check "what is not unprotected" alloc 1M
check "stays allocated" is rst_badpool allocated 1
check "the log says so" said_since 'does not unprotect .*: -16'
tell unprotect_result 0
check "and nobody gets it" fails 'bytes left' 4M
mark unclean
check "the driver goes" rmmod rst_badpool
check "and is told that memory is left" said_since 'released, not clean'

bad
check "a buffer" hold 64K
check "its driver can't be unloaded" can_not rmmod rst_badpool
mark outlived
check "the pool can go" tell registered 0
check "the driver still can't" can_not rmmod rst_badpool
check "no other pool has the memory: EBUSY" load_fails 'resource busy' rst_example_pool base=$((0x0eb00000)) size=$((0x400000))
kill "$HOLDER"
wait "$HOLDER" 2>/dev/null
check "the last buffer goes, and the driver can" soon rmmod rst_badpool
check "which was told that it was not cleared" said_since 'released, not clean'

mark left
bad forget=1
check "a driver that leaves its pool behind" rmmod rst_badpool
check "has it unregistered" said_since 'rst_badpool was unloaded and has not unregistered'
check "and released" said_since 'released, clean'
check "there is no heap left" test ! -e /dev/dma_heap/protected,secure-video

check "OP-TEE's pool comes again" insmod "$MODULES/optee_rstmem.ko"
check "the kernel has not warned" no_warning
all_scrubbed
finish
