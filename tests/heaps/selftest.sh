#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the kernel's selftest, dmabuf-heap, says of each of our nodes. The rest of
# it maps buffers, which ours refuse.
. /mnt/build/tests/lib/guest.sh

log=/tmp/dmabuf-heap.log
"$HERE/dmabuf-heap" >$log 2>&1
part() { sed -n "/^# Testing heap: $1\$/,/^# Testing heap: /p" $log; }
# passed HEAP SENTENCE TIMES
passed() { [ "$(part "$1" | grep -c "^ok [0-9]* $2")" = "$3" ]; }

for heap in protected,secure-video protected,trusted-ui \
	protected,secure-video-record; do
	for name in dmabuf_heap_alloc_older dmabuf_heap_alloc_newer; do
		check "$heap: $name" passed "$heap" "$name\$" 1
	done
	check "$heap: what must fail does" passed "$heap" \
		'Error expected on invalid' 3
done
finish
