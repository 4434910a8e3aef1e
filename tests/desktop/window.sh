#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The guest's half of suite-window. What it writes to /mnt/share is the host's to
# judge.
. /mnt/build/tests/lib/guest.sh
# shellcheck source=tests/desktop/players.sh
. /mnt/build/tests/desktop/players.sh
cd "$FILM_DIR" || exit 1

film() { echo "filesrc location=film-$1.mp4 ! qtdemux ! queue ! rstvideodec"; }

# timed NAME ARGUMENT…: a player, and from when to when
timed() {
	local status=0
	fact "$1_from" "$(now)"
	player "$@" || status=$?
	fact "$1_to" "$(now)"
	return $status
}

# refused TEXT ARGUMENT…: the player ends with an error of the sink's that has this in it
refused() {
	local text=$1
	shift
	! player refused "$@" && complained refused ERROR "$text"
}

# On a slow machine a film needs a while to its first picture.
film_shows() {
	[ "$(cat /sys/kernel/debug/dri/rst_engine.disp.0/Virtual-1/restricted_fetches)" -ge 40 ]
}

shoot_soon() {
	within 60 film_shows || return
	fact shot_at "$(now)"
	screenshot /mnt/share/screenshot.png writeback
}

kill_soon() {
	sleep 4
	kill -9 "$COMPOSITOR"
}

: >"$facts"
load_key
check "without a compositor the player says so" \
	refused 'no Wayland compositor' $(film short-cenc) ! rstwaylandsink
check "Weston starts" start_desktop
start_watch
shoot_soon &
shooter=$!
check "a film plays in a window" timed line $(film cenc) ! rstwaylandsink sync=false
check "meanwhile a screenshot is taken, from the display" wait "$shooter"
say_stats line
check "all frames were shown" test "$(stat line shown) $(stat line dropped)" = "528 0"
check "all but the first second's by the display alone" by_display_alone line 400
check "Weston alone imported the decoder's buffers, which the sink sent once each" \
	test "$(importers) $(imported_buffers)" = "weston $(stat line imports)"
check "nobody tried to map one" test "$(map_attempts)" = 0
check "playbin3 shows a film" \
	timed playbin3 playbin3 "uri=file://$PWD/film-short-cenc.mp4" "video-sink=rstwaylandsink sync=false"
check "one that covers the screen plays" timed fullscreen $(film short-cenc) ! rstwaylandsink sync=false fullscreen=true
check "pictures in ordinary memory are refused" \
	refused waylandsink videotestsrc num-buffers=9 ! rstwaylandsink

kill_soon &
killer=$!
check "a compositor that is killed ends the player" can_not player killed $(film cenc) ! rstwaylandsink
check "which says why" complained killed ERROR 'has ended'
wait "$killer"
check "books are empty" books_empty

rm -f "$XDG_RUNTIME_DIR/$WAYLAND_DISPLAY"*
check "another Weston starts, which draws without GL" start_desktop --renderer=pixman
check "the player says what it lacks" refused '--renderer=gl' $(film short-cenc) ! rstwaylandsink
check "it ends as it was asked to" stop_desktop
weston --backend=headless --renderer=gl --socket="$WAYLAND_DISPLAY" 2>"$DESKTOP/headless.log" &
COMPOSITOR=$!
within 60 test -S "$XDG_RUNTIME_DIR/$WAYLAND_DISPLAY"
check "one without a display is not sent what it would read" \
	refused weston-direct-display $(film short-cenc) ! rstwaylandsink
check "it lives" kill "$COMPOSITOR"
wait "$COMPOSITOR"
check "books are empty" books_empty
check "the kernel has not warned" no_warning
cp "$DESKTOP"/*.log /mnt/share/
finish
