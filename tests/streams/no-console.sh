#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In a guest whose display has no console.
. /mnt/build/tests/lib/guest.sh
# shellcheck source=tests/streams/lines.sh
. "$HERE/lines.sh"

check "there is no console" test ! -e /dev/fb0
check "a film of another size than any mode plays" shown "$HERE/upright.mp4"
check "so does one of a mode's size" shown "$FILM_DIR/film-short-clear.mp4"
check "another client turns the display off and ends" "$TOPICS/display/display" off-at-end
check "after it, a film of any size plays" shown "$HERE/upright.mp4"
# A sink that sets a mode takes one of the film's size, or none.
own_mode() {
	# shellcheck disable=SC2046 # the line is words
	timeout 60 gst-launch-1.0 -q $(line "$1") force-modesetting=true
}
check "a sink that sets a mode finds none of a film's size" can_not own_mode "$HERE/upright.mp4"
echo 180x240 >/sys/module/rst_disp/parameters/modes
check "wished for, there is one" own_mode "$HERE/upright.mp4"
echo >/sys/module/rst_disp/parameters/modes
check "books are empty" books_empty
finish
