#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The guest's half of suite-seeks: for each line a log in /mnt/share.
. /mnt/build/tests/lib/guest.sh
program=/mnt/build/userspace/usr/libexec/rstmem/gst-tests/seeks

# No picture may be dropped because an emulated machine is late.
SINK="kmssink driver-name=rst-disp qos=false max-lateness=-1"

# seeks NAME COUNT LINE [OPTION…]
seeks() {
	local name=$1 count=$2 line=$3 status=0
	shift 3
	timeout $((60 + 5 * count)) "$program" --seed "${RSTMEM_SEED:-1}" \
		--count "$count" --log "/mnt/share/$name.log" "$@" "$line" \
		>"/tmp/$name.out" 2>&1 || status=$?
	sed 's/^/# /' "/tmp/$name.out" | tail -n 8
	result $status "$name: $count seeks (status $status)"
	check "$name: books are empty" books_empty
}

# line FILM DECODER [INDEX]
line() {
	echo "filesrc location=$1 ! ${3:+$3 !} qtdemux ! queue ! $2 ! $SINK name=screen"
}

# without_index FILM: as a packager leaves it; mfro says how long the index is
without_index() {
	local size
	size=$((16#$(tail -c 4 "$1" | od -An -tx1 | tr -d ' ')))
	head -c "-$size" "$1"
}

load_key
film=$FILM_DIR/film-cenc.mp4
without_index "$film" >/tmp/film-no-index.mp4
playbin="playbin3 uri=file:///tmp/film-no-index.mp4 video-sink=\"$SINK\""

if [ "$RSTMEM_TIER" = check ]; then
	seeks encrypted 16 "$(line "$film" rstvideodec)"
	seeks no-index 14 "$playbin"
else
	# A second loop finds v4l2h264dec drained, and it may not wake up
	# (docs/playback.md). A flushing seek just after an instant change of rate
	# may find GStreamer's own elements without a segment: their assertion
	# "segment->format == format" fails, and the line ends.
	seeks encrypted 200 "$(line "$film" rstvideodec)" --skip loop --once instant-rate
	seeks no-index 40 "$playbin" --skip loop --once instant-rate
	seeks no-index-line 14 "$(line /tmp/film-no-index.mp4 rstvideodec rstmp4index)"
	# v4l2h264dec does not refuse to play in reverse, and may not tell a
	# segment's end (docs/playback.md).
	seeks clear 60 "$(line "$FILM_DIR/film-clear.mp4" "h264parse ! v4l2h264dec")" \
		--skip reverse --skip segment --skip loop --once instant-rate
fi
finish
