#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The units' own tests: they run while their modules load, and the results stay in debugfs as long as these are loaded.
. /mnt/build/tests/lib/guest.sh
# A kernel without KUnit is not the one that this is for.
check "this kernel has KUnit" modprobe kunit enable=1
for module in "$MODULES/"*_kunit.ko; do
	name=$(basename "$module" .ko)
	check "$name.ko loads" insmod "$module"
done
# Where drivers lend memory, they say so when they leave.
lent=
! grep -q ' tee_device_put_all_dma_heaps' /proc/kallsyms || lent=tee_lent
for suite in rstmem_carveout rst_firewall tee_leaving $lent tee_params tee_shutdown; do
	results=/sys/kernel/debug/kunit/$suite/results
	[ -e "$results" ] || { not_ok "$suite ran"; continue; }
	while read -r line; do
		case $line in
		"ok "*) ok "${line#ok * }" ;;
		"not ok "*) not_ok "${line#not ok * }" ;;
		"# "*) echo "$line" ;;
		esac
	done <"$results"
done
for module in "$MODULES/"*_kunit.ko; do
	check "$(basename "$module") unloads" rmmod "$module"
done
finish
