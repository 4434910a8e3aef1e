#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# v4l2-compliance on our V4L2 devices; what it says is in the log.
#
#	v4l2-compliance.sh DRIVER…
. /mnt/build/tests/lib/guest.sh

device_of() {
	local node
	for node in /dev/video*; do
		v4l2-ctl -d "$node" --info | grep -q "Driver name *: $1\$" && echo "$node"
	done | head -n 1
}

# comply SENTENCE ARGUMENT…
comply() {
	local sentence=$1 total
	shift
	v4l2-compliance "$@" 2>&1 | tr '\r' '\n' >/tmp/compliance.log
	total=$(sed -n 's/^Total for .*: \([0-9]*, Succeeded.*\)/\1/p' /tmp/compliance.log)
	sed 's/^/# /' /tmp/compliance.log
	check "$sentence ($total)" grep -q ', Failed: 0, Warnings: 0$' /tmp/compliance.log
}

for driver; do
	node=$(device_of "$driver")
	check "$driver has a device" [ -n "$node" ]
	comply "v4l2-compliance finds no fault with $driver" -d "$node" -v
	stream=(-d "$node" -s10)
	[ "$driver" != rst_vdec ] ||
		stream=(-d "$node" -f10
			--stream-from-hdr "H264=$TOPICS/vdec/large.units"
			--stream-from-hdr "HEVC=$TOPICS/vdec/large-hevc.units")
	export LD_PRELOAD=$TOPICS/vdec/unseen.so
	comply "nor while it streams" "${stream[@]}"
	unset LD_PRELOAD
done
check "nothing is left in the books" books_empty
finish
