# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# How a clear film is played; sourced.

# line FILE: as a user types it
line() {
	local source
	case $1 in
	*.mp4) source='qtdemux ! queue !' ;;
	*) source='' ;;
	esac
	echo "filesrc location=$1 ! $source h264parse ! v4l2h264dec !" \
		"kmssink driver-name=rst-disp sync=false"
}

# shellcheck disable=SC2046 # the line is words
shown() { timeout 60 gst-launch-1.0 -q $(line "$1"); }
