#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Attacks every buffer of the running film, and counts who allocates buffers
# while it plays: all of them must come from the restricted heaps.
. /mnt/build/tests/lib/guest.sh
tracing=/sys/kernel/tracing

# Who exports dma-bufs: exp_name is the first member of what
# dma_buf_export() is given; a film may use no other exporter.
trace_exports() {
	echo 'p:rst/export dma_buf_export name=+0(+0(%x0)):string' \
		>"$tracing/kprobe_events"
	echo 1 >"$tracing/events/rst/export/enable"
	echo >"$tracing/trace"
}

load_key
load_attacker
check "kprobe on dma_buf_export" trace_exports
if start_film; then
	ok "the film plays"
	RSTMEM_POOL_ADDRESS=$(pool_address) "$HERE/refused" "$PLAYER" --module || failures=$((failures + 1))
	kill -0 "$PLAYER" && ok "the film still plays after the attacks" ||
		not_ok "the film still plays after the attacks"
	kill -INT "$PLAYER"
	wait "$PLAYER"
else
	not_ok "the film plays"
fi
restricted=$(grep -c 'export:.*name="rstmem:' "$tracing/trace")
other=$(grep 'export:' "$tracing/trace" | grep -vc 'name="rstmem:')
grep 'export:' "$tracing/trace" | sed 's/.*name=/# exporter /' | sort | uniq -c
if [ "$restricted" -ge 6 ] && [ "$other" -eq 0 ]; then
	ok "$restricted buffers exported by the restricted heaps, $other by others"
else
	not_ok "$restricted buffers exported by the restricted heaps, $other by others"
fi
echo 0 >"$tracing/events/rst/export/enable"
check "books are empty after the film" books_empty
finish
