# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The lines that play a film in the guest; sourced by the demo and the tests.

FILM_DIR=${FILM_DIR:-/mnt/film}
KID=000102030405060708090a0b0c0d0e0f
KEY=101112131415161718191a1b1c1d1e1f

# The laboratory's way to bring a key; a product has none of this kind.
load_key() { rstctl lab-key --kid "$KID" --key "${1:-$KEY}" >/dev/null; }

cenc_line() { # FILM [properties of kmssink]
	local film=$1
	shift
	echo "filesrc location=$film ! qtdemux ! queue ! rstcencdec !" \
		"v4l2h264dec output-io-mode=dmabuf-import" \
		"capture-io-mode=dmabuf-import ! rstpool !" \
		"kmssink driver-name=rst-disp $*"
}

# Without encryption: h264parse makes the byte-stream that rstcencdec makes.
clear_line() {
	local film=$1
	shift
	echo "filesrc location=$film ! qtdemux ! queue ! h264parse !" \
		"v4l2h264dec capture-io-mode=dmabuf-import ! rstpool !" \
		"kmssink driver-name=rst-disp $*"
}

# play LINE: runs it as a user would type it
play() {
	# shellcheck disable=SC2086
	gst-launch-1.0 -q $1
}
