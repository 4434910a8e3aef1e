#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The guest's half of suite-trouble: what happens to a desktop while the film is
# in a window of it. What it writes to /mnt/share is the host's to judge.
. /mnt/build/tests/lib/guest.sh
# shellcheck source=lab/guest/desktop.sh
. /run/lab/desktop.sh
title=gst-launch-1.0
output=/sys/class/drm/card0-Virtual-1

start_film_window() {
	gst-launch-1.0 -q filesrc location="$FILM_DIR/film-cenc.mp4" ! qtdemux ! queue ! rstvideodec ! \
		rstwaylandsink max-lateness=-1 qos=false >"$DESKTOP/player.log" 2>&1 &
	PLAYER=$!
	within 90 window_place "$title" && within 30 on_plane
}
film_plays() { kill -0 "$PLAYER" 2>/dev/null; }
film_ends() { within "$1" can_not film_plays; }
stop_film() {
	kill "$PLAYER"
	wait "$PLAYER"
}

# Is the film on a plane now, as the compositor says. To a file: Weston writes by
# itself to what weston-debug has for its output, and dies of a broken pipe.
on_plane() {
	timeout 2 weston-debug drm-backend >"$DESKTOP/drm-backend.log" 2>/dev/null
	grep -qE 'on (overlay|over/underlay) plane' "$DESKTOP/drm-backend.log"
}

# Ctrl, Alt and a function key: to another console, and back to Weston's
console() {
	hand "press ctrl" "press alt" "press f$1" "release f$1" "release alt" "release ctrl"
}
console_is() { [ "$(cat /sys/class/tty/tty0/active)" = "tty$1" ]; }

phase() { fact "$1" "$(now)"; }

moved() {
	local status=0
	phase move_from
	place_window "$title" 40 300 && place_window "$title" 600 60 && film_plays || status=1
	phase move_to
	return $status
}

# Not before the film is beneath: a frame or two of a new arrangement are drawn.
covered() {
	weston-flower >/dev/null 2>&1 &
	FLOWER=$!
	place_window "$title" 600 60 && within 30 window_place Flower && place_window Flower 820 200 && within 10 on_plane || return
	hand "move 1270 710"
	sleep 1
	phase cover_from
	sleep 3
	phase cover_to
	screenshot /mnt/share/covered.png writeback && film_plays
}

# Weston's terminal has a menu at the right button.
menu_comes_and_goes() {
	local x y
	read -r x y < <(window_place "$title") || return
	phase menu_from
	for _ in 1 2 3; do
		hand "move $((x - 20)) $((y + 100))" "press right" "release right" "wait 1500" "move 20 700" "press left" "release left" "wait 500"
	done
	sleep 6
	phase menu_to
	film_plays && on_plane
}

switched() {
	phase away_from
	console "$1"
	within 10 console_is "$1" || return
	sleep 2
	phase away_to
	console "$2"
	within 10 console_is "$2"
}

is_dark() { [ "$(cat "$output/dpms")" = Off ]; }

# What a user does whose screen has gone dark
wakes_up() {
	hand "move 300 700" "move 310 710"
	within 20 can_not is_dark
}

killed() {
	kill -9 "$COMPOSITOR"
	wait "$COMPOSITOR"
	phase killed_at
	film_ends 20
}

: >"$facts"
load_key
mkdir -p "$DESKTOP"
start_hands "$HERE/hands"
# An alpha channel: what is beneath the desktop's own plane can be seen through a hole in it.
weston_settings gbm-format=argb8888 >"$DESKTOP/weston.ini"
check "Weston starts" start_desktop
weston-terminal >"$DESKTOP/terminal.log" 2>&1 &
within 30 window_place "Wayland Terminal"
place_window "Wayland Terminal" 10 40
check "the film's window opens, on a plane" start_film_window
check "it plays on while its window is moved" moved
check "and is on a plane where it has come to rest" on_plane
check "a menu comes and goes" menu_comes_and_goes
stop_film

check "another film is in a window" start_film_window
check "with a window above it, it plays on a plane" covered
kill "$FLOWER"
vt=$(sed 's/tty//' /sys/class/tty/tty0/active)
check "to another console and back" switched $((vt == 3 ? 4 : 3)) "$vt"
check "then it is on a plane again" within 10 on_plane
check "killed with -9, the compositor takes the player along" killed
check "books are empty" books_empty
sleep 1

phase again_from
weston_settings gbm-format=argb8888 idle-time=20 | sed /idle-time=0/d >"$DESKTOP/weston.ini"
check "a new compositor starts" start_desktop
check "and shows the film on a plane" start_film_window
hand "move 400 700"
check "nobody moves, and the output goes off" within 60 is_dark
phase dark_from
sleep 3
phase dark_to
check "and on again when somebody does" wakes_up
check "then it is on a plane again" within 10 on_plane
stop_film
check "Weston ends as it was asked to" stop_desktop
check "books are empty" books_empty
check "the kernel has not warned" no_warning
cp "$DESKTOP"/*.log /mnt/share/
finish
