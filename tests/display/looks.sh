#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The guest's half of suite-looks. What it writes to /mnt/share/facts is the
# host's to judge.
. /mnt/build/tests/lib/guest.sh
tracing=/sys/kernel/tracing

# looked: frames for which the engine was given both planes' memory
looked() { grep -c 'scanout:.*first=0x[0-9a-f]*[1-9a-f][0-9a-f]* second=0x[0-9a-f]*[1-9a-f][0-9a-f]*' $tracing/trace; }

echo 'p:scanout rst_engine_disp_scanout first=+0(%x1):x64 second=+24(%x1):x64' >$tracing/kprobe_events
echo 1 >$tracing/events/kprobes/enable
for act in silent damage dirty alone moved; do
	check "$act: commits go through" eval "'$HERE/looks' $act >>/mnt/share/facts"
done
echo >$tracing/trace
check "flips: commits go through" eval "'$HERE/looks' flips >>/mnt/share/facts"
frames=$(grep -c scanout: $tracing/trace) both=$(looked)
# One when the planes are set, and some looks: one a second, on a host that may be slow.
check "of $frames frames with a new picture on one plane, the engine read both for $both" \
	test "$frames" -ge 40 -a "$both" -ge 1 -a "$both" -lt $((frames / 2))
echo 0 >$tracing/events/kprobes/enable
echo >$tracing/kprobe_events
check "the kernel has not warned" no_warning
finish
