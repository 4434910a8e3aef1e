#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The guest's half of scripts/desktop: a desktop with a terminal, another window,
# and the encrypted film in a third; then a screenshot. Facts go to
# /mnt/share/facts as NAME=VALUE.
set -u
# shellcheck source=lab/guest/film.sh
. /run/lab/film.sh
# shellcheck source=lab/guest/desktop.sh
. /run/lab/desktop.sh
title=gst-launch-1.0
hands=/mnt/build/tests/desktop/hands
line="filesrc location=film-cenc.mp4 ! qtdemux ! queue ! rstvideodec ! rstwaylandsink max-lateness=-1 qos=false"

say() { echo "[desktop] $*"; }
give_up() {
	say "$*"
	cp "$DESKTOP"/*.log /mnt/share/ 2>/dev/null
	exit 1
}

# What the terminal runs: it waits until the windows are in place.
terminal() {
	cat <<-EOT
		#!/bin/bash
		cd "$FILM_DIR"
		echo '$ gst-launch-1.0 $line'
		until [ -e "$DESKTOP/go" ]; do sleep 0.1; done
		gst-launch-1.0 -e -m $line >"$DESKTOP/player.log" 2>&1
		echo "\$?" >"$DESKTOP/player.status"
		exec sleep 1000
	EOT
}

film_shown() { [ "$(cat /sys/class/rstmem/secure-video/buffers)" -ge 6 ]; }
film_window() { window_place "$title"; }

: >"$facts"
fact kernel "$(uname -r)"
fact optee "$(dmesg | sed -n 's/.*optee: revision //p' | head -n 1)"
fact weston "$(weston --version | sed 's/weston //')"
fact line "gst-launch-1.0 $line"
load_key
say 'the film, by kmssink and without a desktop'
cd "$FILM_DIR" || exit 1
fact kmssink_from "$(now)"
# Farther than the window's film is to be watched
# shellcheck disable=SC2046 # words
timeout --preserve-status -s INT 20 gst-launch-1.0 -e -q $(cenc_line film-cenc.mp4 max-lateness=-1 qos=false) ||
	give_up 'kmssink does not play the film'
fact kmssink_to "$(now)"
say 'the film, in a window of a desktop'
start_hands "$hands"
start_desktop || give_up 'Weston does not start'
terminal >"$DESKTOP/terminal.sh"
chmod +x "$DESKTOP/terminal.sh"
weston-terminal --font-size=13 --shell="$DESKTOP/terminal.sh" >"$DESKTOP/terminal.log" 2>&1 &
within 60 window_place "Wayland Terminal" || give_up 'the terminal does not open'
weston-flower >"$DESKTOP/flower.log" 2>&1 &
within 60 window_place Flower || give_up 'the second window does not open'
place_window "Wayland Terminal" 10 40
place_window Flower 1050 60
start_watch
fact film_from "$(now)"
touch "$DESKTOP/go"
within 90 film_window || give_up 'the film does not start'
place_window "$title" 400 260
hand "move 1270 710"
sleep 2
fact steady_from "$(now)"
sleep 4
fact steady_to "$(now)"
fact shot_from "$(now)"
screenshot /mnt/share/screenshot.png writeback || give_up 'no screenshot'
fact shot_to "$(now)"
sleep 4
pkill -INT -x gst-launch-1.0
within 30 test -e "$DESKTOP/player.status"
fact film_to "$(now)"
fact player_status "$(cat "$DESKTOP/player.status")"
fact stats "$(grep -o 'rst-wayland-stats.*' "$DESKTOP/player.log" | tail -n 1)"
fact imports "$(imports)"
fact importers "$(importers)"
fact buffers "$(imported_buffers)"
fact map_attempts "$(map_attempts)"
stop_desktop
fact weston_status "$?"
fact left "$(cat /sys/class/rstmem/*/bytes | paste -sd+)"
cp "$DESKTOP"/*.log /mnt/share/
