#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The guest's half of the demo: plays the film in the clear and encrypted, then
# attacks a playing film. Facts go to /mnt/share/facts as NAME=VALUE.
set -u
# shellcheck source=lab/guest/film.sh
. /run/lab/film.sh
facts=/mnt/share/facts

fact() { printf '%s=%s\n' "$1" "$2" >>"$facts"; }

# The clock of the panel's timestamps, in nanoseconds.
now() { awk '{ printf "%.0f\n", $1 * 1e9 }' /proc/uptime; }

# timed NAME LINE COMMAND…: plays, and notes when and with what status
timed() {
	local name=$1 line=$2 status=0
	shift 2
	echo "[demo] $line"
	fact "${name}_line" "$line"
	fact "${name}_from" "$(now)"
	"$@" || status=$?
	fact "${name}_to" "$(now)"
	fact "${name}_status" "$status"
	[ "$status" = 0 ] || echo "[demo] the line failed with status $status"
}

attack() {
	local line pool
	line=$(cenc_line "$FILM_DIR/film-short-cenc.mp4")
	pool=$(dmesg | sed -n 's/.*optee_rstmem.*pool.*\(0x[0-9a-f]*\).*/\1/p' |
		head -n 1)
	insmod "/mnt/build/modules/$(uname -r)/rst_attack.ko"
	# Not by play(): the attacker wants the player's own pid.
	# shellcheck disable=SC2086
	gst-launch-1.0 -q $line &
	for _ in $(seq 200); do
		[ "$(cat /sys/class/rstmem/secure-video/buffers)" -ge 6 ] && break
		sleep 0.05
	done
	RSTMEM_POOL_ADDRESS=$pool /mnt/build/tests/firewall/refused "$!" --module \
		>/mnt/share/attack.log 2>&1
	fact attack_status "$?"
	wait "$!"
	mkdir -p /lib/optee_armtz
	cp /mnt/build/tests/ta/*.ta /lib/optee_armtz/
	/mnt/build/tests/engine/applications >>/mnt/share/attack.log 2>&1
}

: >"$facts"
fact kernel "$(uname -r)"
fact optee "$(dmesg | sed -n 's/.*optee: revision //p' | head -n 1)"
cd "$FILM_DIR" || exit 1
load_key
for film in clear cenc; do
	line=$("${film}_line" "film-$film.mp4" sync=false)
	timed "$film" "gst-launch-1.0 $line" play "$line"
done
sink='kmssink driver-name=rst-disp sync=false'
uri=file://$PWD/film-cenc.mp4
timed playbin3 "gst-launch-1.0 playbin3 uri=$uri video-sink=\"$sink\"" \
	gst-launch-1.0 -q playbin3 "uri=$uri" "video-sink=$sink"
timed gst_play "gst-play-1.0 --videosink=\"$sink\" film-cenc.mp4" \
	gst-play-1.0 -q --no-interactive "--videosink=$sink" film-cenc.mp4
echo '[demo] attacking a playing film'
attack
rstctl heaps
