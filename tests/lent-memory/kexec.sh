#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Into the same kernel again with a buffer held: its memory must have been taken
# back, or OP-TEE would not give the next kernel's memory back. Runs anew in the
# next kernel, which its command line tells.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh

lend=$HERE/lend
host_folder() { # TAG PLACE
	mkdir -p "$2"
	mount -t 9p -o trans=virtio,version=9p2000.L,msize=524288,ro "$1" "$2"
}

load_next() {
	host_folder kernel /tmp/kernel && host_folder initrd /tmp/initrd &&
		kexec -i -l /tmp/kernel/Image --initrd=/tmp/initrd/initrd \
			--command-line="$(cat /proc/cmdline) lab.next"
}

if ! grep -qw lab.next /proc/cmdline; then
	check 'the next kernel is loaded' load_next
	coproc HOLD { "$lend" protected,secure-video hold 65536; }
	read -r -t 10 held <&"${HOLD[0]}"
	check 'somebody holds a buffer' test "$held" = held
	[ "$failures" -eq 0 ] || finish || exit 1
	kexec -e
	not_ok 'the next kernel starts'
	exit 1
fi

tests=2
check 'the next kernel lends to OP-TEE' "$lend" protected,secure-video fits "$(cat /sys/class/rstmem/secure-video/size)"
check 'and OP-TEE gives back' \
	all_scrubbed
finish
