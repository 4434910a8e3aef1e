#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The GStreamer elements where the heaps are the kernel's own, and no driver can
# allocate from them. Run as root in a guest whose modules are loaded.
. /mnt/build/tests/lib/guest.sh
film=$FILM_DIR/film-short-cenc.mp4
tests_dir=/mnt/build/userspace/usr/libexec/rstmem/gst-tests
log=/tmp/line.log

logged() { timeout 120 "$@" >"$log" 2>&1; }
show() { sed 's/^/# /' "$log" | cut -c 1-300 | head -n 12; }
plays() { # SENTENCE COMMAND…
	local sentence=$1
	shift
	if logged "$@"; then ok "$sentence"; else not_ok "$sentence"; show; fi
}
fails() { # SENTENCE PATTERN LINE: by an error that says so
	local status=0
	# shellcheck disable=SC2086
	logged gst-launch-1.0 --no-fault $3 || status=$?
	if [ "$status" = 1 ] && grep -qE "$2" "$log"; then
		ok "$1"
	else
		not_ok "$1 (status $status)"
		show
	fi
}
# The whole pool, in one piece: a page that somebody keeps is too much.
heap_empty() { rstctl alloc --heap secure-video --size 5M; }

load_key
# shellcheck disable=SC2046
plays "the film plays by rstvideodec" gst-launch-1.0 $(cenc_line "$film" sync=false)
check "to its end" grep -q EOS "$log"
check "its memory is given back" soon heap_empty
# shellcheck disable=SC2046
plays "and by rstcencdec and rstpool" gst-launch-1.0 filesrc location="$film" ! \
	qtdemux ! queue ! rstcencdec ! v4l2h264dec output-io-mode=dmabuf-import \
	capture-io-mode=dmabuf-import ! rstpool ! kmssink driver-name=rst-disp sync=false
plays "players find it by themselves" gst-launch-1.0 playbin3 \
	uri="file://$film" video-sink="kmssink driver-name=rst-disp sync=false"
plays "flushing seeks back and forth" "$tests_dir/seek-film" \
	"$(cenc_line "$FILM_DIR/film-cenc.mp4")" 8 2 12 0
check "their memory is given back" soon heap_empty
fails "who reads a picture is told that nobody can" 'tried to read a picture' \
	"filesrc location=$film ! qtdemux ! queue ! rstvideodec ! fakesink dump=true"
fails "a decoder that would have its driver allocate ends with an error" \
	'ERROR: from element .*v4l2h264dec.*: Failed to allocate required memory' \
	"filesrc location=$film ! qtdemux ! queue ! rstcencdec !
	v4l2h264dec output-io-mode=dmabuf-import ! kmssink driver-name=rst-disp"
check "their memory is given back, too" soon heap_empty
rstctl alloc --heap secure-video --size 4M --hold 100 >/tmp/held &
holder=$!
soon test -s /tmp/held
fails "a film for which there is no room is told so" \
	'no room for another .* the kernel tells nobody' "$(cenc_line "$film" sync=false)"
kill $holder
check "and it plays when there is room again" play "$(cenc_line "$film" sync=false)"

"$tests_dir/run" --real
result $? "the elements' tests"
check "they, too, have given everything back" soon heap_empty
finish
