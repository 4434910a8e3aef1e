# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# As many guests run at a time as this machine has cores, or as LAB_GUESTS says. More would only
# make each other miss their time limits. To be sourced.

# take_slot: waits for a free slot. File descriptor 8 then holds its lock, so a slot is free again
# as soon as its run ends, however it ends.
take_slot() {
	local number told=
	mkdir -p "$CACHE/lock"
	while :; do
		for number in $(seq "${LAB_GUESTS:-$(nproc)}"); do
			exec 8>"$CACHE/lock/guest.$number"
			if flock -n 8; then return; fi
		done
		if [ -z "$told" ] && [ "$SECONDS" -ge 20 ]; then
			say "waiting for another guest to end"
			told=1
		fi
		sleep 0.5
	done
}
