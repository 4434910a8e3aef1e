# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# As many guests at a time as this machine has cores, or LAB_GUESTS says: more would only make each other miss their time limits. Sourced.

# take_slot: returns with file descriptor 8 holding one; a run that dies lets go of it.
take_slot() {
	local number told=
	mkdir -p "$CACHE/lock"
	while :; do
		for number in $(seq "${LAB_GUESTS:-$(nproc)}"); do
			exec 8>"$CACHE/lock/guest.$number"
			if flock -n 8; then return; fi
		done
		[ -n "$told" ] || [ "$SECONDS" -lt 20 ] || { say "waiting for another guest to end"; told=1; }
		sleep 0.5
	done
}
