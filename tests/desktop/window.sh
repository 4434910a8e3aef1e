#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The guest's half of suite-window. What it writes to /mnt/share is the host's to
# judge.
. /mnt/build/tests/lib/guest.sh
# shellcheck source=lab/guest/desktop.sh
. /run/lab/desktop.sh
facts=/mnt/share/facts
fact() { printf '%s=%s\n' "$1" "$2" >>"$facts"; }
cd "$FILM_DIR" || exit 1

film() { echo "filesrc location=film-$1.mp4 ! qtdemux ! queue ! rstvideodec"; }

# player NAME ARGUMENT…: what it said is in NAME.log, its status is returned
player() {
	local name=$1 status=0
	shift
	fact "${name}_from" "$(now)"
	timeout 150 gst-launch-1.0 -m "$@" >"/mnt/share/$name.log" 2>&1 || status=$?
	fact "${name}_to" "$(now)"
	return $status
}

# stat NAME FIELD: of the statistics that the sink has posted at the end
stat() { sed -n "s/.*rst-wayland-stats.*[ ,]$2=(guint64)\([0-9]*\).*/\1/p" "/mnt/share/$1.log"; }

# complained NAME TEXT: it ended with this error
complained() { grep 'ERROR: from element .*RstWaylandSink' "/mnt/share/$1.log" | grep -q -- "$2"; }

# refused TEXT ARGUMENT…: the player ends with an error of the sink's that has this in it
refused() {
	local text=$1
	shift
	! player refused "$@" && complained refused "$text"
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
check "a film plays in a window" player line $(film cenc) ! rstwaylandsink sync=false
shown=$(stat line shown) zero_copy=$(stat line zero-copy)
echo "# shown $shown, zero-copy $zero_copy, dropped $(stat line dropped), imports $(stat line imports)"
check "all frames were shown" test "$shown $(stat line dropped)" = "528 0"
check "all but the first second's by the display alone" test "$zero_copy" -ge 504
check "Weston alone imported the decoder's buffers, which the sink sent once each" \
	test "$(importers) $(imported_buffers)" = "weston $(stat line imports)"
check "nobody tried to map one" test "$(map_attempts)" = 0
check "playbin3 shows a film" \
	player playbin3 playbin3 "uri=file://$PWD/film-short-cenc.mp4" "video-sink=rstwaylandsink sync=false"
check "one that covers the screen plays" player fullscreen $(film short-cenc) ! rstwaylandsink fullscreen=true
check "pictures in ordinary memory are refused" \
	refused waylandsink videotestsrc num-buffers=9 ! rstwaylandsink

kill_soon &
killer=$!
check "a compositor that is killed ends the player" can_not player killed $(film cenc) ! rstwaylandsink
check "which says why" complained killed 'has ended'
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
