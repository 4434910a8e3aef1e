# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The lines that play a film in the guest; sourced by the demo and the tests.

FILM_DIR=${FILM_DIR:-/mnt/film}
KID=$(sed -n 's/^kid=//p' "$FILM_DIR/film.key")
KEY=$(sed -n 's/^key=//p' "$FILM_DIR/film.key")

# The laboratory's way to bring a key; a product has none of this kind.
load_key() { rstctl lab-key --kid "$KID" --key "${1:-$KEY}" >/dev/null; }

cenc_line() { # FILM [properties of kmssink]
	local film=$1
	shift
	echo "filesrc location=$film ! qtdemux ! queue ! rstvideodec !" \
		"kmssink driver-name=rst-disp $*"
}

# Without encryption: h264parse makes the byte-stream that rstcencdec makes.
clear_line() {
	local film=$1
	shift
	echo "filesrc location=$film ! qtdemux ! queue ! h264parse !" \
		"v4l2h264dec ! kmssink driver-name=rst-disp $*"
}

# play LINE: runs it as a user would type it
play() {
	# shellcheck disable=SC2086
	gst-launch-1.0 -q $1
}
