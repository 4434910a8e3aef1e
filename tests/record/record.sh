#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The camera's pictures recorded to /mnt/share, by gst-launch, and recordings that must fail.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh

KID=00112233445566778899aabbccddeeff
OTHER_KID=112233445566778899aabbccddeeff00
PLAY_KID=ffeeddccbbaa99887766554433221100
KEY=$(cat /mnt/share/key)
CAMERA=$(grep -lx rst-vcap /sys/class/video4linux/*/name)
CAMERA=/dev/$(basename "$(dirname "$CAMERA")")
export GST_REGISTRY_FORK=no

# line FILE KID FRAMES: docs/recording.md's, in LINE
line() {
	LINE=(v4l2src "device=$CAMERA" io-mode=dmabuf-import "num-buffers=$3" !
		rstpool heap=secure-video-record tail-room=128 !
		rstjpegenc "key-id=$2" quality=90 !
		rstcencmux fragment-duration=500 ! filesink "location=$1")
}

record() {
	line "$@"
	gst-launch-1.0 -q "${LINE[@]}"
}

# refused SENTENCE WORDS COMMAND…: it fails, and says WORDS
refused() {
	local sentence=$1 words=$2
	shift 2
	if "$@" >/tmp/refused.log 2>&1 || ! grep -qF "$words" /tmp/refused.log; then
		not_ok "$sentence"
		sed 's/^/# /' /tmp/refused.log
	else
		ok "$sentence"
	fi
}

$HERE/attack || not_ok "attacks on the recorder ended with status $?"
check "books are empty after the attacks" books_empty

check "a recording key is set" rstctl lab-key --record --kid $KID --key "$KEY"
check "a playing key is set" rstctl lab-key --kid $PLAY_KID --key "$KEY"
check "40 frames are recorded" record /mnt/share/rec.mp4 $KID 40
check "books are empty after the recording" books_empty

# The same frames under two keys at once
both() {
	local encode="rstjpegenc quality=90" mux="rstcencmux fragment-duration=500"
	# shellcheck disable=SC2086
	gst-launch-1.0 -q v4l2src "device=$CAMERA" io-mode=dmabuf-import num-buffers=40 ! \
		rstpool heap=secure-video-record tail-room=128 ! tee name=t \
		t. ! queue ! $encode key-id=$KID ! $mux ! filesink location=/mnt/share/one.mp4 \
		t. ! queue ! $encode key-id=$OTHER_KID ! $mux ! filesink location=/mnt/share/two.mp4
}
check "another recording key is set" rstctl lab-key --record --kid $OTHER_KID --key "$KEY"
check "two encoders behind a tee record" both
check "books are empty after two recordings" books_empty

refused "a playing key does not record" "refuses to record" record /tmp/no.mp4 $PLAY_KID 2
refused "an unknown key does not record" "no key" record /tmp/no.mp4 ${KID/0/1} 2
refused "what is not in restricted memory is not recorded" "not in restricted memory" \
	gst-launch-1.0 -q videotestsrc num-buffers=2 ! video/x-raw,format=NV12 ! \
	rstjpegenc key-id=$KID ! rstcencmux ! filesink location=/tmp/no.mp4
check "none of these has left a picture" test ! -s /tmp/no.mp4

# Broken off without a word, in the middle of a fragment.
line /mnt/share/killed.mp4 $KID -1
gst-launch-1.0 -q "${LINE[@]}" >/tmp/killed.log 2>&1 &
for _ in $(seq 200); do
	[ "$(stat -c %s /mnt/share/killed.mp4 2>/dev/null || echo 0)" -lt 60000 ] || break
	kill -0 $! 2>/dev/null || break
	sleep 0.1
done
sleep 0.3
check "it is going on when it is killed" kill -9 $!
wait $! 2>/dev/null
check "books are empty after a recording was killed" books_empty
sync
finish
