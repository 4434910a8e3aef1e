#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In a guest whose link is the file /mnt/share/link: what clients see of it, a kernel
# that lies, and films, whose link comes and goes, and whose display is denied and
# allowed again.
#
#	link.sh TIMES		how often, in each of two films
. /mnt/build/tests/lib/guest.sh
times=$1
display=auxiliary/rst_engine.disp.0

# moment FILE WORD…: a line with the time in front
moment() { "$HERE/moment" "/mnt/share/$1" "${@:2}"; }

begin_film() {
	began=$SECONDS
	start_film "$(cenc_line "$FILM_DIR/film-cenc.mp4" sync=false)"
}

# A busy host takes so long over each time that the film may have ended, which is
# no failure of it. It has 528 frames, and the display shows 60 in a second: one
# that ended sooner has lost some.
go_on() {
	kill -0 "$PLAYER" 2>/dev/null && return
	[ $((SECONDS - began)) -ge 8 ] && wait "$PLAYER" && begin_film && sleep 1
}

link_comes_and_goes() {
	local i
	for i in $(seq "$times"); do
		sleep 0.4
		moment link type0 2.2 broken
		sleep 0.4
		moment link type0 2.2 good
		go_on || return
	done
	sleep 0.4
}

# From rstctl's return until it is called again.
denied_and_allowed() {
	local i
	for i in $(seq "$times"); do
		sleep 0.4
		rstctl policy secure-video deny $display || return
		moment denials any none broken
		sleep 0.4
		moment denials any none good
		rstctl policy secure-video forget $display || return
		go_on || return
	done
}

# during_film WHAT COMMAND
during_film() {
	check "a film plays" begin_film
	check "$1, $times times" "$2"
	kill -INT "$PLAYER" 2>/dev/null
	wait "$PLAYER"
	check "the books are empty after it" books_empty
}

run_program "$HERE/protection"
run_program "$HERE/liars"
load_key
for _ in 1 2; do
	moment link type0 2.2 good
	during_film "the link is lost and comes back" link_comes_and_goes
	moment link any none good
	during_film "the display is denied and allowed" denied_and_allowed
done
finish
