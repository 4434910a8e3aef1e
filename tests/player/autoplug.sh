#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The guest's half: players that choose elements by themselves. When each film
# was on the panel goes to /mnt/share/spans, for the host to compare.
. /mnt/build/tests/lib/guest.sh
film=$FILM_DIR/film-short-cenc.mp4
clear=$FILM_DIR/film-short-clear.mp4
sink="kmssink driver-name=rst-disp"
fast="$sink sync=false"
log=/tmp/line.log
work=$(mktemp -d)
export GST_DEBUG_NO_COLOR=1

logged() { timeout 120 "$@" >"$log" 2>&1; }
show() { sed 's/^/# /' "$log" | cut -c 1-300 | grep -v '^# *$' | tail -n 12; }

# The clock of the panel's timestamps, in nanoseconds.
now() { awk '{ printf "%.0f\n", $1 * 1e9 }' /proc/uptime; }

# plays SENTENCE FILMS COMMAND…: the short film is on the panel FILMS times
plays() {
	local sentence=$1 films=$2 from
	shift 2
	from=$(now)
	if logged "$@"; then ok "$sentence"; else not_ok "$sentence"; show; fi
	[ "$films" = 0 ] || echo "$from $(now) $films $sentence" >>/mnt/share/spans
}

# fails SENTENCE PATTERN COMMAND…: with an error that says PATTERN
fails() {
	local sentence=$1 pattern=$2 status=0
	shift 2
	logged "$@" || status=$?
	if [ "$status" = 1 ] && grep -qE "$pattern" "$log"; then
		ok "$sentence"
	else
		not_ok "$sentence (status $status)"
		show
	fi
}

says() { if grep -qE "$1" "$log"; then ok "$2"; else not_ok "$2"; show; fi; }
says_not() { if grep -qE "$1" "$log"; then not_ok "$2"; show; else ok "$2"; fi; }

# plays3 SENTENCE FILM, fails3 SENTENCE PATTERN FILM SINK: with playbin3
plays3() { plays "$1" 1 gst-launch-1.0 playbin3 "uri=file://$2" "video-sink=$fast"; }
fails3() { fails "$1" "$2" gst-launch-1.0 playbin3 "uri=file://$3" "video-sink=$4"; }

# rename_bytes FROM TO OUT: the film with some bytes exchanged for others
rename_bytes() {
	python3 -c 'import sys
a, b = (bytes.fromhex(x) for x in sys.argv[1:3])
data = open(sys.argv[3], "rb").read()
assert len(a) == len(b) and a in data
open(sys.argv[4], "wb").write(data.replace(a, b))' "$1" "$2" "$film" "$3"
}

load_key
plays3 "playbin3" "$film"
plays "playbin" 1 gst-launch-1.0 playbin "uri=file://$film" "video-sink=$fast"
# shellcheck disable=SC2086 # sinks are lists of words
{
	plays "uridecodebin3" 1 gst-launch-1.0 uridecodebin3 "uri=file://$film" ! $fast
	plays "decodebin3" 1 gst-launch-1.0 filesrc "location=$film" ! decodebin3 ! $fast
	plays "a line" 1 gst-launch-1.0 filesrc "location=$film" ! qtdemux ! queue ! \
		rstvideodec ! $fast
}
plays "gst-play" 1 gst-play-1.0 --no-interactive --videosink="$fast" "$film"

# What announces a film need not be what its key came by.
common=1077efecc0b24d02ace33c1e52e2fb4b
widevine=edef8ba979d64acea3c827dcd51d21ed
rename_bytes $common $widevine "$work/widevine.mp4"
rename_bytes "$(printf pssh | od -An -tx1 | tr -d ' \n')" \
	"$(printf free | od -An -tx1 | tr -d ' \n')" "$work/none.mp4"
for name in widevine none; do
	plays3 "pssh: $name, playbin3" "$work/$name.mp4"
	# shellcheck disable=SC2046
	plays "pssh: $name, a line" 1 \
		gst-launch-1.0 $(cenc_line "$work/$name.mp4" sync=false)
done

plays "sound" 1 gst-launch-1.0 playbin3 \
	"uri=file://$FILM_DIR/film-short-sound-cenc.mp4" "video-sink=$fast" \
	"audio-sink=filesink location=$work/sound"
logged gst-launch-1.0 filesrc "location=$FILM_DIR/film-short-sound-clear.mp4" ! \
	qtdemux name=demux demux.audio_0 ! queue ! aacparse ! faad ! \
	filesink "location=$work/reference"
check "sound: there are samples" test "$(stat -c %s "$work/sound")" -gt 500000
check "sound: all samples are equal" cmp "$work/sound" "$work/reference"

