#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The guest's half of suite-several. What it writes to /mnt/share is the host's to
# judge.
. /mnt/build/tests/lib/guest.sh
# shellcheck source=tests/desktop/players.sh
. /mnt/build/tests/desktop/players.sh
declare -A players

# start NAME FILM SECONDS OF-FILM: a player in the background, which shows every frame however late. When a window opens or closes,
# Weston may stand still for seconds, and no film goes on: the film waits for SECONDS after its window has opened,
# and the window stays for as long after its end.
start() {
	player "$1" filesrc location="/mnt/share/$2.mp4" ! qtdemux ! queue ! \
		rstvideodec buffers=2 buffer-size=65536 memory-timeout=60000 ! \
		rstwaylandsink max-lateness=-1 qos=false ts-offset="$3"000000000 \
		audiotestsrc wave=silence samplesperbuffer=44100 num-buffers=$((2 * $3 + $4)) ! fakesink sync=true &
	players[$1]=$!
}
ends() { wait "${players[$1]}"; }

# shown_all NAME FILM
shown_all() { [ "$(stat "$1" shown) $(stat "$1" dropped)" = "$(wc -l <"/mnt/share/$2.ref") 0" ]; }

sum() { # FIELD NAME…: over all these players
	local name number field=$1 all=0
	shift
	for name; do
		number=$(stat "$name" "$field")
		all=$((all + ${number:-0}))
	done
	echo $all
}

count() { # COMMAND NAME…: how many it is true of
	local name command=$1 all=0
	shift
	for name; do ! "$command" "$name" || all=$((all + 1)); done
	echo $all
}

# Not in a subshell: it waits for this shell's children.
all_end() { # NAME…
	local name failed=0
	for name; do ends "$name" || failed=1; done
	return $failed
}

# windows_open COUNT: as the compositor says
windows_open() {
	timeout 10 weston-debug scene-graph >"$DESKTOP/scene" 2>/dev/null
	[ "$(grep -c "View .*'gst-launch" "$DESKTOP/scene")" = "$1" ]
}

: >"$facts"
load_key
check "Weston starts" start_desktop
start_watch
fact pair_from "$(now)"
start lower lower 6 12
start upper upper 6 12
for film in lower upper; do
	check "$film: of two films at once it plays to its end" ends "$film"
	say_stats "$film"
	check "$film: all frames were shown, and none dropped" shown_all "$film" "$film"
	check "$film: since the first second by the display alone" by_display_alone "$film" 48
done
fact pair_to "$(now)"
check "Weston alone imported both decoders' buffers, which the sinks sent once each" \
	test "$(importers) $(imported_buffers)" = "weston $(sum imports lower upper)"
check "nobody tried to map one" test "$(map_attempts)" = 0
check "books are empty" books_empty

# One more than there are overlay planes
crowd=(crowd-{1..7})
all_shown() { shown_all "$1" crowd; }
all_by_display() { by_display_alone "$1" 48; }
was_told() { complained "$1" WARNING 'shows a placeholder: no plane of the display is free'; }
start_watch
fact crowd_from "$(now)"
for name in "${crowd[@]:0:6}"; do start "$name" crowd 10 15; done
check "six films have windows" within 90 windows_open 6
start "${crowd[6]}" crowd 10 15
check "and so has a seventh" within 30 windows_open 7
fact crowd_full "$(now)"
check "all seven play to their end" all_end "${crowd[@]}"
fact crowd_to "$(now)"
for name in "${crowd[@]}"; do say_stats "$name"; done
check "and show all frames" test "$(count all_shown "${crowd[@]}")" = 7
check "one has no plane, and its user is told" test "$(count was_told "${crowd[@]}")" = 1
check "the six others are shown by the display alone" test "$(count all_by_display "${crowd[@]}")" = 6
check "Weston alone imported their buffers, each once" \
	test "$(importers) $(imported_buffers)" = "weston $(sum imports "${crowd[@]}")"
check "nobody tried to map one" test "$(map_attempts)" = 0
check "Weston ends as it was asked to" stop_desktop
check "books are empty" books_empty
check "the kernel has not warned" no_warning
cp "$DESKTOP"/*.log /mnt/share/
finish
