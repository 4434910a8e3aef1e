#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# rstctl firewall asks DMA engines, too. The laboratory's is a bus master that the
# real firewall keeps out of OP-TEE's pool. It ignores the upper bits of addresses
# (lab/run --dma), and so reads a pool where no CPU finds anything.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh
# shellcheck source=tests/firewall/asked.sh
. "$HERE/asked.sh"
engine=0000:00:01.0
copies=/sys/module/rst_edu/parameters/copies
begun=/sys/module/rst_edu/parameters/begun

load_engine() { insmod "$MODULES/rst_edu.ko" bits="$1"; }
unload_engine() { soon rmmod rst_edu 2>/dev/null; }

# try_dma BITS POOL STATUS RESULT DMA WORDS WHAT: with an engine of so many bits
try_dma() {
	load_engine "$1" || not_ok "the engine loads"
	# shellcheck disable=SC2086
	load_open $2 || not_ok "the test's pool loads"
	asked "$3" && says open "$4" && says_dma open "$5" "$6" && dma_is "$5"
	result $? "$7: $4, by DMA $5"
	unload_open || not_ok "the test's pool unloads"
	unload_engine || not_ok "the engine unloads"
}

insmod "$MODULES/rst_firewall.ko"
check 'without an engine' asked 0
check 'no CPU reads the pool of OP-TEE' says tee0 protected 'a load is refused'
check 'and nothing is known of DMA' says_dma tee0 unknown 'no DMA engine that is free'

if [ "${1-}" = iommu ]; then
	load_engine 28
	check 'an engine behind an IOMMU' asked 0
	check 'sees nothing, which may be for that' says_dma tee0 blocked "$engine .*an IOMMU translates"
	check 'rather than of the firewall' says tee0 protected
	unload_engine
	rmmod rst_firewall
	check 'the kernel has not warned' no_warning
	finish
	exit
fi

if [ "${1-}" = bounce ]; then
	rmmod optee_rstmem
	try_dma 64 hole=2 0 protected unknown "$engine can't reach it without a copy" \
		'an engine for which everything bounces'
	try_dma 32 hole=2 0 protected unknown "$engine can't reach it without a copy" \
		'for whatever other reason besides'
	insmod "$MODULES/optee_rstmem.ko"
	rmmod rst_firewall
	check 'the kernel has not warned' no_warning
	finish
	exit
fi

load_engine 32
check 'with an engine' asked 0
check 'no CPU reads it' says tee0 protected 'a load is refused, at 9 places'
check 'nor does the engine, which reaches it' says_dma tee0 protected "1 engine.*$engine"
check 'as JSON' eval "rstctl firewall --json | grep -q '\"dma\": \"protected\".*$engine'"
echo linux >$copies
check 'an engine that says that it is refused' asked 0
check 'sees nothing' says_dma tee0 protected "$engine"
echo nothing >$copies
check 'an engine that copies nothing' asked 0
check 'proves nothing' says_dma tee0 unknown 'not even ordinary memory'
echo never >$copies
echo 0 >$begun
check 'one that does not end' asked 0
check 'neither' says_dma tee0 unknown 'does not end'
check 'nor is it asked for each place' is $begun 1
echo memory >$copies
check 'it is as before' asked 0
check 'when it copies again' says_dma tee0 protected
unload_engine

# With the pool of OP-TEE gone, only the test's serves.
rmmod optee_rstmem
load_open hole=2
check 'a pool that no CPU reads' asked 0
check 'seems to be protected' says open protected
check 'as nobody asked an engine' says_dma open unknown
unload_open
try_dma 64 hole=2 1 leaks leaks "by DMA of $engine" 'but is open to an engine'
check 'the kernel said so' kernel_said "pool open is NOT protected, .*by DMA of $engine"
load_engine 64
load_open hole=2
asked 1
unload_engine
check 'where an engine saw it, and none is asked now' asked 1
check 'it still leaks' says open leaks "by DMA of $engine"
check 'by DMA' says_dma open leaks "$engine"
unload_open
try_dma 64 'hole=2 writes=nothing' 0 protected protected "$engine" 'it is not'
try_dma 64 'hole=2 writes=garbled' 0 protected unknown 'changes with it' 'a scrambler'
try_dma 32 hole=2 0 protected unknown 'too few address bits' 'an engine that does not reach it'
try_dma 64 hole=0 1 leaks unknown 'not all of it' 'a pool that CPUs read'

load_engine 64
load_open hole=2
echo 0 >/sys/kernel/debug/kprobes/enabled
check 'where no CPU can look' asked 1
check 'an engine does' says open leaks 'by DMA'
echo 1 >/sys/kernel/debug/kprobes/enabled
unload_open
echo 1 >$require
load_open hole=2
check 'required: a pool that only DMA reads' soon is "$open/protected" leaks
check 'serves no heap' can_not video
echo nothing >$test_pool/writes
asked 0
check 'before it is protected' soon video
unload_open
unload_engine
echo 0 >$require
rmmod rst_firewall
insmod "$MODULES/optee_rstmem.ko"
check 'books are empty' books_empty
check 'the kernel has not warned' no_warning
finish