plays "a clear film" 1 gst-launch-1.0 -v playbin3 "uri=file://$clear" "video-sink=$fast"
says_not 'RstVideoDec|rstvideodec' "a clear film is for other decoders"

# Clear and encrypted parts in one stream, and what the decoder saw of it.
trace=/sys/kernel/tracing
echo 1 >$trace/events/rst_vdec/rst_vdec_job/enable
contexts() {
	grep -o 'context=[0-9]*' $trace/trace | sort -u | wc -l
}
parts() { # FORMAT FILM…: one after the other
	local format=$1 name line='concat name=parts ! rstvideodec !'
	shift
	line="$line $fast"
	for name; do
		line="$line filesrc location=$name ! qtdemux !"
		[[ $name != *clear* ]] || line="$line $format"
		line="$line queue ! parts."
	done
	echo "$line"
}
mixed() { # SENTENCE FORMAT
	local order count
	for order in "$film $clear $film" "$clear $film $clear"; do
		echo >$trace/trace
		# shellcheck disable=SC2086,SC2046 # lists of words
		plays "$1, from $(basename "${order%% *}")" 3 \
			gst-launch-1.0 $(parts "$2" $order)
		count=$(contexts)
		check "$1: one decoder for all ($count)" test "$count" = 1
	done
}
mixed "clear parts as avc" ''
mixed "clear parts as a byte-stream" \
	'h264parse ! video/x-h264,stream-format=byte-stream !'
echo 0 >$trace/events/rst_vdec/rst_vdec_job/enable

# More than one decoder: that one whose device may attach.
two=/mnt/build/userspace/usr/libexec/rstmem/gst-tests/two-decoders
camera=$(grep -l rst-vcap /sys/class/video4linux/*/name | head -n 1)
camera=/dev/$(basename "$(dirname "$camera")")
for device in /dev/null "$camera"; do
	plays "a decoder that is none, $device" 1 "$two" "$device" \
		"$(cenc_line "$film" sync=false)"
done
device=$(rstctl policy secure-video | awk '/vdec/ { print $3 }')
rstctl policy secure-video deny "$device"
fails "no decoder that may attach" 'None of 2 V4L2 decoders.*rstctl policy' \
	"$two" /dev/null "$(cenc_line "$film" sync=false)"
rstctl policy secure-video forget "$device"

# What cannot be read.
line=(filesrc "location=$film" ! qtdemux ! queue)
plays "a sink without video meta" 0 gst-launch-1.0 "${line[@]}" ! rstvideodec ! fakesink
plays "a sink without video meta, without the bin" 0 gst-launch-1.0 "${line[@]}" ! \
	rstcencdec ! v4l2h264dec output-io-mode=dmabuf-import ! fakesink
fails3 "a sink that reads" 'behind rstvideodec.*must import dma-bufs' \
	"$film" "fakesink dump=true"
fails "a sink that writes a file" 'behind rstvideodec.*must import dma-bufs' \
	gst-launch-1.0 "${line[@]}" ! rstvideodec ! filesink "location=$work/raw"
fails "a sink that reads, without the bin" 'tried to read.*must import dma-bufs' \
	gst-launch-1.0 "${line[@]}" ! rstcencdec ! \
	v4l2h264dec output-io-mode=dmabuf-import ! fakesink dump=true
fails3 "a converter" 'behind rstvideodec.*must import dma-bufs' \
	"$film" "videoconvert ! video/x-raw,format=RGB ! fakesink"

load_key ffffffffffffffffffffffffffffffff
fails3 "a wrong key" 'key is wrong' "$film" "$fast"
load_key

# The registry is a cache. Fails if it does not see that the TEE has gone.
rank_is() { gst-inspect-1.0 rstvideodec | grep -q "Rank *$1"; }
check "rstvideodec comes before other decoders" rank_is 'primary + 2'
mv /dev/tee0 /dev/tee0.away
check "without a TEE it is not chosen" rank_is none
fails3 "without a TEE" 'no TEE|missing|could not' "$film" "$fast"
mv /dev/tee0.away /dev/tee0
check "with the TEE back it is chosen again" rank_is 'primary + 2'

# By its keys, as a person does; twenty seconds of the film are left for that.
logged "$HERE/keys" 4 space 1 space 1 right 3 left 2 zero 2 q -- \
	gst-play-1.0 --videosink="$sink" "$FILM_DIR/film-cenc.mp4"
status=$?
check "gst-play quits by q (status $status)" test "$status" = 0
says 'Paused' "gst-play pauses"
says_not 'Could not seek|ERROR' "gst-play seeks"
check "books are empty" books_empty
finish
