#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a player meets in the first minute: seeks in mid-film, autoplugging, a
# film with a clear lead.
. /mnt/build/tests/lib/guest.sh
film=$FILM_DIR/film-short-cenc.mp4
seek_film=/mnt/build/userspace/usr/libexec/rstmem/gst-tests/seek-film
log=/tmp/line.log

# logged COMMAND…: with a limit on time; its output in $log
logged() { timeout 120 "$@" >"$log" 2>&1; }

show() { sed 's/^/# /' "$log" | cut -c 1-300 | head -n 12; }

# says PATTERN SENTENCE
says() {
	if grep -qE "$1" "$log"; then ok "$2"; else not_ok "$2"; show; fi
}

# plays SENTENCE COMMAND…
plays() {
	local sentence=$1
	shift
	if logged "$@"; then ok "$sentence"; else not_ok "$sentence"; show; fi
}

# fails SENTENCE LINE: with an error, neither by a signal nor for ever
fails() {
	local status=0
	# shellcheck disable=SC2086
	logged gst-launch-1.0 --no-fault $2 || status=$?
	if [ "$status" = 1 ]; then
		ok "$1"
	else
		not_ok "$1 (status $status)"
		show
	fi
}

load_key
plays "clear film: flushing seeks back and forth" "$seek_film" \
	"$(clear_line "$FILM_DIR/film-clear.mp4")" 0 10 2 15.5 0.3 15 4
check "clear film: books are empty" books_empty

plays "a decoder that imports, with rstpool: flushing seeks" "$seek_film" "filesrc
	location=$FILM_DIR/film-clear.mp4 ! qtdemux ! queue ! h264parse !
	v4l2h264dec capture-io-mode=dmabuf-import ! rstpool !
	kmssink driver-name=rst-disp" 0 10 2 15.5 0.3
check "a decoder that imports: books are empty" books_empty

plays "encrypted film: flushing seeks back and forth" "$seek_film" \
	"$(cenc_line "$FILM_DIR/film-cenc.mp4")" 8 2 12 0
check "encrypted film: books are empty" books_empty

fails "playbin3 ends with an error" \
	"playbin3 uri=file://$film video-sink=kmssink"
says 'rstcencdec.*output-io-mode=dmabuf-import' "playbin3: it says what to do"
fails "a parser behind the decryptor is an error" \
	"filesrc location=$film ! qtdemux ! queue ! rstcencdec ! h264parse ! fakesink"
says 'h264parse.*output-io-mode=dmabuf-import' "a parser: it says what to do"
fails "a decoder that copies is an error" \
	"filesrc location=$film ! qtdemux ! queue ! rstcencdec ! v4l2h264dec ! fakesink"
says 'rstcencdec.*output-io-mode=dmabuf-import' "a decoder that copies: it says what to do"

lead=$FILM_DIR/film-short-lead-cenc.mp4
# shellcheck disable=SC2046
plays "a clear lead plays without a property" \
	gst-launch-1.0 $(cenc_line "$lead" sync=false)
says 'EOS' "a clear lead: the film plays to its end"
fails "no metadata at all is an error" \
	"$(cenc_line "$FILM_DIR/film-progressive-cenc.mp4" sync=false)"
says 'rstcencdec.*fragment' "no metadata at all: the message says why"
load_key ffffffffffffffffffffffffffffffff
fails "a wrong key behind a clear lead is an error" \
	"$(cenc_line "$lead" sync=false)"
says 'key is wrong' "a wrong key behind a clear lead: the message says so"
load_key
check "books are empty" books_empty
finish
