#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The guest's half of suite-trouble: what happens to a desktop while the film is
# in a window of it. What it writes to /mnt/share is the host's to judge.
. /mnt/build/tests/lib/guest.sh
# shellcheck source=lab/guest/desktop.sh
. /run/lab/desktop.sh
facts=/mnt/share/facts
fact() { printf '%s=%s\n' "$1" "$2" >>"$facts"; }
title=gst-launch-1.0

start_film_window() {
	# shellcheck disable=SC2086
	gst-launch-1.0 -q filesrc location="$FILM_DIR/film-cenc.mp4" ! qtdemux ! queue ! rstvideodec ! \
		rstwaylandsink max-lateness=-1 qos=false >"$DESKTOP/player.log" 2>&1 &
	PLAYER=$!
	within 90 window_place "$title"
}
film_plays() { kill -0 "$PLAYER"; }
film_ends() { within "$1" can_not film_plays; }

# Is the film on a plane now, as the compositor says. To a file: Weston writes by
# itself to what weston-debug has for its output, and dies of a broken pipe.
on_plane() {
	timeout 5 weston-debug drm-backend >"$DESKTOP/drm-backend.log" 2>/dev/null
	grep -q -E 'on (overlay|over/underlay) plane' "$DESKTOP/drm-backend.log"
}

# Ctrl, Alt and a function key: to another console, and back to Weston's
console() {
	hand "press ctrl" "press alt" "press f$1" "release f$1" "release alt" "release ctrl"
	sleep 2
}

phase() { fact "$1" "$(now)"; }

moved() {
	local status=0
	phase move_from
	place_window "$title" 40 300 && place_window "$title" 600 60 && film_plays || status=1
	phase move_to
	return $status
}

# Of a menu's kind: a small window, over the film, for a moment.
covered() {
	weston-flower >/dev/null 2>&1 &
	within 30 window_place Flower && place_window Flower 820 200
	sleep 2
	kill $!
	within 10 can_not window_place Flower
	sleep 1
}

switched() {
	local there
	console "$1"
	there=$(cat /sys/class/tty/tty0/active)
	sleep 2
	console "$2"
	[ "$there $(cat /sys/class/tty/tty0/active)" = "tty$1 tty$2" ]
}

killed() {
	kill -9 "$COMPOSITOR"
	wait "$COMPOSITOR"
	phase killed_at
	film_ends 20
}

pixman() {
	start_desktop --renderer=pixman
	gst-launch-1.0 -q filesrc location="$FILM_DIR/film-cenc.mp4" ! qtdemux ! queue ! rstvideodec ! rstwaylandsink 2>&1 |
		grep -qE 'takes no dma-bufs|has no weston-direct-display'
}

: >"$facts"
load_key
start_hands "$HERE/hands"
check "Weston starts" start_desktop
check "the film's window opens" start_film_window
sleep 3
check "the film is on a plane" on_plane
check "it plays on while its window is moved" moved
check "and is on a plane where it has come to rest" on_plane
check "something covers it, and goes" covered
check "then it is on a plane again" on_plane
vt=$(sed 's/tty//' /sys/class/tty/tty0/active)
check "to another console and back" switched $((vt == 3 ? 4 : 3)) "$vt"
sleep 2
check "then it is on a plane again" on_plane
check "the film plays still, or has come to its end" eval 'film_plays || wait "$PLAYER"'
kill "$PLAYER" 2>/dev/null
wait "$PLAYER"

check "another film is in a window" start_film_window
sleep 3
check "killed with -9, the compositor takes the player along" killed
check "books are empty" books_empty
sleep 1
phase again_from
check "a new compositor starts" start_desktop
check "and shows the film" start_film_window
sleep 3
check "on a plane" on_plane
kill "$PLAYER"
wait "$PLAYER"
check "Weston ends as it was asked to" stop_desktop
check "without OpenGL, the player says what it wants of the compositor" pixman
check "and that compositor lives" stop_desktop
check "books are empty" books_empty
check "the kernel has not warned" no_warning
cp "$DESKTOP"/*.log /mnt/share/
finish
