# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Players that show films in windows, in the guest; sourced.

# shellcheck source=lab/guest/desktop.sh
. /run/lab/desktop.sh

# player NAME ARGUMENT…: what it said is in NAME.log, its status is returned
player() { timeout 150 gst-launch-1.0 -m "${@:2}" >"/mnt/share/$1.log" 2>&1; }

# stat NAME FIELD: of the statistics that the sink has posted at the end
stat() { sed -n "s/.*rst-wayland-stats.*[ ,]$2=(guint64)\([0-9]*\).*/\1/p" "/mnt/share/$1.log"; }

say_stats() {
	local field line="# $1:"
	for field in shown zero-copy settled settled-zero-copy dropped imports; do line+=" $field $(stat "$1" $field),"; done
	echo "${line%,}"
}

# complained NAME ERROR|WARNING TEXT: the sink did, in these words, behind the half of a line perhaps that the player's other output was
complained() { grep "$2: from element .*RstWaylandSink" "/mnt/share/$1.log" | grep -q -- "$3"; }

# by_display_alone NAME LEAST: all frames since the first second, and so many at least
by_display_alone() {
	local settled
	settled=$(stat "$1" settled)
	[ "${settled:-0}" -ge "$2" ] && [ "$(stat "$1" settled-zero-copy)" = "$settled" ]
}
