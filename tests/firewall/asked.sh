# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What rstctl firewall says of the test's pool and of others; sourced.

pools=/sys/class/rstmem_pool
require=/sys/module/rstmem/parameters/require_firewall
test_pool=/sys/module/rst_firewall_test/parameters
open= said=
exec 3>&1 # what check hides

# asked STATUS: what rstctl firewall says is in $said
asked() {
	said=$(rstctl firewall 2>&1)
	[ $? = "$1" ] && return
	echo "# $said" >&3
	return 1
}
# says NAME RESULT [WORDS]: of the pool NAME
says() {
	grep -qE "^$2 +$1, for .*${3-}" <<<"$said" && return
	echo "# $said" >&3
	return 1
}
find_open() {
	open=$(grep -lx open $pools/*/name)
	open=${open%/name}
	test -n "$open"
}
is() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }
load_open() { insmod "$MODULES/rst_firewall_test.ko" "$@" && find_open; }
# A trial that is under way holds a reference.
unload_open() { soon rmmod rst_firewall_test 2>/dev/null; }
video() { test -c /dev/dma_heap/protected,secure-video; }
base() { printf '0x%016x' "$(cat $test_pool/base)"; }
kernel_said() { dmesg | grep -q "$1"; }

# try ARGUMENTS STATUS RESULT WORDS WHAT
try() {
	# shellcheck disable=SC2086
	load_open $1 || not_ok "the test's pool loads"
	asked "$2" && says open "$3" "$4"
	result $? "$5: $3"
	unload_open || not_ok "the test's pool unloads"
}

# says_dma NAME RESULT [WORDS]: of the pool NAME, by DMA
says_dma() {
	grep -A1 "^[a-z]* *$1, for " <<<"$said" | grep -qE "^  by DMA: $2: .*${3-}" && return
	echo "# $said" >&3
	return 1
}
# dma_is WORD: of the test's pool, for everybody
dma_is() { is "$open/protected_dma" "$1"; }
